"""Reads of the gate. A purpose is open when the latest answer to an agreement that serves it is a yes covering it.

What answers for anybody runs as the gate; the records themselves a page gets as the person whose they are
(`core.row_security`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from harmonia import policy
from harmonia.consent import rules
from harmonia.consent.models import Edition, EditionText, Record, VisitorAnswer
from harmonia.consent.states import Event
from harmonia.core.row_security import GATE, runs_as
from harmonia.journal import queries as journal
from harmonia.journal.rules import document_hash

APPENDED = (Edition, EditionText, Record, VisitorAnswer)
LET_GO = "consent.let_go"
ANSWERED = tuple(f"consent.{event}" for event in Event.values)


@dataclass(frozen=True)
class Standing:
    """Where a person stands with one agreement. `latest` is None when he was never asked."""

    agreement: policy.Agreement
    latest: Record | None
    in_force: bool
    beyond: rules.Beyond
    asked_again: bool = False


def counting() -> QuerySet[Record]:
    """Answers that say where a person stands; a no to a wider edition leaves him where he stood."""
    return Record.objects.exclude(event=Event.KEPT).defer("subject_name")


@runs_as(GATE)
def latest(subject: UUID, agreement: str, *, about: UUID | None = None) -> Record | None:
    found = counting().filter(subject_id=subject, agreement=agreement, about_id=about)
    return found.order_by("-number").first()


@runs_as(GATE)
def kept(subject: UUID, agreement: str, *, edition: int) -> Record | None:
    """The no that was said to what this edition adds."""
    said = Record.objects.filter(subject_id=subject, agreement=agreement, event=Event.KEPT, edition_id=edition)
    return said.order_by("-number").first()


@runs_as(GATE)
def latest_of_each(subject: UUID, agreements: Iterable[str], *, about: UUID | None = None) -> dict[str, Record]:
    """The answer that counts, by agreement: one query, on the index."""
    records = (
        counting()
        .filter(subject_id=subject, agreement__in=list(agreements), about_id=about)
        .order_by("agreement", "-number")
        .distinct("agreement")
    )
    return {record.agreement: record for record in records}


@runs_as(GATE)
def missing(
    subject: UUID,
    purpose: str,
    *,
    at: datetime,
    agreement: str | None = None,
    terms: str | None = None,
    recipient: str | None = None,
    about: UUID | None = None,
) -> str | None:
    """The agreement to ask for before `purpose` may be pursued, or None when it is open.

    `agreement` asks of one of several that serve the purpose: news by SMS, not news by any channel. `terms` names an
    acceptance that must stand beside it: the offer. `recipient`: who is to receive the data; a yes given before he was
    named does not speak of him. `about`: for agreements that are given about each thing by itself.
    """
    serving = rules.serving(purpose) if agreement is None else (agreement,)
    wanted = serving if terms is None else (*serving, terms)
    if not wanted:
        return None
    stand = {
        key: record
        for key, record in latest_of_each(subject, wanted, about=about).items()
        if rules.in_force(record.event, record.at, now=at, term_days=rules.term_days(key))
    }
    if serving and not any(key in stand and _speaks_of(stand[key], purpose, recipient) for key in serving):
        return agreement or policy.PURPOSES[purpose].agreement
    return None if terms is None or terms in stand else terms


def _speaks_of(record: Record, purpose: str, recipient: str | None) -> bool:
    return purpose in record.purposes and (recipient is None or recipient in record.recipients)


def allows(subject: UUID, purpose: str, *, agreement: str | None = None, at: datetime | None = None) -> bool:
    return missing(subject, purpose, at=at or timezone.now(), agreement=agreement) is None


@runs_as(GATE)
def allowing(subjects: Iterable[UUID], purpose: str, *, at: datetime) -> set[UUID]:
    """Those of the subjects for whom the purpose is open: one query, however many they are."""
    records = (
        counting()
        .filter(subject_id__in=list(subjects), agreement__in=list(rules.serving(purpose)), about_id=None)
        .order_by("subject_id", "agreement", "-number")
        .distinct("subject_id", "agreement")
    )
    return {
        record.subject_id
        for record in records
        if purpose in record.purposes
        and rules.in_force(record.event, record.at, now=at, term_days=rules.term_days(record.agreement))
    }


@runs_as(GATE)
def accepted(subject: UUID, agreement: str, *, about: UUID | None = None, at: datetime | None = None) -> bool:
    """Whether the offer, the confidentiality or the informed consent (about one specialist) stands accepted."""
    record = latest(subject, agreement, about=about)
    return record is not None and rules.in_force(
        record.event, record.at, now=at or timezone.now(), term_days=rules.term_days(agreement)
    )


def standings(subject: UUID, agreements: Iterable[str], *, at: datetime) -> list[Standing]:
    keys = list(agreements)
    found, current = latest_of_each(subject, keys), current_edition(at=at)
    asked = _asked_again(subject, found, current) if current else set()
    return [_standing(policy.AGREEMENTS[key], found.get(key), at, current, key in asked) for key in keys]


def _standing(
    agreement: policy.Agreement, record: Record | None, at: datetime, current: Edition | None, asked: bool
) -> Standing:
    yes = record is not None and rules.in_force(
        record.event, record.at, now=at, term_days=rules.term_days(agreement.key)
    )
    if record is None or not yes or current is None:
        return Standing(agreement, record, yes, rules.Beyond())
    today = register_of(current)["agreements"].get(agreement.key)
    surplus = (
        rules.Beyond()
        if today is None
        else rules.beyond(today, purposes=record.purposes, recipients=record.recipients, categories=record.categories)
    )
    return Standing(agreement, record, yes, surplus, asked)


def to_renew(subject: UUID, agreements: Iterable[str], *, at: datetime) -> list[Standing]:
    """Where an earlier yes does not cover the edition in force, and the person has not been asked about it yet."""
    return [
        standing for standing in standings(subject, agreements, at=at) if standing.in_force and standing.asked_again
    ]


@runs_as(GATE)
def _asked_again(subject: UUID, found: dict[str, Record], current: Edition) -> set[str]:
    """What the edition in force widened since each yes, but where a no was said to just that."""
    behind = {key: record.edition_id for key, record in found.items() if record.edition_id < current.number}
    if not behind:
        return set()
    widened = {key for key, number in behind.items() if key in renewals(number, current.number)}
    if not widened:
        return set()
    kept = Record.objects.filter(subject_id=subject, agreement__in=widened, event=Event.KEPT, about_id=None)
    told = dict(kept.values_list("agreement").annotate(Max("edition_id")))
    return {key for key in widened if key not in told or key in renewals(told[key], current.number)}


def renewals(old: int, new: int) -> frozenset[str]:
    """The agreements to which a yes to edition `old` does not cover edition `new` (94-V art. 7(8), 14)."""
    hashes = dict(Edition.objects.filter(number__in={old, new}).values_list("number", "register_sha256"))
    return _renewals_by_hash(hashes[old], old, hashes[new], new) if old != new else frozenset()


def still_covers(agreement: str, *, edition: int, on: date, current: int, at: datetime) -> bool:
    """Whether an answer that a visitor's browser carries, given to that edition on that day, is an answer today, when
    `current` is the edition in force."""
    term, today = rules.term_days(agreement), timezone.localdate(at, timezone.get_default_timezone())
    if not 1 <= edition <= current or not on <= today:
        return False
    if term is not None and today >= on + timedelta(days=term):
        return False
    return agreement not in renewals(edition, current)


@lru_cache(maxsize=64)
def _renewals_by_hash(old_sha256: str, old: int, new_sha256: str, new: int) -> frozenset[str]:
    """Comparing two registers takes a while; of two editions the answer never changes."""
    return frozenset(policy.renewals(_register_by_hash(old_sha256, old), _register_by_hash(new_sha256, new)))


@runs_as(GATE)
def accepting(subjects: Iterable[UUID], agreement: str, *, about: UUID, at: datetime) -> set[UUID]:
    """Those of the subjects whose yes about this thing stands: one query, however many they are."""
    records = counting().filter(subject_id__in=list(subjects), agreement=agreement, about_id=about)
    latest_ones = records.order_by("subject_id", "-number").distinct("subject_id")
    days = rules.term_days(agreement)
    return {one.subject_id for one in latest_ones if rules.in_force(one.event, one.at, now=at, term_days=days)}


@runs_as(GATE)
def latest_about_each(subject: UUID, agreement: str) -> list[Record]:
    """The answer that counts about each specialist, the newest first."""
    records = (
        counting()
        .filter(subject_id=subject, agreement=agreement, about_id__isnull=False)
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


@runs_as(GATE)
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


def register_of(edition: Edition) -> dict[str, Any]:
    """An edition's register, kept in memory: it never changes, and it is big."""
    return _register_by_hash(edition.register_sha256, edition.number)


