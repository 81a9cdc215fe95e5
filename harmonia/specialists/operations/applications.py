"""The applicant's side: a draft that is kept step by step, handed in, answered, taken back. Nothing is kept before the
consent to it is given, and nothing after it was taken back.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.consent import operations as consent
from harmonia.core import working_days
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.specialists import queries, rules
from harmonia.specialists.models import Application, Document, Remark
from harmonia.specialists.states import APPLICATION_MOVES, WHOLE, WRITABLE, ApplicationState, Outcome

AGREEMENT = "practice"
PATH = "/practice/apply/"
TERMS = policy.VERIFICATION_TERMS


class NoSuchApplication(Exception):
    """There is none, or it is not for this person."""


class AlreadyPractises(Exception):
    """He was entered as a specialist by other ways."""


class AddressesUnproved(Exception):
    """The e-mail or the telephone is not yet shown to be his."""


class NotComplete(Exception):
    """`steps`: those that are empty, or whose dates cannot be."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        super().__init__(", ".join(steps))
        self.steps = steps


class WordsMissing(Exception):
    """An answer or a decision without words."""


@transaction.atomic
def begin(*, person_id: UUID, language: str, at: datetime) -> Application:
    """Record the consent and open a draft; again gives the one there is. Raises AlreadyPractises."""
    person = people.locked(person_id)
    known = queries.application_of(person_id)
    if known is not None:
        return known
    if queries.practises(person_id):
        raise AlreadyPractises
    consent.grant(
        person_id=person_id, agreement=AGREEMENT, language=language, method="cabinet", name=person.name, at=at
    )
    application = Application.objects.create(person_id=person_id, begun_at=at, changed_at=at)
    _note("begun", application, person_id, at)
    return application


@transaction.atomic
def write(
    *, person_id: UUID, step: str, told: Mapping[str, Any] | list[Any], at: datetime, born_on: date | None = None
) -> Application:
    """Keep what was typed in one step. Raises NoSuchApplication, WrongState, ConsentMissing."""
    application = _writable(person_id, at)
    application.answers = {**application.answers, rules.PARTS[step]: told}
    application.changed_at = at
    if born_on is not None:
        application.birth_date = born_on.isoformat()
    application.save(update_fields=["answers", "birth_date", "changed_at"])
    return application


@transaction.atomic
def submit(*, person_id: UUID, note: str, at: datetime) -> Application:
    """Hand it in; it waits in the queue of the verifiers. `note`: what he wants to say to them, or to answer.

    Raises NoSuchApplication, WrongState, ConsentMissing, AddressesUnproved, NotComplete.
    """
    application = _writable(person_id, at)
    _check_addresses(person_id)
    if faults := faults_of(application, on=working_days.day_of(at)):
        raise NotComplete(faults)
    if note.strip():
        _answer(application, note, at)
    _enqueue(application, at)
    _note("submitted", application, person_id, at)
    return application


@transaction.atomic
def contest(*, person_id: UUID, words: str, at: datetime) -> Application:
    """Answer a refusal: somebody else looks at it. Raises NoSuchApplication, WrongState, WordsMissing."""
    application = _mine(person_id)
    if application.state != ApplicationState.REFUSED:
        raise WrongState(f"{application.pk}: {application.state}")
    consent.check(subject=person_id, purpose=policy.VERIFICATION, agreement=AGREEMENT, at=at)
    if not words.strip():
        raise WordsMissing
    _answer(application, words, at)
    _enqueue(application, at)
    _note("contested", application, person_id, at)
    return application


@transaction.atomic
def reopen(*, person_id: UUID, at: datetime) -> Application:
    """An approved one has something to renew; until it is decided, everything stays as it is. Raises WrongState."""
    application = _mine(person_id)
    if application.state != ApplicationState.APPROVED:
        raise WrongState(f"{application.pk}: {application.state}")
    move(application, to=ApplicationState.RETURNED, moves=APPLICATION_MOVES)
    application.closed_at, application.changed_at = None, at
    application.save(update_fields=["state", "closed_at", "changed_at"])
    _note("reopened", application, person_id, at)
    return application


@transaction.atomic
def take_back(*, person_id: UUID, at: datetime) -> None:
    """Destroy what was said and sent, before anything was decided for him. Raises NoSuchApplication, WrongState."""
    application = _mine(person_id)
    if application.state == ApplicationState.APPROVED or queries.practises(person_id):
        raise WrongState(f"{application.pk}: {application.state}")
    stored = list(Document.objects.filter(application=application).values_list("stored", flat=True))
    _note("taken_back", application, person_id, at)
    application.delete()
    for name in stored:
        transaction.on_commit(partial(default_storage.delete, name))


def faults_of(application: Application, *, on: date) -> tuple[str, ...]:
    """Steps that keep it from being handed in, inside the caller's reading."""
    said = queries.said_in(application)
    papers = Counter(queries.papers_of(application).values_list("kind", flat=True))
    wrong = {*rules.missing_steps(said, papers=papers), *rules.contradictory_steps(said, on=on)}
    return tuple(step for step in rules.STEPS if step in wrong)


def _enqueue(application: Application, at: datetime) -> None:
    move(application, to=ApplicationState.SUBMITTED, moves=APPLICATION_MOVES)
    application.submitted_at, application.closed_at = at, None
    application.due_at = working_days.deadline(at, amount=TERMS.answer_working_days, unit="working_days")
    application.save(update_fields=["state", "submitted_at", "due_at", "closed_at"])
    notices.send("application.received", person_id=application.person_id, at=at, facts={"path": PATH})


def _answer(application: Application, words: str, at: datetime) -> None:
    Remark.objects.create(
        application=application, person_id=application.person_id, criterion=WHOLE, outcome=Outcome.ANSWER,
        words=words.strip(), written_by=application.person_id, written_at=at,
    )  # fmt: skip


def _check_addresses(person_id: UUID) -> None:
    person = people.person(person_id)
    if person.email_verified_at is None or person.phone_verified_at is None:
        raise AddressesUnproved


def _writable(person_id: UUID, at: datetime) -> Application:
    application = _mine(person_id)
    if application.state not in WRITABLE:
        raise WrongState(f"{application.pk}: {application.state}")
    consent.check(subject=person_id, purpose=policy.VERIFICATION, agreement=AGREEMENT, at=at)
    return application


def _mine(person_id: UUID) -> Application:
    application = queries.locked_application_of(person_id)
    if application is None:
        raise NoSuchApplication
    return application


def _note(what: str, application: Application, actor: UUID | None, at: datetime) -> None:
    journal.record(
        f"application.{what}", subject=application.person_id, actor=actor, at=at, application_id=str(application.pk)
    )
