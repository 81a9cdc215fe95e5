"""Who may ask for what, when it must be done, and what proves that it was. Pure: no database, no clock of its own."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from harmonia import policy
from harmonia.core import working_days
from harmonia.privacy.states import AskedBy, Proof, RequestKind

# What runs for each kind. Whoever says that an account is not his asks for its data to be blocked (7.3.5).
CLOCK_OF: Mapping[str, str] = {
    **{kind: kind for kind in RequestKind.values if kind != RequestKind.NOT_MINE},
    RequestKind.NOT_MINE: RequestKind.BLOCKING,
}

# Without proof nobody learns anything and nothing is lost: a complaint is answered to anyone. What only protects or
# stops is done for a letter from his own mailbox; what gives data out, destroys or changes them needs more (12.8).
CERTAIN = frozenset({Proof.CODE, Proof.FRESH, Proof.EVIDENCE})
HIS_CHANNEL = CERTAIN | {Proof.LETTER, Proof.SIGNED_IN}
ENOUGH: Mapping[str, frozenset[str]] = {
    RequestKind.INFORMATION: CERTAIN,
    RequestKind.ERASURE: CERTAIN,
    RequestKind.UNBLOCKING: CERTAIN,
    RequestKind.CORRECTION: CERTAIN | {Proof.SIGNED_IN},
    RequestKind.BLOCKING: HIS_CHANNEL,
    RequestKind.WITHDRAWAL: HIS_CHANNEL,
    RequestKind.NOT_MINE: HIS_CHANNEL,
    RequestKind.OBJECTION: HIS_CHANNEL,
    RequestKind.COMPLAINT: frozenset(Proof.values),
}
# Carried out in the transaction that stores the request: it must not wait for anybody (7.2.4; 94-V art. 8).
INSTANT = frozenset({RequestKind.BLOCKING, RequestKind.NOT_MINE, RequestKind.WITHDRAWAL})
# Carried out by a job, without waiting for staff, when he is certain to be the one.
AUTOMATIC = INSTANT | {RequestKind.INFORMATION, RequestKind.ERASURE, RequestKind.UNBLOCKING}
# A link lives no longer than the term, less the time that the reasoned refusal needs.
LAPSES_BEFORE = timedelta(hours=1)


def enough(kind: str, asked_by: str, proof: str) -> bool:
    """Whether the asker is known well enough. For another, only evidence that somebody has looked at counts."""
    if asked_by != AskedBy.SELF:
        return proof == Proof.EVIDENCE or kind == RequestKind.COMPLAINT
    return proof in ENOUGH[kind]


def starts_by_itself(kind: str, asked_by: str, proof: str) -> bool:
    """Whether the program carries it out; what staff entered or looked at, staff carries out."""
    if kind in INSTANT:
        return enough(kind, asked_by, proof)
    return asked_by == AskedBy.SELF and kind in AUTOMATIC and proof in CERTAIN - {Proof.EVIDENCE}


def clock(kind: str) -> policy.Clock:
    return policy.CLOCKS[CLOCK_OF[kind]]


def due_at(kind: str, received_at: datetime) -> datetime:
    runs = clock(kind)
    return working_days.deadline(received_at, amount=runs.amount, unit=runs.unit)


def prolonged(kind: str, received_at: datetime) -> datetime | None:
    """The later end that a law allows, or None where no law does."""
    runs = clock(kind)
    if not runs.prolonged_by:
        return None
    return working_days.deadline(received_at, amount=runs.amount + runs.prolonged_by, unit=runs.unit)


def lapses(due_at: datetime, at: datetime) -> bool:
    """Whether what nobody proved is refused now: after that no proof could come in time."""
    return due_at <= at + LAPSES_BEFORE


@dataclass(frozen=True)
class Taken:
    """One step of a request, as its proof tells it."""

    position: int
    what: str
    at: datetime
    by_role: str


def step_sha256(step: Taken, before: str) -> str:
    said = json.dumps([step.position, step.what, moment(step.at), step.by_role])
    return hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def chain(steps: Sequence[Taken]) -> list[str]:
    hashes = [""]
    for step in steps:
        hashes.append(step_sha256(step, hashes[-1]))
    return hashes[1:]


def deadline_proof(
    *, identity: UUID, said: Mapping[str, Any], received_at: datetime, due_at: datetime, steps: Sequence[Taken]
) -> dict[str, Any]:
    """The document that the person keeps. It names a number and moments, and no person; anybody can count the days.

    `said`: number, kind, way, who asked, outcome and ground. The last step is the end.
    """
    runs, ended_at = clock(said["kind"]), steps[-1].at
    hashes = chain(steps)
    return {
        "type": "deadline_proof",
        "id": str(identity),
        **said,
        "clock": {"key": runs.key, "amount": runs.amount, "unit": runs.unit, "law": runs.article},
        "received_at": moment(received_at),
        "due_at": moment(due_at),
        "ended_at": moment(ended_at),
        "in_time": ended_at <= due_at,
        "steps": [
            {"position": step.position, "what": step.what, "at": moment(step.at), "by": step.by_role, "sha256": sha256}
            for step, sha256 in zip(steps, hashes, strict=True)
        ],
    }
