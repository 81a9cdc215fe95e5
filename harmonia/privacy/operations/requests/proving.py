"""Who asks: by a link to his known address, or by the least further evidence, which goes when the request is closed.

A link holds a secret that works once and not longer than the clock allows. Of a link that does not work nothing is
said: an old one and an invented one look alike, and asking for another answers the same.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from harmonia.accounts import queries as people
from harmonia.core import jobs
from harmonia.core.moves import WrongState
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.notices import operations as notices
from harmonia.privacy.models import Request
from harmonia.privacy.operations.requests import carrying_out, steps, telling
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState

PATH = "/requests/confirm/{token}/"


class NotYours(Exception):
    """The request is another's."""


class TooLateToAsk(Exception):
    """Its term ends: what is missing could not be shown any more before it is refused."""


class StaleLink(Exception):
    """The link is too old, was used, or is not one of ours."""


def wait_for_proof(request: Request, by: steps.Actor, *, at: datetime) -> None:
    """Ask for what is missing: of himself by a link, of somebody who speaks for another by words about his right."""
    steps.go(request, RequestState.UNPROVED, by, at=at)
    jobs.defer("privacy.send_confirmation", request_id=request.pk)
    if request.asked_by == AskedBy.REPRESENTATIVE:
        jobs.defer("privacy.tell_named", request_id=request.pk)


@runs_as(SERVICE)
@transaction.atomic
@sensitive_variables("secret", "token")
def send_confirmation(*, request_id: UUID, at: datetime) -> None:
    """Draw the secret and send it, to the person's own address or the one that the asker gave. The last one works."""
    request = queries.locked(request_id)
    until = request.due_at - rules.LAPSES_BEFORE
    if request.state != RequestState.UNPROVED or until <= at:
        return
    secret = secrets.token_urlsafe(24)
    request.confirm_sha256, request.confirm_until = _digest(secret), until
    request.save(update_fields=["confirm_sha256", "confirm_until"])
    facts = {"path": PATH.format(token=f"{request.pk.hex}.{secret}")}
    if request.asked_by != AskedBy.SELF:
        telling.write(queries.words(request.pk), "request.authority", facts, at=at)
    elif request.person_id is not None:
        notices.send("request.confirm", person_id=request.person_id, at=at, facts=facts)
    else:
        telling.write(queries.words(request.pk), "request.confirm", facts, at=at)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def named(token: str) -> UUID | None:
    """The request that a link is about, whether it works or not."""
    try:
        return UUID(hex=token.partition(".")[0])
    except ValueError:
        return None


@runs_as(SERVICE)
@sensitive_variables("token")
def opened(token: str, *, at: datetime) -> Request:
    """The request that waits for this very link. Raises StaleLink."""
    pk, secret = named(token), token.partition(".")[2]
    request = Request.objects.filter(pk=pk, state=RequestState.UNPROVED).first() if pk else None
    if request is None or request.confirm_sha256 is None or request.confirm_until is None:
        raise StaleLink
    if request.confirm_until <= at or not constant_time_compare(bytes(request.confirm_sha256), _digest(secret)):
        raise StaleLink
    return request


@runs_as(SERVICE)
@transaction.atomic
@sensitive_variables("token")
def confirm(*, token: str, at: datetime) -> Request:
    """It was he who asked. What the address belongs to is looked up only now. Raises StaleLink."""
    request = _locked_for(token, at)
    if request.asked_by != AskedBy.SELF:
        raise StaleLink  # for another, a link proves nothing
    if request.person_id is None:
        words = queries.words(request.pk)
        request.person_id = telling.known_at(words)
    return proven(request, Proof.CODE, steps.asker(request.person_id), at=at)


@runs_as(SERVICE)
@transaction.atomic
@sensitive_variables("token")
def deny(*, token: str, at: datetime) -> Request:
    """It was not he: nothing happens, and it is written down that somebody tried. Raises StaleLink."""
    request = _locked_for(token, at)
    by = steps.asker(request.person_id)
    return steps.end(request, RequestState.REFUSED, by, at=at, ground="identity_not_proved", tell=False)


