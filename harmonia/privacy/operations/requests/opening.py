"""A request comes in, by whichever way, and gets its number, its clock and its first state."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts import queries as people
from harmonia.core import working_days
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.privacy.models import Request
from harmonia.privacy.operations.requests import carrying_out, proving, steps, telling
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import AskedBy, Proof, RequestKind, RequestState, RequestWay
from harmonia.vault import operations as vault


@dataclass(frozen=True)
class Asked:
    """What came in, before it is a request."""

    kind: RequestKind
    way: RequestWay
    asked_by: AskedBy
    proof: Proof
    person_id: UUID | None
    scope: list[str]
    language: str
    received_at: datetime
    entered_by: UUID | None

    @property
    def proven(self) -> bool:
        return rules.enough(self.kind, self.asked_by, self.proof)


@runs_as(SERVICE)
@transaction.atomic
def open_request(
    *,
    kind: str,
    way: str,
    person_id: UUID | None,
    at: datetime,
    received_at: datetime | None = None,
    text: str = "",
    asked_by: str = AskedBy.SELF,
    proof: str = Proof.NONE,
    scope: Collection[str] = (),
    contact: str = "",
    about: str = "",
    evidence: str = "",
    language: str = "",
    by: UUID | None = None,
) -> Request:
    """Take a request in. The clock runs from `received_at`; what may be done at once is done in this transaction.

    `scope`: agreements or categories of the register that it is about; empty: all. `by`: who of the staff typed it in.
    The same person asking again for what is open gets a request that is JOINED to the open one; where only the new one
    shows who asks, the earlier joins it instead.
    """
    spoken = people.locked(person_id).language if person_id else "ru"
    asked = Asked(
        RequestKind(kind), RequestWay(way), AskedBy(asked_by), Proof(proof), person_id, sorted(scope),
        language or spoken, received_at or at, by,
    )  # fmt: skip
    standing = _standing(asked)
    request = _written_down(asked, at)
    steps.write_down(request, text=text, contact=contact, about=about, evidence=evidence)
    steps.step(request, request.state, _actor(asked), at=at)
    if standing is not None and (standing.state != RequestState.UNPROVED or not asked.proven):
        return steps.join(request, standing, _actor(asked), at=at)
    _start(request, asked, standing, at)
    return request


def _standing(asked: Asked) -> Request | None:
    if asked.person_id is None or asked.asked_by != AskedBy.SELF:
        return None
    return queries.standing(asked.person_id, asked.kind, asked.scope)


def _written_down(asked: Asked, at: datetime) -> Request:
    year = working_days.day_of(asked.received_at).year
    request = Request(
        year=year,
        serial=queries.next_serial(year),
        kind=asked.kind,
        way=asked.way,
        asked_by=asked.asked_by,
        proof=asked.proof,
        person_id=asked.person_id,
        scope=asked.scope,
        language=asked.language,
        received_at=asked.received_at,
        opened_at=at,
        due_at=rules.due_at(asked.kind, asked.received_at),
        entered_by=asked.entered_by,
    )
    vault.create_subject(request.pk)
    request.save(force_insert=True)
    return request


def _actor(asked: Asked) -> steps.Actor:
    return steps.staff(asked.entered_by) if asked.entered_by else steps.asker(asked.person_id)


def _start(request: Request, asked: Asked, replaced: Request | None, at: datetime) -> None:
    if replaced is not None:
        steps.join(replaced, request, steps.SERVICE, at=at)
    if not asked.proven:
        proving.wait_for_proof(request, steps.SERVICE, at=at)
        return
    steps.go(request, RequestState.IN_WORK, steps.SERVICE, at=at)
    telling.tell(request, "request.received", at=at)
    carrying_out.begin(request, at=at)
