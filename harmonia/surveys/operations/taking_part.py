"""Taking part is voluntary and agreed to for each survey by itself; answers are kept as they come, and go when one
leaves: the row with the agreement, and then the key that they stood under, so that no copy can be read either.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.consent.states import Event, Method
from harmonia.core import jobs
from harmonia.core.moves import WrongState, move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.surveys import permissions, queries
from harmonia.surveys.models import Participation, Survey, Talk, Version
from harmonia.surveys.rules import questions
from harmonia.surveys.states import PARTICIPATION_MOVES, ParticipationState, SurveyKind, VersionState
from harmonia.vault import operations as vault
from harmonia.vault import reading

SOONEST, LATEST = timedelta(days=1), timedelta(days=30)  # for a talk, from the moment that it is offered


class NotTakingPart(Exception):
    """He never began, or has left."""


class NotAsked(Exception):
    """The question is not one of those that he is asked."""


class Unanswered(Exception):
    """A question is still open; `key` says which."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class BadTime(Exception):
    """Too soon, or too far ahead, for a talk."""


@transaction.atomic
def agree(*, person_id: UUID, survey_id: UUID, name: str, language: str, at: datetime) -> Participation:
    """The informed consent, and an empty participation in the version that is asked now. Again: the one there is."""
    survey = Survey.objects.get(pk=survey_id)
    permissions.check_open(survey)
    consent.grant(
        person_id=person_id, agreement=survey.kind, about_id=survey.pk, language=language, method=Method.CABINET,
        name=name, at=at,
    )  # fmt: skip
    return queries.locked_participation(person_id, survey_id) or _begin(person_id, survey, at)


def _begin(person_id: UUID, survey: Survey, at: datetime) -> Participation:
    asked = Version.objects.get(survey=survey, state=VersionState.PUBLISHED)
    number = uuid4()
    vault.create_subject(number)
    begun = Participation.objects.create(
        pk=number, person_id=person_id, survey=survey, version=asked, answers={}, begun_at=at, written_at=at
    )
    _journal("surveys.begun", begun, person_id, at)
    return begun


def refuse(*, person_id: UUID, survey_id: UUID, name: str, language: str, at: datetime) -> Record:
    """A no, recorded like a yes; nobody asks again. Raises consent's NotAnswerable where a yes stands: that is left."""
    survey = Survey.objects.get(pk=survey_id)
    return consent.refuse(
        person_id=person_id, agreement=survey.kind, about_id=survey.pk, language=language, method=Method.CABINET,
        name=name, at=at,
    )  # fmt: skip


@transaction.atomic
def answer(*, person_id: UUID, survey_id: UUID, key: str, value: Any, at: datetime) -> Participation:
    """Keep one answer. One that was given before is written anew, and what it no longer leads to is forgotten.

    Raises NotTakingPart, ConsentMissing, Denied, NotAsked, rules' WrongAnswer, WrongState when it was finished.
    """
    mine = _under_way(person_id, survey_id, at)
    with reading.reading(policy.ACCESS, actor=person_id):
        given = dict(mine.answers)
    one = next((each for each in questions.asked(mine.version.paper, given) if each.key == key), None)
    if one is None:
        raise NotAsked(key)
    questions.check(one, value)
    mine.answers = questions.pruned(mine.version.paper, {**given, key: value})
    mine.written_at = at
    mine.save(update_fields=["answers", "written_at"])
    return mine


def _under_way(person_id: UUID, survey_id: UUID, at: datetime) -> Participation:
    mine = queries.locked_participation(person_id, survey_id)
    if mine is None:
        raise NotTakingPart
    kind = mine.survey.kind
    consent.check(subject=person_id, purpose=policy.RESEARCH, agreement=kind, about=survey_id, at=at)
    permissions.check_open(mine.survey)
    if mine.state != ParticipationState.BEGUN:
        raise WrongState(f"participation {mine.pk} is {mine.state}")
    return mine


