"""Reads of the gate. A purpose is open when the latest answer to an agreement that serves it is a yes covering it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from harmonia import policy
from harmonia.consent import rules
from harmonia.consent.models import Edition, EditionText, Record
from harmonia.consent.states import Event
from harmonia.journal import queries as journal
from harmonia.journal.rules import document_hash

ANSWERED = tuple(f"consent.{event}" for event in Event.values)


@dataclass(frozen=True)
class Standing:
    """Where a person stands with one agreement. `latest` is None when he was never asked."""

    agreement: policy.Agreement
    latest: Record | None
    in_force: bool
    beyond: rules.Beyond


def latest(subject: UUID, agreement: str, *, about: UUID | None = None) -> Record | None:
    return (
        Record.objects.filter(subject_id=subject, agreement=agreement, about_id=about)
        .defer("subject_name")
        .order_by("-number")
        .first()
    )


def latest_of_each(subject: UUID, agreements: Iterable[str]) -> dict[str, Record]:
    """The answer that counts, by agreement: one query, on the index."""
    records = (
        Record.objects.filter(subject_id=subject, agreement__in=list(agreements), about_id=None)
        .defer("subject_name")
        .order_by("agreement", "-number")
        .distinct("agreement")
    )
    return {record.agreement: record for record in records}


def missing(
    subject: UUID, purpose: str, *, at: datetime, agreement: str | None = None, terms: str | None = None
) -> str | None:
    """The agreement to ask for before `purpose` may be pursued, or None when it is open.

    `agreement` asks of one of several that serve the purpose: news by SMS, not news by any channel. `terms` names an
    acceptance that must stand beside it: the offer.
    """
    serving = rules.serving(purpose) if agreement is None else (agreement,)
    wanted = serving if terms is None else (*serving, terms)
    if not wanted:
        return None
    stand = {
        key: record
        for key, record in latest_of_each(subject, wanted).items()
        if rules.in_force(record.event, record.at, now=at, term_days=rules.term_days(key))
    }
    if serving and not any(key in stand and purpose in stand[key].purposes for key in serving):
        return agreement or policy.PURPOSES[purpose].agreement
    return None if terms is None or terms in stand else terms


def allows(subject: UUID, purpose: str, *, agreement: str | None = None, at: datetime | None = None) -> bool:
    return missing(subject, purpose, at=at or timezone.now(), agreement=agreement) is None


def allowing(subjects: Iterable[UUID], purpose: str, *, at: datetime) -> set[UUID]:
    """Those of the subjects for whom the purpose is open: one query, however many they are."""
    records = (
        Record.objects.filter(subject_id__in=list(subjects), agreement__in=list(rules.serving(purpose)), about_id=None)
        .defer("subject_name")
        .order_by("subject_id", "agreement", "-number")
        .distinct("subject_id", "agreement")
    )
    return {
        record.subject_id
        for record in records
        if purpose in record.purposes
        and rules.in_force(record.event, record.at, now=at, term_days=rules.term_days(record.agreement))
    }


def accepted(subject: UUID, agreement: str, *, about: UUID | None = None, at: datetime | None = None) -> bool:
    """Whether the offer, the confidentiality or the informed consent (about one specialist) stands accepted."""
    record = latest(subject, agreement, about=about)
    return record is not None and rules.in_force(
        record.event, record.at, now=at or timezone.now(), term_days=rules.term_days(agreement)
    )


def standings(subject: UUID, agreements: Iterable[str], *, at: datetime) -> list[Standing]:
    keys = list(agreements)
    found = latest_of_each(subject, keys)
    return [_standing(policy.AGREEMENTS[key], found.get(key), at) for key in keys]


def _standing(agreement: policy.Agreement, record: Record | None, at: datetime) -> Standing:
    if record is None:
        return Standing(agreement, None, False, rules.Beyond())
    yes = rules.in_force(record.event, record.at, now=at, term_days=rules.term_days(agreement.key))
    surplus = rules.beyond(
        agreement.key, purposes=record.purposes, recipients=record.recipients, categories=record.categories
    )
    return Standing(agreement, record, yes, surplus if yes else rules.Beyond())


def latest_about_each(subject: UUID, agreement: str) -> list[Record]:
    """The answer that counts about each specialist, the newest first."""
    records = (
        Record.objects.filter(subject_id=subject, agreement=agreement, about_id__isnull=False)
        .defer("subject_name")
        .order_by("about_id", "-number")
        .distinct("about_id")
    )
    return sorted(records, key=lambda record: -record.number)


def in_force(person_id: UUID, *, at: datetime | None = None) -> list[Record]:
    """Every yes that counts now, in the register's order."""
    everything = standings(person_id, policy.AGREEMENTS, at=at or timezone.now())
    return [standing.latest for standing in everything if standing.in_force and standing.latest]


