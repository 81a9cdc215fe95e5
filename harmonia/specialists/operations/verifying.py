"""The verifier's side: take an application, decide each criterion with its reason, then the whole. Who is approved gets
his profile, his role, and, if he agreed to be published, his place in the directory, all in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.accounts.states import SPECIALIST, VERIFIER
from harmonia.consent import operations as consent
from harmonia.core import queues, working_days
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.specialists import permissions, queries, rules
from harmonia.specialists.models import Application, Remark, Specialist
from harmonia.specialists.operations import listing
from harmonia.specialists.operations.applications import AGREEMENT, PATH, NoSuchApplication, WordsMissing
from harmonia.specialists.operations.listing import NotEligible, Profile, Study, Words
from harmonia.specialists.states import APPLICATION_MOVES, WHOLE, ApplicationState, Outcome, Unlisted


class Undecided(Exception):
    """`criteria`: those that an approval needs met, or, without any lacking, a refusal one that is."""

    def __init__(self, criteria: tuple[str, ...]) -> None:
        super().__init__(", ".join(criteria))
        self.criteria = criteria


class RegisterEntryTaken(Exception):
    """Another specialist stands under this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One criterion as the verifier found it, and why."""

    criterion: str
    is_met: bool
    reason: str


@transaction.atomic
def assign(*, application_id: UUID, to: Person | None, by: Person, at: datetime) -> Application:
    """Take it, hand it over, or (to None) give it back; its clock runs on.

    Raises NoSuchApplication, Denied: not for this verifier, InOtherHands, WrongState.
    """
    application = _seen(application_id, by)
    if to is not None:
        permissions.check_take(to, application)
    held_by = people.at_work(application.taken_by, VERIFIER)
    receiver = to.pk if to else None
    what = queues.passing(held_by, to=receiver, by=by.pk)
    state = ApplicationState.TAKEN if to else ApplicationState.SUBMITTED
    if state != application.state:
        move(application, to=state, moves=APPLICATION_MOVES)
    application.taken_by = receiver
    application.save(update_fields=["state", "taken_by"])
    _note(what, application, by.pk, at, to=receiver)
    return application


@transaction.atomic
def decide(
    *, application_id: UUID, outcome: str, findings: Iterable[Finding], words: str, by: Person, at: datetime
) -> Application:
    """Return it for completion, refuse it, or approve it; the applicant sees each finding with its reason.

    Raises NoSuchApplication, Denied, WrongState, Undecided, WordsMissing, NotEligible, RegisterEntryTaken, and
    ConsentMissing.
    """
    application = _in_hands_of(application_id, by)
    consent.check(subject=application.person_id, purpose=policy.VERIFICATION, agreement=AGREEMENT, at=at)
    found, whole = list(findings), Outcome(outcome)
    _check_complete(found, whole, words, on=working_days.day_of(at))
    _remember(application, found, whole, words, by, at)
    if whole == Outcome.APPROVED:
        _admit(application, by, at)
    _close(application, whole, by, at)
    notices.send("application.decided", person_id=application.person_id, at=at, facts={"path": PATH})
    return application


def _check_complete(found: list[Finding], whole: Outcome, words: str, *, on: date) -> None:
    """An approval needs every criterion met; anything else at least one that is not. Each needs its reason."""
    if not words.strip() or any(not one.reason.strip() for one in found):
        raise WordsMissing
    met = {one.criterion for one in found if one.is_met}
    lacking = tuple(each.key for each in policy.asked_on(on) if each.key not in met)
    if whole == Outcome.APPROVED and lacking:
        raise Undecided(lacking)
    if whole != Outcome.APPROVED and all(one.is_met for one in found):
        raise Undecided(())


def _remember(
    application: Application, found: list[Finding], whole: Outcome, words: str, by: Person, at: datetime
) -> None:
    said = [(one.criterion, Outcome.MET if one.is_met else Outcome.LACKING, one.reason) for one in found]
    for criterion, outcome, reason in (*said, (WHOLE, whole, words)):
        Remark.objects.create(
            application=application, person_id=application.person_id, criterion=criterion, outcome=outcome,
            words=reason.strip(), written_by=by.pk, written_at=at,
        )  # fmt: skip


def _close(application: Application, whole: Outcome, by: Person, at: datetime) -> None:
    move(application, to=ApplicationState(whole.value), moves=APPLICATION_MOVES)
    application.taken_by = None
    if whole == Outcome.REFUSED:
        application.refused_by = by.pk
        _hide(application, by, at)
    application.closed_at = None if whole == Outcome.RETURNED else at
    application.save(update_fields=["state", "taken_by", "refused_by", "closed_at"])
    _note(str(whole), application, by.pk, at)


def _hide(application: Application, by: Person, at: datetime) -> None:
    """A renewal was refused."""
    for specialist_id in queries.listed_of_person(application.person_id):
        listing.unlist(specialist_id=specialist_id, because=Unlisted.VERIFICATION, by=by.pk, at=at)


def _admit(application: Application, by: Person, at: datetime) -> None:
    said, today = queries.said_in(application), working_days.day_of(at)
    if lacking := rules.shortcomings_of(said, on=today):
        raise NotEligible(lacking)
    number = said.answers["register"]["number"]
    known = queries.specialist_of(application.person_id)
    if queries.has_register_entry(number, but=known):
        raise RegisterEntryTaken
    profile = profile_of(said, on=today)
    education = [_study(one) for one in said.answers["studies"]]
    specialist = (
        listing.renew(specialist_id=known.pk, profile=profile, education=education, by=by.pk, at=at)
        if known
        else listing.enter(person_id=application.person_id, profile=profile, education=education, at=at)
    )
    checked_on = today if number else None
    listing.verify(specialist_id=specialist.pk, register_number=number, checked_on=checked_on, by=by.pk, at=at)
    accounts.give_role(person_id=application.person_id, role=SPECIALIST, by=by.pk, at=at)
    _publish(specialist, by, at)


def _publish(specialist: Specialist, by: Person, at: datetime) -> None:
    """With his agreement; without it he shows himself when he likes."""
    assert specialist.person_id is not None  # noqa: S101  it was entered for a person just now
    try:
        consent.check(subject=specialist.person_id, purpose=policy.SERVICE, agreement="publication", at=at)
    except consent.ConsentMissing:
        return
    listing.enlist(specialist_id=specialist.pk, by=by.pk, at=at)


def profile_of(said: rules.Said, *, on: date) -> Profile:
    """The page as he wrote it. Words that he gave in one language only stand in the others too."""
    page = said.answers["page"]
    name = said.answers["person"]["full_name"]
    return Profile(
        slug=queries.free_slug(rules.slug_of(name)),
        display_name=name,
        practice_since_on=said.since(on),
        words=Words(**{part: _text(page, part) for part in rules.WORDS}),
        **{key: page[key] for key in ("sex", "city", "time_zone", "languages", "methods", "topics", "price_kzt")},
    )


def _text(page: dict[str, Any], part: str) -> policy.Text:
    given = {code: page.get(f"{part}_{code}", "") for code in policy.LANGUAGES}
    first = next((words for words in (given["ru"], given["kk"], given["en"]) if words), "")
    return policy.Text(**{code: words or first for code, words in given.items()})


def _study(told: dict[str, Any]) -> Study:
    same = {part: policy.Text(**dict.fromkeys(policy.LANGUAGES, told[part])) for part in ("institution", "title")}
    return Study(kind=told["kind"], year_from=told["year_from"], year_to=told["year_to"], **same)


def _seen(application_id: UUID, by: Person) -> Application:
    application = queries.locked_application(application_id)
    if application is None:
        raise NoSuchApplication
    permissions.check_see(by, application)
    return application


def _in_hands_of(application_id: UUID, by: Person) -> Application:
    application = _seen(application_id, by)
    permissions.check_decide(by, application)
    return application


def _note(what: str, application: Application, actor: UUID | None, at: datetime, **facts: UUID | None) -> None:
    journal.record(
        f"application.{what}",
        subject=application.person_id,
        actor=actor,
        at=at,
        application_id=str(application.pk),
        **facts,
    )
