"""A letter comes in: raw first. Its bytes are stored, encrypted under a key of its own, in one transaction with the row
that says which copy they were taken from; only after that commit is the copy put aside. Nothing is parsed here.

Killed before the commit, nothing happened, and the copy comes again; killed after it, the arrival's row says that it is
stored. The same bytes from anywhere are the same letter.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from harmonia.accounts.models import Person
from harmonia.core import jobs
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.support import queries
from harmonia.support.gateways import mailbox, webhook
from harmonia.support.models import Arrival, Letter, Thread
from harmonia.support.operations.digests import keyed_digest
from harmonia.support.rules import limits
from harmonia.support.states import Proof, Way
from harmonia.vault import operations as vault


class NoMailbox(Exception):
    """MAILBOX_URL is not set: letters come another way, or not at all."""


class TooManyLetters(Exception):
    """Nobody writes so many in a day by his own hand."""


class PlaceTaken(Exception):
    """Whoever brought it called another letter so before: taking this one for that one would lose it."""


@dataclass(frozen=True)
class Envelope:
    """What the server that took the letter saw: never what the sender wrote into it."""

    ip: str = ""
    helo: str = ""
    mail_from: str = ""


@dataclass(frozen=True)
class Copy:
    """Where a letter lies, or what it was called by who brought it."""

    source: str
    place: str


@runs_as(SERVICE)
def take_in(
    *,
    raw: bytes,
    way: str,
    at: datetime,
    copy: Copy | None = None,
    envelope: Envelope | None = None,
    size_bytes: int | None = None,
    person_id: UUID | None = None,
) -> Letter:
    """Store a letter, once. `size_bytes`: of the whole, when `raw` is its headers only; `person_id`: signed in.

    Raises PlaceTaken.
    """
    digest = keyed_digest("raw", raw)
    letter = queries.same_bytes(digest)
    if letter is None:
        proof = Proof.SIGNED_IN if person_id else Proof.NONE
        said: dict[str, Any] = {"way": Way(way), "person_id": person_id, "proof": proof, "received_at": at}
        said |= {"raw_digest": digest, "envelope": asdict(envelope) if envelope else None}
        try:
            return _store(said | _kept(raw, size_bytes), copy, at)
        except IntegrityError:  # somebody else stored it between our look and our write
            letter = queries.same_bytes(digest)
    if copy is not None:
        _note_arrival(letter, copy, at)
    if letter is None:
        raise PlaceTaken(f"{copy}")
    return letter


def _kept(raw: bytes, size_bytes: int | None) -> dict[str, Any]:
    """All of it, or of what is too large its head."""
    whole = size_bytes is None and len(raw) <= limits.LARGEST_LETTER_BYTES
    kept = raw if whole else limits.headers_of(raw)
    return {"raw": kept, "whole": whole, "size_bytes": size_bytes or len(raw)}


@transaction.atomic
def _store(kept: Mapping[str, Any], copy: Copy | None, at: datetime) -> Letter:
    identity = uuid4()
    vault.create_subject(identity)
    letter = Letter.objects.create(id=identity, **kept)
    if copy is not None:
        Arrival.objects.create(source=copy.source, place=copy.place, letter_id=letter.pk, arrived_at=at)
    journal.record("support.stored", subject=identity, actor=None, at=at, way=str(letter.way), size=letter.size_bytes)
    jobs.defer("support.sort", letter_id=identity)
    return letter


def _note_arrival(letter: Letter | None, copy: Copy, at: datetime) -> None:
    """The same letter from another place: that copy, too, is done with. Raises PlaceTaken."""
    if letter is not None:
        defaults = {"letter_id": letter.pk, "arrived_at": at}
        noted, _ = Arrival.objects.get_or_create(source=copy.source, place=copy.place, defaults=defaults)
        if noted.letter_id != letter.pk:
            raise PlaceTaken(copy.place)


@runs_as(SERVICE)
def poll(*, at: datetime) -> int:
    """Take in all that lies in the mailbox; how many letters. Raises NoMailbox, mailbox.MailboxAway."""
    if not settings.MAILBOX_URL:
        raise NoMailbox
    count = 0
    with mailbox.opened(settings.MAILBOX_URL, kept=settings.MAILBOX_KEPT) as box:
        while waiting := box.waiting():
            taken = sum(_take_from(box, letter, at) for letter in waiting)
            count += taken
            if not taken:  # known all, and still there: a server that neither moves nor marks
                break
    return count


def _take_from(box: mailbox.Mailbox, letter: mailbox.Waiting, at: datetime) -> bool:
    copy = Copy(f"imap:{box.source}"[:120], letter.place)
    known = queries.has_arrived(copy.source, copy.place)
    if not known:
        if letter.size_bytes > limits.LARGEST_LETTER_BYTES:
            beginning = box.beginning(letter, limits.HEADERS_KEPT_BYTES)
            take_in(raw=beginning, way=Way.MAILBOX, at=at, copy=copy, size_bytes=letter.size_bytes)
        else:
            take_in(raw=box.whole(letter), way=Way.MAILBOX, at=at, copy=copy)
    box.put_aside(letter)
    return not known


@runs_as(SERVICE)
def take_from_provider(*, headers: Mapping[str, str], body: bytes, at: datetime) -> Letter:
    """A provider's webhook: verified, then stored, before it is told that we have it.

    Raises webhook.NotConfigured, Forged, OutsideWindow, Malformed, PlaceTaken.
    """
    webhook.verify(headers=headers, body=body, at=at)
    brought = webhook.read(body)
    return take_in(
        raw=brought.raw,
        way=Way.WEBHOOK,
        at=at,
        copy=Copy("webhook", brought.event_id),
        envelope=Envelope(brought.ip, brought.helo, brought.mail_from),
        size_bytes=brought.size_bytes,
    )


@runs_as(SERVICE)
def write_from_cabinet(*, person: Person, subject: str, text: str, at: datetime) -> Letter:
    """A letter written on the page of a person who has signed in: the same road, and nobody to doubt.

    Raises TooManyLetters.
    """
    if queries.written_by(person.pk, since=at - limits.DAY) >= limits.A_DAY_FROM_ONE_PERSON:
        raise TooManyLetters
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{uuid4()}@cabinet>"
    message.set_content(text)
    return take_in(raw=bytes(message), way=Way.FORM, at=at, person_id=person.pk)


@runs_as(SERVICE)
def forget_empty_threads(*, at: datetime) -> int:
    """A conversation whose letters have lived their term is nothing but a number; how many went."""
    empty = Thread.objects.filter(letters=None, opened_at__lt=at - limits.DAY)
    return empty.delete()[0]


def tidy_mailbox(*, at: datetime) -> int:
    """Copies put aside days ago are removed from the mail server: what is destroyed here must not lie there."""
    if not settings.MAILBOX_URL:
        return 0
    with mailbox.opened(settings.MAILBOX_URL, kept=settings.MAILBOX_KEPT) as box:
        return box.remove_before((at - limits.KEPT_IN_MAILBOX).date())
