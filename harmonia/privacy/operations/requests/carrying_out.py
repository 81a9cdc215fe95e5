"""Doing what was asked. What must wait says for what, and is taken up again as soon as that has ended.

Blocking and withdrawing happen in the transaction that stores the request. Whatever could not be done in full ends as
partly done, with the ground for exactly that part (94-V art. 8(2)).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent import rules as consent_rules
from harmonia.consent.states import Event, Method
from harmonia.core import jobs
from harmonia.core.moves import WrongState
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.policy import AGREEMENTS, OBSTACLES
from harmonia.privacy.models import Request
from harmonia.privacy.operations import archives, blocking, erasure
from harmonia.privacy.operations.requests import steps, telling
from harmonia.privacy.queries import blocking as blocks
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import ArchiveState, BlockEnd, BlockOrigin, RequestKind, RequestState, RequestWay, WaitsFor
from harmonia.vault import queries as vault

METHODS = {RequestWay.LETTER: Method.LETTER, RequestWay.FORM: Method.LETTER, RequestWay.PAPER: Method.PAPER}
ENDS_SERVICES = frozenset({"service", "practice"})
GIVEN_ABOUT = ("informed_consent", "survey", "interview", "test", "study")  # each specialist, each survey by itself


class NothingToCarryOut(Exception):
    """Words answer this kind of request, or it is about nobody whom we know: the officer answers or refuses."""


@dataclass(frozen=True)
class Outcome:
    """`waits_for`: not done, and why. `left`: what was not granted, each with its ground. `refused`: nothing was."""

    waits_for: str = ""
    left: tuple[tuple[str, str], ...] = ()
    refused: str = ""
    stays_open: bool = False


DONE = Outcome()
Carrier = Callable[[Request, UUID, steps.Actor, datetime], Outcome]


def begin(request: Request, *, at: datetime) -> None:
    """What needs nobody's look: at once what must not wait, by a job what takes long."""
    if request.person_id is None or not rules.starts_by_itself(request.kind, request.asked_by, request.proof):
        return
    if request.kind in rules.INSTANT:
        _carry_out(request, steps.SERVICE, at)
    else:
        jobs.defer("privacy.carry_out_request", request_id=request.pk)


@runs_as(SERVICE)
@transaction.atomic
def carry_out(*, request_id: UUID, by: UUID | None, at: datetime) -> Request:
    """Do it, or wait for what is in its way. Again, it changes nothing. Raises NothingToCarryOut, moves.WrongState, and
    for the officer blocking.Denied, erasure.ObligationOpen, erasure.SessionUnderWay."""
    request = queries.locked(request_id)
    if not request.is_open:
        return request
    steps.check_hands(request, by)
    if request.state == RequestState.UNPROVED:
        raise WrongState(f"Request {request_id}: {request.state}")
    _carry_out(request, steps.staff(by) if by else steps.SERVICE, at)
    return request


@runs_as(SERVICE)
def carry_on(*, at: datetime) -> int:
    """Take up each request whose obstacle is gone; returns how many. Each by a job of its own."""
    free = [request.pk for request in queries.waiting() if queries.may_go_on(request, at)]
    for pk in free:
        jobs.defer("privacy.carry_out_request", request_id=pk)
    return len(free)


def _carry_out(request: Request, by: steps.Actor, at: datetime) -> None:
    carrier = CARRIERS.get(request.kind)
    if carrier is None or request.person_id is None:
        raise NothingToCarryOut(request.number)
    outcome = carrier(request, request.person_id, by, at)
    if outcome.waits_for:
        _wait(request, outcome.waits_for, by, at)
    elif outcome.refused:
        steps.end(request, RequestState.REFUSED, by, at=at, ground=outcome.refused, left=outcome.left)
    elif outcome.left:
        steps.end(request, RequestState.PARTLY_DONE, by, at=at, ground=outcome.left[0][1], left=outcome.left)
    elif not outcome.stays_open:
        steps.end(request, RequestState.DONE, by, at=at)


def _wait(request: Request, waits_for: str, by: steps.Actor, at: datetime) -> None:
    """Said once, not with every look."""
    if (request.state, request.waits_for) == (RequestState.WAITING, waits_for):
        return
    if request.state == RequestState.WAITING:
        steps.go(request, RequestState.IN_WORK, by, at=at)
    steps.go(request, RequestState.WAITING, by, at=at, waits_for=waits_for)
    if waits_for != WaitsFor.ARCHIVE:
        telling.tell(request, "request.waits", at=at)


