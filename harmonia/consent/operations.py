"""The gate: what a person agreed to, and whether a use case may go on. Nothing else in the product decides this.

An answer is a new row and never a change of an old one; the database refuses updates and deletions. Answers of one
person are taken one after another, under a lock of the transaction; `check` takes the same lock shared. So a withdrawal
waits for the services that have already passed the gate to commit, and whoever comes to the gate after the withdrawal
has committed is refused; the jobs that stop services are deferred in the same transaction and find all that there is.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from harmonia import policy
from harmonia.consent import queries, rules
from harmonia.consent.models import Edition, EditionText, Record, VisitorAnswer
from harmonia.consent.rules import NotAnswerable, NotWithdrawable
from harmonia.consent.states import Event, Method
from harmonia.core import jobs
from harmonia.core.row_security import GATE, runs_as
from harmonia.journal import operations as journal
from harmonia.vault import reading

__all__ = [
    "ConsentMissing", "NotAnswerable", "NotPublished", "NotWithdrawable", "TermsNotAccepted", "check", "grant", "keep",
    "let_go", "note_visitor", "publish_edition", "refuse", "withdraw",
]  # fmt: skip

# By then the answer stands in the journal's tree and under a checkpoint; several answers share one letter.
RECEIPT_LETTER_AFTER = timedelta(seconds=30)
# What ends with an agreement. Each is a job of a context above, named here and known there.
STOPS: dict[str, tuple[str, ...]] = {
    "service": ("booking.stop_services", "rooms.stop_services"),
    "practice": (
        "specialists.unpublish",
        "specialists.drop_application",
        "booking.stop_services",
        "rooms.stop_services",
    ),
    "publication": ("specialists.unpublish",),
    **dict.fromkeys(("research", "survey", "interview", "test", "study"), ("surveys.let_go",)),
    "marketing_email": ("notices.marketing_withdrawn",),
    "marketing_sms": ("notices.marketing_withdrawn",),
    "push": ("notices.stop_signals",),
}


class ConsentMissing(Exception):
    """The person has not agreed to this purpose, or took the agreement back. `agreement` says what to ask for."""

    def __init__(self, agreement: str) -> None:
        super().__init__(agreement)
        self.agreement = agreement


class TermsNotAccepted(ConsentMissing):
    """The purpose is open, but the terms that the use case rests on are not accepted: there is no contract."""


class NotPublished(Exception):
    """No edition of the register is published yet: run `harmonia migrate`."""


def check(
    *,
    subject: UUID,
    purpose: str,
    at: datetime,
    agreement: str | None = None,
    terms: str | None = None,
    recipient: str | None = None,
    about: UUID | None = None,
) -> None:
    """Pass, or raise ConsentMissing, or TermsNotAccepted when the purpose is open and only `terms` are missing.

    `recipient`: who is to receive the data, where somebody is; a yes from before he was named does not cover him.
    Inside a transaction the answer stays true until the transaction ends.
    """
    queries.lock_shared(subject)
    wanted = queries.missing(
        subject, purpose, at=at, agreement=agreement, terms=terms, recipient=recipient, about=about
    )
    if wanted is not None:
        raise (TermsNotAccepted if wanted == terms else ConsentMissing)(wanted)


@dataclass(frozen=True)
class Answer:
    """How an answer was collected. `name`: the subject's, as he gave it; without it that of his previous record."""

    person_id: UUID
    agreement: str
    language: str
    method: Method
    at: datetime
    name: str | None
    about_id: UUID | None


@runs_as(GATE)
@transaction.atomic
def grant(
    *,
    person_id: UUID,
    agreement: str,
    language: str,
    method: str,
    at: datetime,
    name: str | None = None,
    about_id: UUID | None = None,
) -> Record:
    """A yes to the text in force. A second yes to the same text is the first one; to a newer text it supersedes it."""
    answer = Answer(person_id, agreement, language, Method(method), at, name, about_id)
    queries.lock(person_id)
    previous = queries.latest(person_id, agreement, about=about_id)
    if previous is not None and previous.event == Event.GIVEN:
        lapsed = not rules.in_force(previous.event, previous.at, now=at, term_days=rules.term_days(agreement))
        if previous.edition_id == _edition(at).number and not lapsed:
            return previous
        previous = _append(answer, Event.SUPERSEDED, previous)
    return _append(answer, Event.GIVEN, previous)