def _register(number: int) -> dict[str, Any]:
    return _register_by_hash(Edition.objects.values_list("register_sha256", flat=True).get(pk=number), number)


def proved_receipt(record: Record) -> dict[str, Any]:
    """The receipt, signed and proved. Raises NotSealed for some seconds, NotThisDocument when the record was changed,
    PastChanged when the journal was."""
    document = receipt(record)
    return journal.proved(document, journal.entry_of(document))


def audit() -> list[str]:
    """Every answer that is not the one that was journalled, and every journalled one that is gone before its term."""
    found, documents = [], set(journal.documents_of(ANSWERED))
    registers = dict(Edition.objects.values_list("number", "register"))
    for record in Record.objects.defer("subject_name").order_by("pk").iterator(chunk_size=1000):
        told = document_hash(rules.receipt(record, registers[record.edition_id]))
        if told in documents:
            documents.remove(told)
        else:
            found.append(f"answer {record.pk}: not the one that was journalled")
    documents -= set(journal.documents_of((LET_GO,)))
    gone = [f"an answer is gone whose receipt has the hash {told.hex()}" for told in sorted(documents)]
    return found + gone + journal.unguarded(model._meta.db_table for model in APPENDED)


def current_edition(*, at: datetime | None = None) -> Edition | None:
    """The edition in force at that moment (12.2), without its bulk; of a time before the first one, the first.

    An edition says all that the ones before it said, so that of those whose day has come the last one counts.
    """
    day = timezone.localdate(at or timezone.now(), timezone.get_default_timezone())
    editions = Edition.objects.defer("register")
    begun = editions.filter(in_force_on__lte=day).order_by("-number").first()
    return begun or editions.order_by("number").first()