@transaction.atomic
def finish(*, person_id: UUID, survey_id: UUID, at: datetime) -> Participation:
    """Hand it in. Raises Unanswered, and what `answer` raises."""
    mine = _under_way(person_id, survey_id, at)
    with reading.reading(policy.ACCESS, actor=person_id):
        still_open = questions.next_open(mine.version.paper, mine.answers)
    if still_open is not None:
        raise Unanswered(still_open.key)
    move(mine, to=ParticipationState.FINISHED, moves=PARTICIPATION_MOVES)
    mine.finished_at = at
    mine.save(update_fields=["state", "finished_at"])
    _journal("surveys.finished", mine, person_id, at)
    return mine


@transaction.atomic
def start_over(*, person_id: UUID, survey_id: UUID, at: datetime) -> Participation:
    """Leave the former version for the one that is asked now; the answers to the former one go."""
    mine = _under_way(person_id, survey_id, at)
    _remove([mine], at)
    return _begin(person_id, mine.survey, at)


@transaction.atomic
def leave(*, person_id: UUID, survey_id: UUID, language: str, at: datetime) -> None:
    """At any stage, also after the closing: the agreement ends, the answers and their key go. Raises NotTakingPart
    where there is neither the one nor the other.

    What was counted before stays counted: it says nothing of any one person.
    """
    survey = Survey.objects.get(pk=survey_id)
    mine = queries.locked_participation(person_id, survey_id)
    agreed = consents.accepted(person_id, survey.kind, about=survey_id, at=at)
    if mine is None and not agreed:
        raise NotTakingPart
    if agreed:
        consent.withdraw(
            person_id=person_id, agreement=survey.kind, about_id=survey_id, language=language, method=Method.CABINET,
            at=at,
        )  # fmt: skip
    _remove([mine] if mine else [], at)


@runs_as(SERVICE)
@transaction.atomic
def let_go(*, person_id: UUID, language: str, at: datetime) -> int:
    """After an agreement was taken back anywhere: every participation that no yes stands for goes. With the agreement
    to research as a whole all of them do. Returns how many."""
    mine = list(Participation.objects.filter(person_id=person_id).select_related("survey").order_by("pk"))
    said = consents.latest(person_id, "research")
    if said is not None and said.event == Event.WITHDRAWN:
        for one in mine:
            if one.begun_at <= said.at and consents.accepted(person_id, one.survey.kind, about=one.survey_id, at=at):
                consent.withdraw(
                    person_id=person_id, agreement=one.survey.kind, about_id=one.survey_id, language=language,
                    method=Method.CABINET, at=at,
                )  # fmt: skip
    gone = [one for one in mine if not consents.accepted(person_id, one.survey.kind, about=one.survey_id, at=at)]
    _remove(gone, at)
    return len(gone)


def _remove(gone: Iterable[Participation], at: datetime) -> None:
    """The rows now; the keys once that is committed, and by a job, should this process end in between."""
    for one in gone:
        key, person_id, survey_id = one.pk, one.person_id, one.survey_id
        one.delete()
        jobs.defer("surveys.destroy_key", key_id=key)
        transaction.on_commit(partial(vault.destroy_subject, key), robust=True)
        journal.record("surveys.left", subject=person_id, actor=None, at=at, survey=str(survey_id))


remove = _remove


@transaction.atomic
def offer_talk(*, person_id: UUID, survey_id: UUID, starts_at: datetime, at: datetime) -> Talk:
    """A time that suits the participant of an interview; another one replaces it. Raises NotTakingPart, BadTime."""
    mine = queries.locked_participation(person_id, survey_id)
    if mine is None or mine.survey.kind != SurveyKind.INTERVIEW:
        raise NotTakingPart
    permissions.check_open(mine.survey)
    consent.check(subject=person_id, purpose=policy.RESEARCH, agreement=SurveyKind.INTERVIEW, about=survey_id, at=at)
    if not at + SOONEST <= starts_at <= at + LATEST:
        raise BadTime(starts_at.isoformat())
    Talk.objects.filter(participation=mine).delete()
    talk = Talk.objects.create(participation=mine, person_id=person_id, starts_at=starts_at, offered_at=at)
    _journal("surveys.talk_offered", mine, person_id, at)
    return talk


def _journal(event: str, mine: Participation, person_id: UUID, at: datetime) -> None:
    journal.record(event, subject=person_id, actor=person_id, at=at, survey=str(mine.survey_id))