@runs_as(GATE)
@transaction.atomic
def refuse(
    *,
    person_id: UUID,
    agreement: str,
    language: str,
    method: str,
    at: datetime,
    name: str | None = None,
    about_id: UUID | None = None,
) -> Record:
    """A no, recorded like a yes. What was given is withdrawn, not refused: raises NotAnswerable."""
    answer = Answer(person_id, agreement, language, Method(method), at, name, about_id)
    queries.lock(person_id)
    previous = queries.latest(person_id, agreement, about=about_id)
    return _append(answer, Event.REFUSED, previous)


@runs_as(GATE)
@transaction.atomic
def withdraw(
    *,
    person_id: UUID,
    agreement: str,
    language: str,
    method: str,
    at: datetime,
    about_id: UUID | None = None,
) -> Record:
    """Take a yes back (6.6, 6.8; 94-V art. 8). From the commit on the gate refuses, and what it served is stopped.

    Raises NotAnswerable when no yes is in force, NotWithdrawable for what ends only with the account.
    """
    if not rules.withdrawable(agreement):
        raise NotWithdrawable(agreement)
    answer = Answer(person_id, agreement, language, Method(method), at, None, about_id)
    queries.lock(person_id)
    previous = queries.latest(person_id, agreement, about=about_id)
    record = _append(answer, Event.WITHDRAWN, previous)
    for job in STOPS.get(agreement, ()):
        jobs.defer(job, person_id=person_id)
    jobs.defer("notices.tell", event="consent.withdrawn", person_id=person_id)
    return record


@runs_as(GATE)
@transaction.atomic
def keep(
    *,
    person_id: UUID,
    agreement: str,
    language: str,
    method: str,
    at: datetime,
) -> Record:
    """A no to what the edition in force adds: the yes to the former one stands as it was given, and no more is asked.

    A second no to the same edition is the first one. Raises NotAnswerable when no yes stands.
    """
    answer = Answer(person_id, agreement, language, Method(method), at, None, None)
    queries.lock(person_id)
    said = queries.kept(person_id, agreement, edition=_edition(at).number)
    return said or _append(answer, Event.KEPT, queries.latest(person_id, agreement))


def _append(answer: Answer, event: Event, previous: Record | None) -> Record:
    rules.check_may_follow(event, previous.event if previous else None)
    edition, operator = _edition(answer.at), policy.Operator(**settings.OPERATOR)
    notice = queries.notice(edition=edition.number, key=answer.agreement, language=answer.language)
    if notice is None:
        raise NotPublished(answer.agreement)
    agreement = queries.register_of(edition)["agreements"][answer.agreement]
    record = Record.objects.create(
        number=queries.next_number(answer.person_id),
        subject_id=answer.person_id,
        subject_name=answer.name if answer.name is not None else _known_name(answer.person_id, event),
        controller_name=operator.full_name(answer.language),
        controller_bin=operator.bin,
        edition=edition,
        about_id=answer.about_id,
        notice_sha256=notice.sha256,
        language=notice.language,
        method=answer.method,
        event=event,
        at=answer.at,
        **_said_by(agreement, language=notice.language, email=operator.email),
    )
    _journal(record)
    if answer.method != Method.PLANTED:  # nobody sits behind the demonstration's people
        jobs.defer("notices.tell_receipts", at=answer.at + RECEIPT_LETTER_AFTER, person_id=answer.person_id)
    return record


def _said_by(agreement: dict[str, Any], *, language: str, email: str) -> dict[str, Any]:
    """What the agreement of the edition says, copied into the record: it must stand by itself whatever changes."""
    copied = ("purposes", "categories", "recipients", "third_parties", "abroad", "published")
    return {
        "agreement": agreement["key"],
        **{name: agreement[name] for name in copied},
        "term": agreement["term"][language],
        "way_to_withdraw": agreement["way_to_withdraw"][language].format(email=email),
    }