def _inform(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    """Done when the archive can be taken: being made is not having it."""
    if queries.archive_made(person_id, request.received_at):
        return DONE
    made = archives.prepare(person_id=person_id, request_id=request.pk, at=at).state == ArchiveState.READY
    return DONE if made else Outcome(waits_for=WaitsFor.ARCHIVE)


def _erase(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    if request.scope:
        return _erase_kinds(request, person_id, by, at)
    try:
        _erase_account(request, person_id, by, at)
    except erasure.Blocked:
        return Outcome(waits_for=WaitsFor.UNBLOCKING)
    except erasure.SessionUnderWay:
        return Outcome(waits_for=WaitsFor.SESSION)
    except erasure.ObligationOpen as obstacle:
        left = tuple((key, OBSTACLES[key].refusal) for key in obstacle.grounds)
        return Outcome(refused=left[0][1], left=left)
    return DONE


def _erase_account(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> None:
    """With the account goes whom to answer: whatever else is open about it ends first, as its holder's own wish, or,
    where the account was not his, because nobody showed who asked. Raises what `erasure.erase_person` raises."""
    erasure.check_erasable(person_id, at)
    for other in queries.open_requests().filter(person_id=person_id).exclude(pk=request.pk):
        if request.kind == RequestKind.NOT_MINE:
            steps.end(other, RequestState.REFUSED, by, at=at, ground="identity_not_proved", tell=False)
        else:
            steps.end(other, RequestState.TAKEN_BACK, steps.asker(person_id), at=at, tell=False)
    erasure.erase_person(person_id=person_id, request_id=request.pk, by=by.person_id, at=at)
    request.person_id = None


def _erase_kinds(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    """Only some kinds of data; what cannot go without the account stays, with its ground."""
    left = []
    for category in request.scope:
        try:
            erasure.erase_category(person_id=person_id, category=category, by=by.person_id, at=at)
        except erasure.Blocked:
            return Outcome(waits_for=WaitsFor.UNBLOCKING)
        except erasure.NotSeparable:
            left.append((category, "kept_by_law"))
    return Outcome(left=tuple(left), refused="kept_by_law" if len(left) == len(request.scope) else "")


def _block(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    origin = BlockOrigin(request.asked_by)
    blocking.block(person_id=person_id, request_id=request.pk, by=by.person_id, at=at, origin=origin)
    return DONE


def _not_his(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    """The account is nobody's until the officer has decided: destroy it here, or refuse and so give it back (7.3.5)."""
    if by.person_id is None:
        blocking.block(person_id=person_id, request_id=request.pk, by=None, at=at, origin=BlockOrigin.STAFF)
        return Outcome(stays_open=True)
    for stands in blocks.standing(person_id):
        blocking.confirm_breach(block_id=stands.pk, by=by.person_id, at=at)
    blocking.unblock(person_id=person_id, request_id=request.pk, by=by.person_id, at=at, because=BlockEnd.PUT_RIGHT)
    _erase_account(request, person_id, by, at)
    return DONE


def _unblock(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    """What he asked for himself he may lift himself; what an authority or a check blocked, the officer lifts."""
    because = BlockEnd.NOT_CONFIRMED if by.person_id else BlockEnd.ASKED
    try:
        blocking.unblock(person_id=person_id, request_id=request.pk, by=by.person_id, at=at, because=because)
    except blocking.NotBlocked:
        return DONE
    except blocking.Denied:
        if by.person_id is not None:
            raise
    return Outcome(stays_open=vault.blocked(person_id))


def _withdraw(request: Request, person_id: UUID, by: steps.Actor, at: datetime) -> Outcome:
    """Everything named stops at once. What an open obligation needs is kept for it alone, and that is said."""
    owing = queries.obligation_open(person_id, at)
    ended = _end_agreements(request, person_id, at)
    if owing and ENDS_SERVICES & ended:
        return Outcome(left=tuple((category, "obligation_open") for category in ("payments", "appointments")))
    return DONE


def _end_agreements(request: Request, person_id: UUID, at: datetime) -> set[str]:
    wanted = [key for key in request.scope or AGREEMENTS if consent_rules.withdrawable(key)]
    method = METHODS.get(RequestWay(request.way), Method.CABINET)
    standing = {each.agreement.key for each in consents.standings(person_id, wanted, at=at) if each.in_force}
    for key in sorted(standing):
        consent.withdraw(person_id=person_id, agreement=key, language=request.language, method=method, at=at)
    for agreement in (key for key in GIVEN_ABOUT if key in wanted):
        for record in consents.latest_about_each(person_id, agreement):
            if record.event == Event.GIVEN:
                consent.withdraw(
                    person_id=person_id, agreement=agreement, language=request.language, method=method,
                    about_id=record.about_id, at=at,
                )  # fmt: skip
    return standing


CARRIERS: Mapping[str, Carrier] = {
    RequestKind.INFORMATION: _inform,
    RequestKind.ERASURE: _erase,
    RequestKind.BLOCKING: _block,
    RequestKind.NOT_MINE: _not_his,
    RequestKind.UNBLOCKING: _unblock,
    RequestKind.WITHDRAWAL: _withdraw,
}
