"""The client decides what goes over from one specialist to another: nothing, a summary, the days of the sessions.

A summary is written by the former specialist at the client's wish, and goes over only when the client has read it and
said yes; that yes is a consent with its receipt, which he may take back. Then the summary is destroyed.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent.states import Method
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.policy import SERVICE as PROVIDING
from harmonia.practice import queries
from harmonia.practice.models import HandOver
from harmonia.practice.rules.handing_over import HAND_OVER, LONGEST_SUMMARY
from harmonia.practice.states import ASKED, ENDED, HAND_OVER_MOVES, HANDED, NOTHING, WRITTEN
from harmonia.specialists import queries as specialists
from harmonia.vault import reading


class NeverMet(Exception):
    """The two never worked together."""


class NotAReceiver(Exception):
    """Nobody who takes clients, or the very specialist from whom it would go."""


class AlreadyChosen(Exception):
    """Something stands already; it is taken back first."""


class NobodyToWrite(Exception):
    """The former specialist has no account any more."""


class SummaryEmpty(Exception):
    """Nothing was written."""


class SummaryTooLong(Exception):
    """More than is kept."""


@transaction.atomic
def choose(
    *, client: Person, giver_id: UUID, receiver_id: UUID | None, summary: bool, attendance: bool, at: datetime
) -> HandOver:
    """Without a summary and attendance: nothing. Raises NeverMet, NotAReceiver, AlreadyChosen, NobodyToWrite,
    ConsentMissing."""
    giver = queries.former_specialists(client, at).filter(pk=giver_id).first()
    if giver is None:
        raise NeverMet(giver_id)
    consent.check(subject=client.pk, purpose=PROVIDING, at=at)
    specialists.locked(giver_id)
    if queries.standing_hand_over(client, giver_id) is not None:
        raise AlreadyChosen(giver_id)
    if not summary and not attendance:
        return _made(client, giver_id, None, state=NOTHING, at=at, ended_at=at)
    if receiver_id is None or not queries.receivers(giver_id, at).filter(pk=receiver_id).exists():
        raise NotAReceiver(receiver_id)
    if not summary:
        made = _made(client, giver_id, receiver_id, state=HANDED, at=at, with_attendance=True, handed_at=at)
        _agree(client, made, at)
        return made
    if giver.person_id is None:
        raise NobodyToWrite(giver_id)
    made = _made(client, giver_id, receiver_id, state=ASKED, at=at, with_summary=True, with_attendance=attendance)
    path = f"/practice/hand-overs/{made.pk}/"
    notices.send("practice.summary_asked", person_id=giver.person_id, at=at, facts={"path": path})
    return made


def _made(
    client: Person, giver_id: UUID, receiver_id: UUID | None, *, state: str, at: datetime, **said: object
) -> HandOver:
    columns = {"with_summary": False, "with_attendance": False, **said}
    made = HandOver.objects.create(
        client=client, giver_id=giver_id, receiver_id=receiver_id, state=state, asked_at=at, **columns
    )
    _journal("chosen", made, actor=client.pk, at=at)
    return made


def _agree(client: Person, made: HandOver, at: datetime) -> None:
    consent.grant(
        person_id=client.pk, agreement=HAND_OVER, about_id=made.pk, language=client.language, method=Method.CABINET,
        at=at,
    )  # fmt: skip


@transaction.atomic
def write_summary(*, author: Person, hand_over_id: UUID, text: str, at: datetime) -> HandOver:
    """Raises HandOver.DoesNotExist for another's, WrongState, ConsentMissing, SummaryEmpty, SummaryTooLong."""
    found = queries.locked_hand_over(hand_over_id)
    if found.giver.person_id != author.pk:
        raise HandOver.DoesNotExist
    consent.check(subject=found.client_id, purpose=PROVIDING, at=at)
    if not text.strip():
        raise SummaryEmpty
    if len(text) > LONGEST_SUMMARY:
        raise SummaryTooLong
    move(found, to=WRITTEN, moves=HAND_OVER_MOVES)
    found.summary, found.written_at = text.strip(), at
    found.save(update_fields=["state", "summary", "written_at"])
    _journal("written", found, actor=author.pk, at=at)
    _tell_client("practice.summary_written", found, at)
    return found


@transaction.atomic
def approve(*, client: Person, hand_over_id: UUID, at: datetime) -> HandOver:
    """The client has read it: it goes over. Raises HandOver.DoesNotExist for another's, WrongState."""
    found = _own(client, hand_over_id)
    move(found, to=HANDED, moves=HAND_OVER_MOVES)
    found.handed_at = at
    found.save(update_fields=["state", "handed_at"])
    _agree(client, found, at)
    _journal("handed", found, actor=client.pk, at=at)
    return found


@transaction.atomic
def take_back(*, client: Person, hand_over_id: UUID, at: datetime) -> HandOver:
    """At any moment, without a reason. Raises HandOver.DoesNotExist for another's, WrongState when it is over."""
    found = _own(client, hand_over_id)
    was_handed = found.state == HANDED
    _end(found, actor=client.pk, at=at)
    if was_handed and queries.agrees(found, at):
        consent.withdraw(
            person_id=client.pk, agreement=HAND_OVER, about_id=found.pk, language=client.language,
            method=Method.CABINET, at=at,
        )  # fmt: skip
    return found


def _own(client: Person, hand_over_id: UUID) -> HandOver:
    found = queries.locked_hand_over(hand_over_id)
    if found.client_id != client.pk:
        raise HandOver.DoesNotExist
    return found


def _end(found: HandOver, *, actor: UUID | None, at: datetime) -> None:
    move(found, to=ENDED, moves=HAND_OVER_MOVES)
    found.summary, found.ended_at = None, at
    found.save(update_fields=["state", "summary", "ended_at"])
    _journal("ended", found, actor=actor, at=at)


@runs_as(SERVICE)
def end_over(*, at: datetime) -> int:
    """End what was not written in its term, telling the client, and what went over to whom he no longer meets, or
    whose consent is over."""
    ended = 0
    for hand_over_id in queries.hand_overs_to_end(at):
        with reading.unless_blocked(), transaction.atomic():
            found = queries.locked_hand_over(hand_over_id)
            unwritten = found.state == ASKED
            _end(found, actor=None, at=at)
            if unwritten:
                _tell_client("practice.summary_missing", found, at)
            ended += 1
    return ended


def _tell_client(event: str, found: HandOver, at: datetime) -> None:
    path = f"/me/specialists/{found.giver_id}/hand-over/"
    notices.send(event, person_id=found.client_id, at=at, facts={"path": path})


def _journal(what: str, found: HandOver, *, actor: UUID | None, at: datetime) -> None:
    journal.record(f"practice.hand_over_{what}", subject=found.client_id, actor=actor, at=at, hand_over=str(found.pk))