def _journal(record: Record) -> None:
    journal.record_document(
        f"consent.{record.event}",
        document=queries.receipt(record),
        subject=record.subject_id,
        actor=record.subject_id,
        at=record.at,
        agreement=record.agreement,
        edition=record.edition_id,
        record=str(record.pk),
    )


def _known_name(person_id: UUID, event: Event) -> str:
    """The name that the person's earlier record carries; the record of a first answer is always given one.

    Taking back is a right, which goes on while a person is blocked; giving is not.
    """
    purpose = policy.RIGHTS if event == Event.WITHDRAWN else policy.IDENTIFICATION
    earlier = Record.objects.filter(subject_id=person_id).order_by("-number").first()
    if earlier is None:
        return ""
    with reading.reading(purpose, actor=person_id):
        return str(earlier.subject_name)


@transaction.atomic
def note_visitor(*, agreement: str, yes: bool, stood: bool, language: str, at: datetime) -> VisitorAnswer:
    """What a visitor answered to a counter: the record that he was asked and said so (94-V art. 25(2)(5)), without who.

    `stood`: his browser says that a yes of his stands; then a no takes it back.
    """
    edition = _edition(at)
    notice = queries.notice(edition=edition.number, key=agreement, language=language)
    if notice is None or policy.AGREEMENTS[agreement].at != "cookies":
        raise NotPublished(agreement)
    event = Event.GIVEN if yes else Event.WITHDRAWN if stood else Event.REFUSED
    answer = VisitorAnswer.objects.create(
        edition=edition,
        agreement=agreement,
        notice_sha256=notice.sha256,
        language=notice.language,
        event=event,
        at=at,
    )
    journal.record(
        f"consent.visitor_{event}", subject=None, actor=None, at=at, agreement=agreement, edition=edition.number
    )
    return answer


@transaction.atomic
def let_go(*, record_ids: Collection[UUID], at: datetime) -> int:
    """Answers whose term is over (6.9). The table refuses to lose any; the database lets go only what stands in a run
    of retention that two people approved. The journal says of each that it went so, and the audit asks for it no more.
    """
    for record in Record.objects.filter(pk__in=record_ids).defer("subject_name").order_by("number", "pk"):
        journal.record_document(queries.LET_GO, document=queries.receipt(record), subject=None, actor=None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT consent_let_go(%s::uuid[])", [list(record_ids)])
        gone: int = cursor.fetchone()[0]
    return gone


def _edition(at: datetime) -> Edition:
    edition = queries.current_edition(at=at)
    if edition is None:
        raise NotPublished
    return edition


@transaction.atomic
def publish_edition(at: datetime) -> Edition | None:
    """Store the register and all its documents as the next edition, if anything in them is new (12.1–12.3).

    It comes into force on the day of its publication, in the operator's own zone, or on the later day that the register
    sets (12.2). Whoever must be asked again is written to. None: nothing has changed.
    """
    queries.lock_editions()
    operator, current = policy.Operator(**settings.OPERATOR), queries.latest_edition()
    sha256 = policy.register_sha256(operator)
    if current is not None and current.register_sha256 == sha256:
        return None
    edition = Edition.objects.create(
        number=current.number + 1 if current else 1,
        register_sha256=sha256,
        register=policy.as_data(),
        published_at=at,
        in_force_on=policy.in_force_on(timezone.localdate(at, timezone.get_default_timezone())),
    )
    EditionText.objects.bulk_create(
        _text(edition, policy.render(key, language, operator))
        for key in policy.document_keys()
        for language in policy.LANGUAGES
    )
    journal.record("policy.published", subject=None, actor=None, at=at, edition=edition.number, register=sha256)
    if current is not None and queries.renewals(current.number, edition.number):
        jobs.defer("notices.tell_of_edition", number=edition.number, after="")
    return edition


def _text(edition: Edition, document: policy.Document) -> EditionText:
    return EditionText(
        edition=edition,
        key=document.key,
        language=document.language,
        title=document.title,
        sections=[asdict(section) for section in document.sections],
        text=document.text,
        sha256=document.sha256,
    )
