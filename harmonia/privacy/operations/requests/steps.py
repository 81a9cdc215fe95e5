"""The one way in which a request moves: state, chain and journal together; and its end, with the proof of its term."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from harmonia.accounts import queries as people
from harmonia.accounts.states import PRIVACY_OFFICER
from harmonia.core import queues
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.privacy.models import Request, RequestWords, Step
from harmonia.privacy.operations import blocking
from harmonia.privacy.operations.requests import telling
from harmonia.privacy.queries import requests as queries
from harmonia.privacy.rules import requests as rules
from harmonia.privacy.states import REQUEST_MOVES, RequestKind, RequestState, WaitsFor

Left = Sequence[tuple[str, str]]
STAFF = "staff"
GIVES_BACK = frozenset({RequestState.REFUSED, RequestState.TAKEN_BACK})


@dataclass(frozen=True)
class Actor:
    """Who takes a step: an id for the journal, and a role for the proof, which names nobody."""

    person_id: UUID | None
    role: str


SERVICE = Actor(None, "service")


def asker(person_id: UUID | None) -> Actor:
    return Actor(person_id, "asker")


def staff(person_id: UUID) -> Actor:
    return Actor(person_id, STAFF)


def held_by(request: Request) -> UUID | None:
    return people.at_work(request.assigned_to, PRIVACY_OFFICER)


def check_hands(request: Request, by: UUID | None) -> None:
    """The program, None, goes on by itself. Raises queues.InOtherHands."""
    if by is not None:
        queues.check_not_held(held_by(request), by)


def step(request: Request, what: str, by: Actor, *, at: datetime, **facts: str | UUID | None) -> None:
    """Chain and journal. `at` never goes back: clocks of two processes may differ by a breath."""
    before = queries.steps_of(request)
    moment = max(at, before[-1].at) if before else at
    taken = rules.Taken(len(before) + 1, what, moment, by.role)
    hashed = rules.step_sha256(taken, before[-1].sha256 if before else "")
    Step.objects.create(request=request, position=taken.position, what=what, at=moment, by_role=by.role, sha256=hashed)
    journal.record(
        f"request.{what}",
        subject=request.person_id or request.pk,
        actor=by.person_id,
        at=moment,
        request=request.number,
        kind=request.kind,
        chain=hashed,
        **facts,
    )


def go(request: Request, to: str, by: Actor, *, at: datetime, waits_for: str = WaitsFor.NOTHING) -> None:
    """To a state in which it stays open. Raises moves.WrongState."""
    move(request, to=to, moves=REQUEST_MOVES)
    request.waits_for = waits_for
    request.save(update_fields=["state", "waits_for", "proof", "person_id"])
    step(request, to, by, at=at)


def end(
    request: Request, to: str, by: Actor, *, at: datetime, ground: str = "", left: Left = (), tell: bool = True
) -> Request:
    """Close it: the evidence goes, the proof of its term is signed, the asker is told.

    What was blocked only while somebody looked whose the account is, is given back unless he found that it is not.
    Raises moves.WrongState, and for the officer blocking.Denied.
    """
    move(request, to=to, moves=REQUEST_MOVES)
    if request.kind == RequestKind.NOT_MINE and to in GIVES_BACK:
        _give_back(request, by, at)
    request.closed_at, request.waits_for, request.ground = at, WaitsFor.NOTHING, ground
    request.left = [list(pair) for pair in left]
    request.confirm_sha256 = request.confirm_until = None
    RequestWords.objects.filter(pk=request.pk).update(evidence=None, closed_at=at)
    step(request, to, by, at=at, ground=ground)
    _prove(request, by, at)
    request.save(
        update_fields=[
            "state", "closed_at", "waits_for", "ground", "left", "confirm_sha256", "confirm_until",
            "proof_document", "proof_entry_id", "person_id", "joined_to",
        ]
    )  # fmt: skip
    if tell:
        telling.tell(request, "request.closed", at=at)
    return request


def _give_back(request: Request, by: Actor, at: datetime) -> None:
    if request.person_id is not None:
        asked = {request.pk, *queries.joined_to(request).values_list("pk", flat=True)}
        officer = by.person_id if by.role == STAFF else None
        blocking.give_back(person_id=request.person_id, request_ids=asked, by=officer, at=at)


def _prove(request: Request, by: Actor, at: datetime) -> None:
    said = {
        "number": request.number,
        "kind": request.kind,
        "way": request.way,
        "asked_by": request.asked_by,
        "outcome": request.state,
        "ground": request.ground,
    }
    document = rules.deadline_proof(
        identity=uuid.uuid4(),
        said=said,
        received_at=request.received_at,
        due_at=request.due_at,
        steps=queries.taken(request),
    )
    entry = journal.record_document(
        "request.closed",
        document=document,
        subject=request.person_id or request.pk,
        actor=by.person_id,
        at=at,
        request=request.number,
        outcome=request.state,
        in_time=document["in_time"],
    )
    request.proof_document, request.proof_entry_id = document, entry.pk


def write_down(
    request: Request, *, text: str = "", contact: str = "", about: str = "", evidence: str = ""
) -> RequestWords:
    """The words of a new request, under its own key."""
    return RequestWords.objects.create(
        request=request, text=text or None, contact=contact or None, about=about or None, evidence=evidence or None
    )


def join(request: Request, to: Request, by: Actor, *, at: datetime) -> Request:
    """It asks for the same as another one, which goes on with both letters. The person is not told twice."""
    request.joined_to = to
    return end(request, RequestState.JOINED, by, at=at, tell=False)
