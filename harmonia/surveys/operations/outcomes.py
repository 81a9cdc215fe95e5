"""What comes of a survey: it closes, is counted once, and goes out when two people say so."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.core import jobs
from harmonia.core.moves import WrongState, move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.surveys import permissions, queries
from harmonia.surveys.models import Export, Participation, Quote, Result, Survey, Talk, Version
from harmonia.surveys.operations.taking_part import remove
from harmonia.surveys.rules import counting, files
from harmonia.surveys.rules.questions import Answers
from harmonia.surveys.states import (
    EXPORT_MOVES,
    QUOTE_MOVES,
    SURVEY_MOVES,
    TALK_MOVES,
    WORDS,
    ExportState,
    QuoteState,
    SurveyState,
    TalkState,
)
from harmonia.vault import reading

PEOPLE_A_JOB = 500
LIST_PATH = "/me/surveys/"


class NotApproved(Exception):
    """A second person has not said yes to this file."""


@transaction.atomic
def close(*, survey_id: UUID, by: UUID | None, at: datetime) -> Survey:
    """From now on nobody answers. It is counted by a job of this transaction. Raises WrongState."""
    survey = queries.locked_survey(survey_id)
    move(survey, to=SurveyState.CLOSED, moves=SURVEY_MOVES)
    survey.closed_at = at
    survey.save(update_fields=["state", "closed_at"])
    journal.record("surveys.closed", subject=None, actor=by, at=at, survey=str(survey.pk))
    jobs.defer("surveys.count", survey_id=survey.pk)
    return survey


@runs_as(SERVICE)
@transaction.atomic
def count(*, survey_id: UUID, at: datetime) -> list[Result]:
    """Once, for good: whoever leaves afterwards is in the counts, and no second count shows what he answered.

    Answers that were never handed in are removed with their keys. A second call finds it counted.
    """
    survey = queries.locked_survey(survey_id)
    if survey.state == SurveyState.COUNTED:
        return queries.results(survey_id)
    move(survey, to=SurveyState.COUNTED, moves=SURVEY_MOVES)
    survey.save(update_fields=["state"])
    made = [_count(version, at) for version in queries.published(survey_id)]
    for one in queries.unfinished(survey_id):
        with reading.unless_blocked(), transaction.atomic():
            remove([one], at)
    journal.record("surveys.counted", subject=None, actor=None, at=at, survey=str(survey.pk), versions=len(made))
    return made


def _count(version: Version, at: datetime) -> Result:
    everybody: list[Answers] = []
    with reading.reading(policy.RESEARCH, actor=None):
        for one in queries.counted(version, at):
            with reading.unless_blocked():
                everybody.append(one.answers)
                _quote(one)
    document = counting.document(version.paper, everybody)
    return Result.objects.create(version=version, document=document, counted_at=at)


def _quote(one: Participation) -> None:
    """Words whose author ticked that they may go out wait to be read."""
    for question in one.version.paper.questions:
        said = one.answers.get(question.key) if question.kind in WORDS else None
        if said and said["quote"] and said["text"].strip():
            Quote.objects.create(participation=one, person_id=one.person_id, question=question.key)


@transaction.atomic
def decide_quote(*, quote_id: UUID, passes: bool, by: UUID, at: datetime) -> Quote:
    """Raises Quote.DoesNotExist: its author has left. Raises WrongState."""
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote_id)
    move(quote, to=QuoteState.PASSED if passes else QuoteState.WITHHELD, moves=QUOTE_MOVES)
    quote.decided_by, quote.decided_at = by, at
    quote.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record("surveys.words_read", subject=quote.person_id, actor=by, at=at, passes=passes)
    return quote


@transaction.atomic
def decide_talk(*, participation_id: UUID, agree: bool, place: str, by: UUID, at: datetime) -> Talk:
    """The researcher comes, or cannot; the participant is told in his cabinet. Raises WrongState."""
    talk = Talk.objects.select_for_update(of=("self",)).select_related("participation").get(pk=participation_id)
    move(talk, to=TalkState.AGREED if agree else TalkState.DECLINED, moves=TALK_MOVES)
    talk.place, talk.decided_by, talk.decided_at = place if agree else "", by, at
    talk.save(update_fields=["state", "place", "decided_by", "decided_at"])
    notices.send(
        "survey.talk_agreed" if agree else "survey.talk_declined",
        person_id=talk.person_id,
        at=at,
        facts={"starts_at": talk.starts_at.isoformat(), "path": f"{LIST_PATH}{talk.participation.survey_id}/"},
    )
    journal.record("surveys.talk_decided", subject=talk.person_id, actor=by, at=at, agreed=agree)
    return talk


@transaction.atomic
def begin_inviting(*, survey_id: UUID, by: UUID, at: datetime) -> Survey:
    """Once a survey. Raises Denied where it is not open, WrongState the second time."""
    survey = queries.locked_survey(survey_id)
    permissions.check_open(survey)
    if survey.invited_at is not None:
        raise WrongState(f"survey {survey.number}: invited already")
    survey.invited_at = at
    survey.save(update_fields=["invited_at"])
    jobs.defer("surveys.invite", survey_id=survey.pk, after="")
    journal.record("surveys.invited", subject=None, actor=by, at=at, survey=str(survey.pk))
    return survey


@runs_as(SERVICE)
@transaction.atomic
def invite(*, survey_id: UUID, after: str, at: datetime) -> int:
    """Tell those who agreed to hear of surveys, in the cabinet only; a batch a job. Twice tells once."""
    survey = Survey.objects.get(pk=survey_id)
    if survey.state != SurveyState.OPEN:
        return 0
    batch, rest = queries.to_invite(survey, after=after, limit=PEOPLE_A_JOB, at=at)
    facts = {"path": f"{LIST_PATH}{survey.pk}/"}
    for person_id in batch:
        notices.send("survey.invited", person_id=person_id, at=at, facts=facts, once=str(survey.pk))
    if rest:
        jobs.defer("surveys.invite", survey_id=survey.pk, after=rest)
    return len(batch)


@transaction.atomic
def ask_export(*, survey_id: UUID, by: UUID, at: datetime) -> Export:
    """Raises WrongState before it is counted."""
    survey = queries.locked_survey(survey_id)
    if survey.state != SurveyState.COUNTED:
        raise WrongState(f"survey {survey.number} is {survey.state}")
    waiting = survey.exports.filter(state=ExportState.ASKED).first()
    if waiting is not None:
        return waiting
    asked = Export.objects.create(survey=survey, asked_by=by, asked_at=at)
    journal.record("surveys.export_asked", subject=None, actor=by, at=at, export=str(asked.pk))
    return asked


@transaction.atomic
def decide_export(*, export_id: UUID, approve: bool, by: UUID, at: datetime) -> Export:
    """Raises Denied: whoever asked for it does not release it. Raises WrongState."""
    asked = Export.objects.select_for_update(of=("self",)).get(pk=export_id)
    permissions.check_second_person(asked.asked_by, by)
    move(asked, to=ExportState.APPROVED if approve else ExportState.DECLINED, moves=EXPORT_MOVES)
    asked.decided_by, asked.decided_at = by, at
    asked.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record("surveys.export_decided", subject=None, actor=by, at=at, export=str(asked.pk), approved=approve)
    return asked


@transaction.atomic
def take_export(*, export_id: UUID, form: str, by: UUID, at: datetime) -> str:
    """The file. Words that were passed and whose author has left since are no longer in it. Raises NotApproved."""
    approved = Export.objects.select_related("survey").get(pk=export_id)
    if approved.state != ExportState.APPROVED:
        raise NotApproved(export_id)
    counted = queries.results(approved.survey_id)
    journal.record("surveys.exported", subject=None, actor=by, at=at, export=str(approved.pk), form=form)
    if form == "csv":
        return files.as_csv([(one.version.number, one.document) for one in counted])
    words = _words(approved.survey_id, by)
    return files.as_json(
        [(one.version.number, one.version.paper, one.document, words.get(one.version_id, [])) for one in counted]
    )


def _words(survey_id: UUID, by: UUID) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = {}
    with reading.reading(policy.RESEARCH, actor=by):
        for quote in queries.quotes(survey_id, QuoteState.PASSED):
            with reading.unless_blocked():
                said = quote.question, queries.words_of(quote)
                found.setdefault(quote.participation.version_id, []).append(said)
    return found