def register_in_force(*, at: datetime) -> dict[str, Any]:
    """The register of the edition in force; before anything is published, the one that the code carries."""
    edition = current_edition(at=at)
    return register_of(edition) if edition else policy.as_data()


def concerned(number: int, *, after: str, limit: int) -> tuple[list[UUID], str]:
    """Whom an edition asks again, a batch at a time: those who agree, and the number after which the next one begins.

    An empty number: that was the last batch.
    """
    former = Edition.objects.filter(number__lt=number).order_by("-number").values_list("number", flat=True).first()
    keys = renewals(former, number) if former else frozenset()
    people = Record.objects.filter(agreement__in=keys, **({"subject_id__gt": after} if after else {}))
    batch = list(people.order_by("subject_id").values_list("subject_id", flat=True).distinct()[:limit])
    answers = counting().filter(subject_id__in=batch, agreement__in=keys, edition_id__lt=number, about_id=None)
    latest_ones = answers.order_by("subject_id", "agreement", "-number").distinct("subject_id", "agreement")
    agreeing = {record.subject_id for record in latest_ones if record.event == Event.GIVEN}
    return sorted(agreeing), str(batch[-1]) if len(batch) == limit else ""


@dataclass(frozen=True)
class Agreeing:
    """`last`: the person behind whom the next batch begins; None: there are no more."""

    agree: list[UUID]
    last: UUID | None


@runs_as(GATE)
def agreeing(agreement: str, purpose: str, *, after: UUID | None, limit: int, at: datetime) -> Agreeing:
    """Whose yes to this agreement stands and speaks of the purpose: of the next `limit` people who ever answered."""
    answers = counting().filter(agreement=agreement, about_id=None, **({"subject_id__gt": after} if after else {}))
    latest_ones = list(answers.order_by("subject_id", "-number").distinct("subject_id")[:limit])
    term = rules.term_days(agreement)
    agree = [
        record.subject_id
        for record in latest_ones
        if purpose in record.purposes and rules.in_force(record.event, record.at, now=at, term_days=term)
    ]
    return Agreeing(agree, latest_ones[-1].subject_id if len(latest_ones) == limit else None)


def latest_edition() -> Edition | None:
    """The last one published; its day may still come."""
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
