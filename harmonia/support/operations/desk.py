"""What a person of the staff decides about a letter."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.support import permissions, queries
from harmonia.support.models import Letter, Reply
from harmonia.support.operations import replies
from harmonia.support.operations.effects import open_request
from harmonia.support.states import MOVES, LetterState
from harmonia.vault import reading


class InOtherHands(Exception):
    """Somebody else is deciding about this letter at this moment, or it is gone."""


def _taken(letter_id: UUID, by: Person) -> Letter:
    permissions.check_decide(by)
    letter = queries.locked(letter_id)
    if letter is None:
        raise InOtherHands(str(letter_id))
    return letter


def _decided(letter: Letter, state: LetterState, by: Person, at: datetime) -> Letter:
    move(letter, to=state, moves=MOVES)
    letter.decided_by, letter.closed_at = by.pk, at
    letter.save(update_fields=["state", "decided_by", "closed_at", "request_id", "thread"])
    journal.record(
        "support.decided", subject=letter.person_id or letter.pk, actor=by.pk, at=at, letter=str(letter.pk),
        state=str(state),
    )  # fmt: skip
    return letter


@transaction.atomic
def assign(*, letter_id: UUID, by: Person, at: datetime) -> Letter:
    """Take the letter's thread upon oneself."""
    letter = _taken(letter_id, by)
    thread = replies.thread_for(letter, at=at)
    thread.assigned_to = by
    thread.save(update_fields=["assigned_to"])
    journal.record("support.assigned", subject=letter.person_id or letter.pk, actor=by.pk, at=at, letter=str(letter.pk))
    return letter


@transaction.atomic
def answer(*, letter_id: UUID, text: str, by: Person, at: datetime) -> Reply:
    """Write back from the thread. Raises replies.NobodyToAnswer, WrongState, InOtherHands."""
    letter = _taken(letter_id, by)
    reply = replies.write(letter, text=text, by=by, at=at)
    if letter.state != LetterState.ANSWERED:
        _decided(letter, LetterState.ANSWERED, by, at)
    return reply


@transaction.atomic
def turn_into_request(*, letter_id: UUID, kind: str, by: Person, at: datetime) -> Letter:
    """Open a request of a kind on the letter's ground. Whose proof it lacks, the request asks for itself.

    Raises WrongState, InOtherHands.
    """
    letter = _taken(letter_id, by)
    with reading.reading(policy.RIGHTS, actor=by.pk):
        opened = open_request(letter, kind=kind, person_id=letter.person_id, by=by.pk, at=at)
    letter.request_id = opened[0]
    return _decided(letter, LetterState.DONE, by, at)


@transaction.atomic
def set_aside(*, letter_id: UUID, by: Person, at: datetime) -> Letter:
    """Not a request: nothing follows. Raises WrongState, InOtherHands."""
    return _decided(_taken(letter_id, by), LetterState.NOT_A_REQUEST, by, at)
