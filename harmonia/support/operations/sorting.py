"""A stored letter is read once: who wrote it, what he asks, what follows. Questions to the outside come first, without
any lock; then one transaction does everything that follows, or nothing.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.notices.rules import reports as failures
from harmonia.notices.states import Happened
from harmonia.support import queries
from harmonia.support.gateways import authenticity
from harmonia.support.gateways.names import NamesAway
from harmonia.support.models import Letter, Thread
from harmonia.support.operations import effects, replies
from harmonia.support.operations.digests import keyed_digest
from harmonia.support.rules import headers, intents, limits, machines, outcomes, reading, reports, threads
from harmonia.support.rules.reading import Read
from harmonia.support.states import MOVES, Intent, LetterState, Proof, ReplyKind, Standing, Way
from harmonia.vault import operations as vault
from harmonia.vault import reading as vault_reading


class StillAway(Exception):
    """The names of the internet do not answer; the job's retry brings the letter again."""


@dataclass(frozen=True)
class Found:
    """What was found out about a letter before anything is done."""

    letter: Read
    verdict: authenticity.Verdict
    automatic: str
    message: bytes


def own_addresses() -> frozenset[str]:
    """Every address that is ours, in lower case."""
    ours = (policy.Operator(**settings.OPERATOR).email, *settings.MAIL_ADDRESSES)
    return frozenset(address.lower() for address in ours)


@runs_as(SERVICE)
def sort(*, letter_id: UUID, at: datetime) -> Letter | None:
    """Read a stored letter and do what follows. None: it is gone. Raises StillAway."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None or letter.state != LetterState.STORED:
        return letter
    with vault_reading.reading(policy.RIGHTS, actor=None):
        try:
            found = _looked_into(letter, at)
        except reading.Unreadable as trouble:
            return _put(letter_id, LetterState.QUARANTINED, str(trouble), at)
        except NamesAway:
            raise StillAway(str(letter_id)) from None
        return _settle(letter_id, found, at)


def _looked_into(letter: Letter, at: datetime) -> Found:
    """Raises reading.Unreadable, NamesAway."""
    raw = letter.raw
    read = reading.read(raw)
    automatic = "" if letter.way == Way.FORM else machines.automatic(read.fields, own=own_addresses())
    return Found(read, _verdict(letter, raw, read, automatic, at), automatic, reading.identity(raw, read))


def _verdict(letter: Letter, raw: bytes, read: Read, automatic: str, at: datetime) -> authenticity.Verdict:
    if letter.way == Way.FORM:
        return authenticity.Verdict(Proof(letter.proof))
    if automatic:
        return authenticity.NOTHING  # nothing will follow from it
    seen = headers.Seen(**letter.envelope) if letter.envelope else None
    try:
        return authenticity.weigh(raw=raw, letter=read, seen=seen, own=own_addresses(), at=letter.received_at)
    except NamesAway:
        if _tried(letter) >= limits.TRIES:
            return authenticity.NOTHING
        raise


def _tried(letter: Letter) -> int:
    """Counted apart: what follows is undone when the names stay silent."""
    Letter.objects.filter(pk=letter.pk).update(attempts=letter.attempts + 1)
    return letter.attempts + 1


@transaction.atomic
def _put(letter_id: UUID, state: LetterState, reason: str, at: datetime) -> Letter | None:
    letter = queries.locked(letter_id)
    if letter is not None and letter.state == LetterState.STORED:
        _finish(letter, state, at, reason=reason)
        letter.save(update_fields=["state", "reason", "sorted_at"])
    return letter


def _finish(letter: Letter, state: LetterState, at: datetime, reason: str = "") -> None:
    move(letter, to=state, moves=MOVES)
    letter.sorted_at, letter.reason = at, reason[:40]
    letter.closed_at = at if state in (LetterState.DONE, LetterState.AUTOMATIC, LetterState.DUPLICATE) else None
    journal.record(
        "support.sorted", subject=letter.pk, actor=None, at=at, state=str(state), standing=str(letter.standing)
    )


@transaction.atomic
def _settle(letter_id: UUID, found: Found, at: datetime) -> Letter | None:
    letter = queries.locked(letter_id)
    if letter is None or letter.state != LetterState.STORED:
        return letter
    _write_down(letter, found)
    if found.automatic:
        returned = letter.way != Way.FORM and _came_back(found.letter, letter.raw, at)
        _finish(letter, LetterState.AUTOMATIC, at, reason="returned" if returned else found.automatic)
    elif _is_copy(letter):
        letter.signature_digest = None
        _finish(letter, LetterState.DUPLICATE, at)
    else:
        _act(letter, found, at)
    letter.save()
    if letter.attachments:
        jobs.defer("support.take_out", letter_id=letter.pk)
    return letter


def _write_down(letter: Letter, found: Found) -> None:
    read = found.letter
    letter.sender, letter.subject, letter.text = read.sender or None, read.subject, read.text
    letter.attachments = read.attachments
    letter.language = intents.language(f"{read.subject} {read.own_words}")
    letter.proof = found.verdict.proof
    letter.message_digest = keyed_digest("message", found.message)
    signature = found.verdict.signature
    letter.signature_digest = keyed_digest("signature", signature) if signature else None
    if letter.way != Way.FORM:
        letter.sender_index = vault.blind_index("client_email", read.sender) if read.sender else None
        known = queries.known_person(read.sender)
        letter.person, letter.claimed = (known, None) if letter.proof else (None, known)


def _came_back(read: Read, raw: bytes, at: datetime) -> bool:
    """Whether it tells of a letter of ours that came back: by the address that only that letter's envelope names."""
    report = reports.read(raw)
    if report is None or not (report.unwanted or failures.is_dead(report.failed)):
        return False
    happened = Happened.COMPLAINED if report.unwanted else Happened.BOUNCED
    told = [
        notices.take_report(letter=address, happened=happened, address=report.address, at=at)
        for address in sorted(read.delivered_to)
    ]
    return any(told)


