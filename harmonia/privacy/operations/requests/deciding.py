"""What the privacy officer decides, and what the asker himself may still do.

A refusal names a ground of the register, and the register names the norm and the way to appeal. A term is prolonged
only where the clock says that a law allows it; once, and the asker is told. What one officer has in hand no other
decides (queues.InOtherHands).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.core.moves import WrongState
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.privacy.models import Request, RequestWords
from harmonia.privacy.operations.requests import steps, telling
from harmonia.privacy.operations.requests.proving import NotYours
from harmonia.privacy.permissions.blocking import check_officer
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import Proof, RequestKind, RequestState

ASSIGNED = {queues.TAKEN: "assigned"}  # as the chain of a request has always called it


class WrongGround(Exception):
    """The register does not know the ground, or not for this kind of request."""


class NotProlongable(Exception):
    """No law allows more time for this, or it was taken already."""


class NotCorrectable(Exception):
    """This kind of data is not a value that staff sets: it is answered in words, or destroyed."""


@runs_as(SERVICE)
@transaction.atomic
def assign(*, request_id: UUID, to: Person | None, by: Person, at: datetime) -> Request:
    """Take it, hand it over, or (to None) give it back.

    Raises InOtherHands, permissions.blocking.Denied: no officer, moves.WrongState for a closed one.
    """
    request = _open(request_id)
    for person in (by, to or by):
        check_officer(person.pk)
    receiver = to.pk if to else None
    what = queues.passing(steps.held_by(request), to=receiver, by=by.pk)
    request.assigned_to = receiver
    request.save(update_fields=["assigned_to"])
    steps.step(request, ASSIGNED.get(what, what), steps.staff(by.pk), at=at, to=receiver)
    return request


@runs_as(SERVICE)
@transaction.atomic
def answer(*, request_id: UUID, text: str, by: UUID, at: datetime, left: Collection[tuple[str, str]] = ()) -> Request:
    """Answered in words; `left`: pairs of a kind of data and the ground on which it is not granted.

    Raises WrongGround, moves.WrongState.
    """
    request = _open(request_id, by)
    for _key, ground in left:
        _check_ground(ground, request.kind)
    _say(request, text)
    state = RequestState.PARTLY_DONE if left else RequestState.DONE
    ground = next(iter(left))[1] if left else ""
    return steps.end(request, state, steps.staff(by), at=at, ground=ground, left=tuple(left))


@runs_as(SERVICE)
@transaction.atomic
def refuse(*, request_id: UUID, ground: str, by: UUID | None, at: datetime, text: str = "") -> Request:
    """With the ground that the register knows for it; `by` None: the program, when a term ran out without proof.

    Raises WrongGround, moves.WrongState, and for the officer blocking.Denied.
    """
    request = _open(request_id, by)
    _check_ground(ground, request.kind)
    _say(request, text)
    return steps.end(request, RequestState.REFUSED, steps.staff(by) if by else steps.SERVICE, at=at, ground=ground)


@runs_as(SERVICE)
@transaction.atomic
def correct(*, request_id: UUID, category: str, value: str, by: UUID, at: datetime) -> Request:
    """Put in the right value; it stands at once wherever it is read (7.3.1, 12.6).

    Raises NotCorrectable, accounts.TooYoung, ValueError, moves.WrongState.
    """
    request = _open(request_id, by)
    if request.kind != RequestKind.CORRECTION or request.person_id is None or request.state != RequestState.IN_WORK:
        raise WrongState(f"Request {request_id}: {request.kind} {request.state}")
    if category == "client_name":
        accounts.change_name(person_id=request.person_id, name=value, at=at)
    elif category == "client_age":
        accounts.change_age(person_id=request.person_id, age=int(value), at=at)
    else:
        raise NotCorrectable(category)
    steps.step(request, "corrected", steps.staff(by), at=at, category=category)
    return steps.end(request, RequestState.DONE, steps.staff(by), at=at)


@runs_as(SERVICE)
@transaction.atomic
def take_back(*, request_id: UUID, person_id: UUID, at: datetime) -> Request:
    """He does not want it any more. What was done already stays done. Raises NotYours, moves.WrongState."""
    request = queries.locked(request_id)
    if request.person_id != person_id:
        raise NotYours(request_id)
    if request.kind == RequestKind.NOT_MINE and request.proof != Proof.NONE:
        raise WrongState(f"Request {request_id}: somebody looks at it")
    return steps.end(request, RequestState.TAKEN_BACK, steps.asker(person_id), at=at, tell=False)


@runs_as(SERVICE)
@transaction.atomic
def prolong(*, request_id: UUID, by: UUID, at: datetime) -> Request:
    """Once, by as much as the law allows. Raises NotProlongable, moves.WrongState."""
    request = _open(request_id, by)
    later = rules.prolonged(request.kind, request.received_at)
    if later is None or request.prolonged_at is not None or request.due_at < at:
        raise NotProlongable(request.kind)
    request.due_at, request.prolonged_at = later, at
    request.save(update_fields=["due_at", "prolonged_at"])
    steps.step(request, "prolonged", steps.staff(by), at=at, law=rules.clock(request.kind).prolongation_law)
    telling.tell(request, "request.prolonged", at=at)
    return request


def _open(request_id: UUID, by: UUID | None = None) -> Request:
    """Locked; with `by`, not in another officer's hands."""
    request = queries.locked(request_id)
    if not request.is_open:
        raise WrongState(f"Request {request_id}: {request.state}")
    steps.check_hands(request, by)
    return request


def _check_ground(ground: str, kind: str) -> None:
    if ground not in policy.refusals_for(kind):
        raise WrongGround(ground)


def _say(request: Request, text: str) -> None:
    if text:
        words = RequestWords.objects.get(pk=request.pk)
        words.answer = text
        words.save(update_fields=["answer"])