@runs_as(SERVICE)
@transaction.atomic
def confirm_in_cabinet(*, request_id: UUID, person_id: UUID, at: datetime) -> Request:
    """He has signed in and just shown that it is he. Raises NotYours, moves.WrongState."""
    return proven(_his(request_id, person_id), Proof.FRESH, steps.asker(person_id), at=at)


@runs_as(SERVICE)
@transaction.atomic
def deny_in_cabinet(*, request_id: UUID, person_id: UUID, at: datetime) -> Request:
    """Somebody wrote in his name: nothing happens. Raises NotYours, moves.WrongState."""
    request = _his(request_id, person_id)
    by = steps.asker(person_id)
    return steps.end(request, RequestState.REFUSED, by, at=at, ground="identity_not_proved", tell=False)


def _his(request_id: UUID, person_id: UUID) -> Request:
    """His own, waiting to be confirmed; what somebody else asks in his name is not his to confirm."""
    request = queries.locked(request_id)
    if request.person_id != person_id or request.asked_by != AskedBy.SELF:
        raise NotYours(request_id)
    if request.state != RequestState.UNPROVED:
        raise WrongState(f"Request {request_id}: {request.state}")
    return request


@sensitive_variables("token")
def _locked_for(token: str, at: datetime) -> Request:
    """Checked again under the lock: two clicks at once are one."""
    pk = opened(token, at=at).pk
    queries.locked(pk)
    return opened(token, at=at)


@runs_as(SERVICE)
@sensitive_variables("token")
def renew_link(*, token: str) -> None:
    """Another link to the same address, if the request still waits for one; the answer is the same in any case."""
    pk = named(token)
    if pk is not None and queries.open_requests().filter(pk=pk, state=RequestState.UNPROVED).exists():
        jobs.defer("privacy.send_confirmation", request_id=pk)


@runs_as(SERVICE)
@transaction.atomic
def pass_on_evidence(*, token: str, evidence: str, at: datetime) -> Request:
    """What a representative says of his right: a number, a date, who gave it; never a copy. Raises StaleLink."""
    request = _locked_for(token, at)
    words = queries.words(request.pk)
    words.evidence = evidence
    words.save(update_fields=["evidence"])
    steps.step(request, "evidence", steps.asker(None), at=at)
    return request


@runs_as(SERVICE)
@transaction.atomic
def ask_proof(*, request_id: UUID, by: UUID, at: datetime) -> Request:
    """The officer is not sure who asks. Raises TooLateToAsk, moves.WrongState."""
    request = queries.locked(request_id)
    steps.check_hands(request, by)
    if rules.lapses(request.due_at, at):
        raise TooLateToAsk(request_id)
    request.proof = Proof.NONE
    wait_for_proof(request, steps.staff(by), at=at)
    return request


@runs_as(SERVICE)
@transaction.atomic
def prove(*, request_id: UUID, by: UUID, at: datetime) -> Request:
    """The officer has looked at what was shown, and is sure. Raises moves.WrongState."""
    request = queries.locked(request_id)
    steps.check_hands(request, by)
    if request.state != RequestState.UNPROVED:
        raise WrongState(f"Request {request_id}: {request.state}")
    if request.person_id is None:
        words = queries.words(request.pk)
        request.person_id = telling.known_at(words)
    return proven(request, Proof.EVIDENCE, steps.staff(by), at=at)


def proven(request: Request, proof: Proof, by: steps.Actor, *, at: datetime) -> Request:
    """It is known who asks: go on, or join what he has asked before."""
    request.proof, request.confirm_sha256 = proof, None
    request.save(update_fields=["proof", "confirm_sha256"])
    earlier = _earlier(request)
    if earlier is not None and earlier.state != RequestState.UNPROVED:
        return steps.join(request, earlier, by, at=at)
    if earlier is not None:
        steps.join(earlier, request, steps.SERVICE, at=at)
    steps.go(request, RequestState.IN_WORK, by, at=at)
    telling.tell(request, "request.received", at=at)
    carrying_out.begin(request, at=at)
    return request


def _earlier(request: Request) -> Request | None:
    if request.asked_by != AskedBy.SELF or request.person_id is None:
        return None
    people.locked(request.person_id)
    found = queries.standing(request.person_id, RequestKind(request.kind), request.scope)
    return None if found is None or found.pk == request.pk else found
