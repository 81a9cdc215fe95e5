"""What a person of the staff decides about a letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.core.moves import move
from harmonia.core.queues import InOtherHands
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.support import permissions, queries
from harmonia.support.models import AttachedFile, Dispute, Letter, Reply, Thread
from harmonia.support.operations import replies
from harmonia.support.operations.disputes import open_dispute
from harmonia.support.operations.effects import NotProved, open_request
from harmonia.support.states import MOVES, LetterState, Proof
from harmonia.vault import reading

HEAD_SHOWN_BYTES = 4000


@dataclass(frozen=True)
class Said:
    """One letter or answer, in words."""

    at: datetime
    by_us: bool
    proved: bool
    text: str


@dataclass(frozen=True)
class Opened:
    """A letter as a person of the staff reads it. `head`: the first bytes, where no parser could read more."""

    sender: str
    subject: str
    text: str
    attachments: list[dict[str, Any]]
    files: list[AttachedFile]
    head: str
    before: list[Said]


def _locked(letter_id: UUID, by: Person) -> Letter:
    permissions.check_decide(by)
    letter = queries.locked(letter_id)
    if letter is None:  # somebody else is deciding about it at this moment, or it is gone
        raise InOtherHands(str(letter_id))
    return letter


def _mine_to_decide(letter_id: UUID, by: Person) -> Letter:
    """Free, or in his own hands."""
    letter = _locked(letter_id, by)
    if letter.thread is not None:
        queues.check_not_held(_held_by(letter.thread), by.pk)
    return letter


def _held_by(thread: Thread) -> UUID | None:
    return people.at_work(thread.assigned_to, *permissions.MAY_DECIDE)


def _decided(letter: Letter, state: LetterState, by: Person, at: datetime) -> Letter:
    move(letter, to=state, moves=MOVES)
    letter.decided_by, letter.closed_at = by.pk, at
    letter.save(update_fields=["state", "decided_by", "closed_at", "request_id", "thread"])
    journal.record(
        "support.decided", subject=letter.person_id or letter.pk, actor=by.pk, at=at, letter=str(letter.pk),
        state=str(state),
    )  # fmt: skip
    return letter


@runs_as(SERVICE)
@transaction.atomic
def opened(*, letter_id: UUID, purpose: str, by: Person, at: datetime) -> Opened:
    """The words of a letter and of what else stands in its thread, inside the caller's reading for `purpose`.

    Whose letter it is proved to be sees who opened it. Raises Letter.DoesNotExist.
    """
    permissions.check_decide(by)
    letter = queries.letter(letter_id)
    if letter.person_id is not None:
        journal.record(
            "data.read", subject=letter.person_id, actor=by.pk, at=at, purpose=purpose, categories=["request_text"]
        )
    unread = letter.state == LetterState.QUARANTINED or not letter.whole
    return Opened(
        sender=letter.sender or "",
        subject=letter.subject or "",
        text=letter.text or "",
        attachments=letter.attachments or [],
        files=queries.files_of(letter.pk),
        head=letter.raw[:HEAD_SHOWN_BYTES].decode("utf-8", "replace") if unread else "",
        before=[said for other in queries.letters_in(letter.thread) for said in _said(other, letter)],
    )


def _said(other: Letter, shown: Letter) -> list[Said]:
    """What an earlier or later letter of the thread said, and our people's answers to it."""
    own = [Said(other.received_at, False, other.proof != Proof.NONE, other.text or "")] if other.pk != shown.pk else []
    return own + [Said(reply.written_at, True, True, reply.text) for reply in other.replies.all() if reply.text]


@runs_as(SERVICE)
@transaction.atomic
def assign(*, letter_id: UUID, to: Person | None, by: Person, at: datetime) -> Letter:
    """Take the letter's thread, hand it over, or (to None) give it back. Raises InOtherHands, permissions.Denied."""
    letter = _locked(letter_id, by)
    if to is not None:
        permissions.check_decide(to)
    thread = queries.locked_thread(replies.thread_for(letter, at=at).pk)
    receiver = to.pk if to else None
    what = queues.passing(_held_by(thread), to=receiver, by=by.pk)
    thread.assigned_to = receiver
    thread.save(update_fields=["assigned_to"])
    journal.record(
        f"support.{what}", subject=letter.person_id or letter.pk, actor=by.pk, at=at, letter=str(letter.pk),
        to=receiver,
    )  # fmt: skip
    return letter


@runs_as(SERVICE)
@transaction.atomic
def answer(*, letter_id: UUID, text: str, by: Person, at: datetime) -> Reply:
    """Write back from the thread. Raises replies.NobodyToAnswer, WrongState, InOtherHands."""
    letter = _mine_to_decide(letter_id, by)
    reply = replies.write(letter, text=text, by=by, at=at)
    if letter.state != LetterState.ANSWERED:
        _decided(letter, LetterState.ANSWERED, by, at)
    return reply


@runs_as(SERVICE)
@transaction.atomic
def turn_into_request(*, letter_id: UUID, kind: str, by: Person, at: datetime) -> Letter:
    """Open a request of a kind on the letter's ground. Whose proof it lacks, the request asks for itself.

    Raises WrongState, InOtherHands.
    """
    letter = _mine_to_decide(letter_id, by)
    with reading.reading(policy.RIGHTS, actor=by.pk):
        opened = open_request(letter, kind=kind, person_id=letter.person_id, by=by.pk, at=at)
    letter.request_id = opened[0]
    return _decided(letter, LetterState.DONE, by, at)


@runs_as(SERVICE)
@transaction.atomic
def turn_into_dispute(*, letter_id: UUID, about: str, about_id: UUID | None, by: Person, at: datetime) -> Dispute:
    """Open a dispute in the name of who is proved to have written; its words begin the thread.

    Raises NotProved, NotDisputable, AlreadyOpen, WrongState, InOtherHands.
    """
    letter = _mine_to_decide(letter_id, by)
    if letter.person is None:
        raise NotProved(str(letter.pk))
    with reading.reading(policy.SUPPORT, actor=by.pk):
        text = f"{letter.subject or ''}\n\n{letter.text or ''}".strip()
    dispute = open_dispute(
        about=about, about_id=about_id, text=text, opener=letter.person, letter_id=letter.pk, at=at
    )  # fmt: skip
    _decided(letter, LetterState.DONE, by, at)
    return dispute


@runs_as(SERVICE)
@transaction.atomic
def set_aside(*, letter_id: UUID, by: Person, at: datetime) -> Letter:
    """Not a request: nothing follows. Raises WrongState, InOtherHands."""
    return _decided(_mine_to_decide(letter_id, by), LetterState.NOT_A_REQUEST, by, at)