def _is_copy(letter: Letter) -> bool:
    queries.lock_sender(bytes(letter.sender_index or b""))
    return (
        letter.way != Way.FORM
        and queries.copy_of(
            message_digest=bytes(letter.message_digest or b""),
            signature_digest=bytes(letter.signature_digest) if letter.signature_digest else None,
            proved=letter.proof != Proof.NONE,
            but=letter.pk,
        )
        is not None
    )


def _act(letter: Letter, found: Found, at: datetime) -> None:
    who = outcomes.standing(proved=letter.proof != Proof.NONE, known=letter.account is not None)
    understood = intents.understand(found.letter.subject, found.letter.own_words)
    letter.standing, letter.intents = who, list(understood.intents)
    letter.thread = _thread(letter, found, own_addresses(), at)
    if not letter.whole:
        _finish(letter, LetterState.TOO_LARGE, at, reason="too_large")
        _say(letter, found, ReplyKind.TOO_LARGE if letter.proof else None, at)
        return
    follows = outcomes.outcome(who, understood.intents)
    if follows.state == LetterState.AWAITING and not _may_ask(letter.account, at):
        follows = outcomes.Outcome(LetterState.TO_LOOK, stops_marketing=follows.stops_marketing)
    told = effects.carry_out(letter, follows, at=at) if letter.account else effects.Told()
    _finish(letter, follows.state, at, reason=understood.doubt)
    letter.save()  # what hangs on it comes after it
    _say(letter, found, _worth_saying(letter, follows, told), at, told)


def _worth_saying(letter: Letter, follows: outcomes.Outcome, told: effects.Told) -> ReplyKind | None:
    """Whoever forges an order to end what there is not must not make us write to anybody."""
    in_vain = letter.standing == Standing.CLAIMED_KNOWN and follows.reply == ReplyKind.MARKETING_ENDED
    return None if in_vain and not told.withdrawn else follows.reply


def _say(letter: Letter, found: Found, kind: ReplyKind | None, at: datetime, told: effects.Told | None = None) -> None:
    known = letter.account is not None
    if kind is not None and (known or machines.answerable(found.letter.fields)):
        replies.queue(letter, kind, told=told or effects.Told(), at=at)


def _may_ask(person: Person | None, at: datetime) -> bool:
    """Each forged letter must not become a letter of ours to who knows nothing of it."""
    return person is not None and (
        queries.written_to_person(person.pk, since=at - limits.DAY, kind=ReplyKind.CONFIRM)
        < limits.A_DAY_OF_CONFIRMATIONS
    )


def _thread(letter: Letter, found: Found, own: Collection[str], at: datetime) -> Thread:
    thread = queries.thread_of(
        token=threads.token(found.letter.delivered_to, own),
        answers=threads.answered(found.letter.answers),
        number=threads.numbered(found.letter.subject),
        sender_index=letter.sender_index,
        person=letter.person,
    )
    if thread is None:
        return Thread.objects.create(token=secrets.token_hex(10), person=letter.person, opened_at=at)
    if thread.person_id is None and letter.person is not None:
        thread.person = letter.person
        thread.save(update_fields=["person"])
    return thread


def intents_of(letter: Letter) -> list[Intent]:
    return [Intent(each) for each in letter.intents]
