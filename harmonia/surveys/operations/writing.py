"""A survey is written by one and approved by another. What was published never changes: a change is a new version, and
whoever is in the middle of the old one ends it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from harmonia import policy
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.surveys import permissions, queries
from harmonia.surveys.models import Survey, Version
from harmonia.surveys.rules import lint, questions
from harmonia.surveys.states import SURVEY_MOVES, VERSION_MOVES, SurveyKind, SurveyState, VersionState

MOST_QUESTIONS = 40
NUMBERING = "SELECT pg_advisory_xact_lock(hashtextextended('survey numbers', 0))"


class Unfinished(Exception):
    """Something is missing. `faults`: (question or "", what)."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__(", ".join(f"{key} {fault}" for key, fault in faults))
        self.faults = faults


class TooMany(Exception):
    """Nobody answers so many questions."""


@transaction.atomic
def begin(*, kind: str, head: Mapping[str, Any], days: int, by: UUID, at: datetime) -> Version:
    """A new survey with its first draft. `head`: title, why, who_sees, minutes."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERING)
    survey = Survey.objects.create(kind=SurveyKind(kind), number=queries.next_number(), created_at=at)
    content = {**head, "questions": []}
    version = Version.objects.create(survey=survey, number=1, content=content, days=_days(days), written_by=by)
    _journal("surveys.written", version, by, at)
    return version


def _days(days: int) -> int:
    return min(days, policy.THRESHOLDS["survey_days"].amount)


@transaction.atomic
def revise(*, survey_id: UUID, by: UUID, at: datetime) -> Version:
    """A draft of the next version, from the one that is asked now. Raises WrongState where one is written already."""
    survey = queries.locked_survey(survey_id)
    permissions.check_open(survey)
    now_asked, *_ = survey.versions.order_by("-number")
    if now_asked.state != VersionState.PUBLISHED:
        raise WrongState(f"version {now_asked.number} is being written")
    draft = Version.objects.create(
        survey=survey,
        number=now_asked.number + 1,
        content=now_asked.content,
        days=now_asked.days,
        written_by=by,
    )
    _journal("surveys.written", draft, by, at)
    return draft


@transaction.atomic
def rewrite(*, version_id: UUID, head: Mapping[str, Any], days: int, by: UUID) -> Version:
    version = _draft(version_id, by)
    version.content = {**version.content, **head}
    version.days = _days(days)
    version.save(update_fields=["content", "days"])
    return version


@transaction.atomic
def put_question(*, version_id: UUID, question: questions.Question, by: UUID) -> Version:
    """Add a question at the end, or write the one with this key anew where it stands. Raises TooMany."""
    version = _draft(version_id, by)
    written = list(version.paper.questions)
    places = [place for place, one in enumerate(written) if one.key == question.key]
    if places:
        written[places[0]] = question
    elif len(written) >= MOST_QUESTIONS:
        raise TooMany
    else:
        written.append(question)
    return _write(version, written)


@transaction.atomic
def remove_question(*, version_id: UUID, key: str, by: UUID) -> Version:
    version = _draft(version_id, by)
    return _write(version, [one for one in version.paper.questions if one.key != key])


@transaction.atomic
def move_up(*, version_id: UUID, key: str, by: UUID) -> Version:
    version = _draft(version_id, by)
    written = list(version.paper.questions)
    place = next((place for place, one in enumerate(written) if one.key == key), 0)
    if place:
        written[place - 1], written[place] = written[place], written[place - 1]
    return _write(version, written)


def _write(version: Version, written: list[questions.Question]) -> Version:
    version.content = {**version.content, "questions": [questions.as_content(one) for one in written]}
    version.save(update_fields=["content"])
    return version


def _draft(version_id: UUID, by: UUID) -> Version:
    version = queries.locked_version(version_id)
    permissions.check_writes(version, by)
    if version.state != VersionState.DRAFT:
        raise WrongState(f"version {version.number} is {version.state}")
    return version


@transaction.atomic
def propose(*, version_id: UUID, by: UUID, at: datetime) -> Version:
    """Hand it to a second person. Raises Unfinished."""
    version = _draft(version_id, by)
    if faults := tuple(questions.faults(version.paper)):
        raise Unfinished(faults)
    move(version, to=VersionState.PROPOSED, moves=VERSION_MOVES)
    version.proposed_at = at
    version.save(update_fields=["state", "proposed_at"])
    _journal("surveys.proposed", version, by, at, warnings=len(lint.warnings(version.paper)))
    return version


@transaction.atomic
def decide(*, version_id: UUID, approve: bool, by: UUID, at: datetime) -> Version:
    """A second person publishes it, or gives it back to its author. Raises Denied, WrongState."""
    version = queries.locked_version(version_id)
    permissions.check_second_person(version.written_by, by)
    survey = version.survey = queries.locked_survey(version.survey_id)
    if approve and survey.state not in (SurveyState.DRAFT, SurveyState.OPEN):
        raise WrongState(f"survey {survey.number} is {survey.state}")
    if approve:
        _replace_former(survey)
    move(version, to=VersionState.PUBLISHED if approve else VersionState.DRAFT, moves=VERSION_MOVES)
    version.decided_by, version.decided_at = by, at
    version.save(update_fields=["state", "decided_by", "decided_at"])
    if approve and survey.state == SurveyState.DRAFT:
        _open(survey, version.days, at)
    _journal("surveys.published" if approve else "surveys.given_back", version, by, at)
    return version


def _replace_former(survey: Survey) -> None:
    for former in survey.versions.filter(state=VersionState.PUBLISHED):
        move(former, to=VersionState.REPLACED, moves=VERSION_MOVES)
        former.save(update_fields=["state"])


def _open(survey: Survey, days: int, at: datetime) -> None:
    move(survey, to=SurveyState.OPEN, moves=SURVEY_MOVES)
    survey.opened_at, survey.closes_at = at, at + timedelta(days=days)
    survey.save(update_fields=["state", "opened_at", "closes_at"])


def _journal(event: str, version: Version, by: UUID, at: datetime, **facts: int) -> None:
    journal.record(event, subject=None, actor=by, at=at, survey=str(version.survey_id), version=version.number, **facts)