def history(person_id: UUID) -> list[Record]:
    """Every answer ever given, newest first."""
    return list(Record.objects.filter(subject_id=person_id).select_related("edition").order_by("-number"))


def last_answer(person_id: UUID) -> Record | None:
    return Record.objects.filter(subject_id=person_id).defer("subject_name").order_by("-number").first()


def next_number(person_id: UUID) -> int:
    """Only under the person's lock."""
    last = Record.objects.filter(subject_id=person_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def record_of(person_id: UUID, record_id: UUID) -> Record | None:
    return Record.objects.filter(subject_id=person_id, pk=record_id).select_related("edition").first()


def receipt(record: Record) -> dict[str, Any]:
    """The document that stands for the answer in the journal."""
    return rules.receipt(record, _register(record.edition_id))


@lru_cache(maxsize=8)
def _register_by_hash(sha256: str, number: int) -> dict[str, Any]:
    register: dict[str, Any] = Edition.objects.values_list("register", flat=True).get(pk=number)
    return register


def _register(number: int) -> dict[str, Any]:
    """An edition's register, kept in memory: it never changes, and it is big."""
    return _register_by_hash(Edition.objects.values_list("register_sha256", flat=True).get(pk=number), number)


def proved_receipt(record: Record) -> dict[str, Any]:
    """The receipt, signed and proved. Raises NotSealed for some seconds, NotThisDocument when the record was changed,
    PastChanged when the journal was."""
    document = receipt(record)
    return journal.proved(document, journal.entry_of(document))


def audit() -> list[str]:
    """Every answer that is not the one that was journalled, and every journalled one that is gone."""
    found, documents = [], set(journal.documents_of(ANSWERED))
    registers = dict(Edition.objects.values_list("number", "register"))
    for record in Record.objects.defer("subject_name").order_by("pk").iterator(chunk_size=1000):
        told = document_hash(rules.receipt(record, registers[record.edition_id]))
        if told in documents:
            documents.remove(told)
        else:
            found.append(f"answer {record.pk}: not the one that was journalled")
    return found + [f"an answer is gone whose receipt has the hash {told.hex()}" for told in sorted(documents)]


def current_edition() -> Edition | None:
    """Without its bulk, which comes when it is asked for: the gate needs the number only."""
    return Edition.objects.defer("register").order_by("-number").first()


def edition(number: int) -> Edition | None:
    return Edition.objects.filter(number=number).first()


def editions() -> list[Edition]:
    """All that were ever published, newest first (12.3), without their bulk."""
    return list(Edition.objects.defer("register").order_by("-number"))


def text(*, edition: int, key: str, language: str) -> EditionText | None:
    """A document as it was published; Russian when the edition does not have the language."""
    return _in_language(EditionText.objects.filter(edition_id=edition, key=key), language)


def notice(*, edition: int, key: str, language: str) -> EditionText | None:
    """The same without its words: what an answer to it records."""
    return _in_language(EditionText.objects.filter(edition_id=edition, key=key).only("language", "sha256"), language)


def _in_language(texts: QuerySet[EditionText], language: str) -> EditionText | None:
    found = {each.language: each for each in texts.filter(language__in={language, "ru"})}
    return found.get(language) or found.get("ru")


def text_by_hash(sha256: str) -> EditionText | None:
    """The very words that a consent record points at."""
    return EditionText.objects.filter(sha256=sha256).order_by("edition_id", "pk").first()


def lock_shared(subject: UUID) -> None:
    """Until the end of the transaction no answer of this person can change: it waits, or we wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [_lock_name(subject)])


def lock(subject: UUID) -> None:
    """Answers of one person come one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_lock_name(subject)])


def lock_editions() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('consent editions', 0))")


def _lock_name(subject: UUID) -> str:
    return f"consent {subject}"
