"""Reads. Answers open only to whoever gave them, to the count after the closing, and to the file's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.consent.states import Event
from harmonia.policy import RESEARCH, Text
from harmonia.surveys.models import Export, Participation, Quote, Result, Survey, Talk, Version
from harmonia.surveys.states import (
    ExportState,
    ParticipationState,
    QuoteState,
    SurveyKind,
    SurveyState,
    TalkState,
    VersionState,
)
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks

READERS = 500  # participations whose keys are fetched at once
ASKED = (VersionState.PUBLISHED, VersionState.REPLACED)


@dataclass(frozen=True)
class Place:
    """Where a person stands with a survey. `answer`: what he said last to being asked, if anything."""

    survey: Survey
    version: Version
    participation: Participation | None
    answer: Record | None

    @property
    def said_no(self) -> bool:
        return self.participation is None and self.answer is not None and self.answer.event != Event.GIVEN


def places_of(person_id: UUID) -> list[Place]:
    """Every survey that is or was open, the newest first; those that were over before he could answer are left out."""
    mine = {one.survey_id: one for one in _participations(person_id)}
    answers = _answers(person_id)
    asked = Version.objects.filter(state=VersionState.PUBLISHED).exclude(survey__state=SurveyState.DRAFT)
    return [
        _place(version, mine.get(version.survey_id), answers)
        for version in asked.select_related("survey").order_by("-survey__opened_at", "-pk")
        if version.survey.state == SurveyState.OPEN or version.survey_id in mine
    ]


def open_to_all(at: datetime) -> QuerySet[Version]:
    """What is asked now, with its survey; what closes first stands first."""
    asked = Version.objects.filter(state=VersionState.PUBLISHED, survey__state=SurveyState.OPEN)
    return asked.filter(survey__closes_at__gt=at).select_related("survey").order_by("survey__closes_at", "pk")


def titles_of(survey_ids: Iterable[UUID]) -> dict[UUID, Text]:
    """By the version that was asked last."""
    versions = Version.objects.filter(survey_id__in=list(survey_ids), state__in=ASKED).order_by("number", "pk")
    return {version.survey_id: version.title for version in versions}


def _participations(person_id: UUID) -> QuerySet[Participation]:
    return Participation.objects.filter(person_id=person_id).select_related("version", "survey").order_by("pk")


def _answers(person_id: UUID) -> dict[UUID | None, Record]:
    return {
        record.about_id: record for kind in SurveyKind.values for record in consents.latest_about_each(person_id, kind)
    }


def _place(version: Version, mine: Participation | None, answers: dict[UUID | None, Record]) -> Place:
    return Place(version.survey, mine.version if mine else version, mine, answers.get(version.survey_id))


def place_of(person_id: UUID, survey_id: UUID) -> Place | None:
    """None: there is no such survey, or it is none of his."""
    asked = Version.objects.filter(survey_id=survey_id, state=VersionState.PUBLISHED).select_related("survey").first()
    if asked is None:
        return None
    mine = _participations(person_id).filter(survey_id=survey_id).first()
    place = _place(asked, mine, _answers(person_id))
    return place if asked.survey.state == SurveyState.OPEN or mine or place.answer else None


def newer(place: Place) -> Version | None:
    """The version that is asked now, where he is in the middle of a former one."""
    if place.participation is None or place.version.state == VersionState.PUBLISHED:
        return None
    return Version.objects.filter(survey=place.survey, state=VersionState.PUBLISHED).first()


def talk_of(participation: Participation) -> Talk | None:
    return Talk.objects.filter(participation=participation).first()


def locked_participation(person_id: UUID, survey_id: UUID) -> Participation | None:
    found = Participation.objects.select_for_update(of=("self",)).select_related("version", "survey")
    return found.filter(person_id=person_id, survey_id=survey_id).first()


def locked_survey(survey_id: UUID) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey_id)


def locked_version(version_id: UUID) -> Version:
    return Version.objects.select_for_update(of=("self",)).select_related("survey").get(pk=version_id)


def next_number() -> int:
    """Only under a lock of the caller's; the column is unique besides."""
    return int(Survey.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def surveys() -> QuerySet[Survey]:
    return Survey.objects.prefetch_related("versions").order_by("-number")


def survey(survey_id: UUID) -> Survey | None:
    return surveys().filter(pk=survey_id).first()


def version(version_id: UUID) -> Version | None:
    return Version.objects.filter(pk=version_id).select_related("survey").first()


def published(survey_id: UUID) -> list[Version]:
    """Every version that anybody could answer."""
    return list(Version.objects.filter(survey_id=survey_id, state__in=ASKED).order_by("number"))


def results(survey_id: UUID) -> list[Result]:
    return list(Result.objects.filter(version__survey_id=survey_id).select_related("version").order_by("version"))


def waiting() -> int:
    """Versions, exports, offers to talk and words that somebody must decide on."""
    return (
        Version.objects.filter(state=VersionState.PROPOSED).count()
        + Export.objects.filter(state=ExportState.ASKED).count()
        + Talk.objects.filter(state=TalkState.OFFERED).count()
        + Quote.objects.filter(state=QuoteState.WAITING).count()
    )


def due_to_close(at: datetime) -> list[UUID]:
    due = Survey.objects.filter(state=SurveyState.OPEN, closes_at__lte=at)
    return list(due.order_by("closes_at", "pk").values_list("pk", flat=True))


def to_count() -> list[UUID]:
    return list(Survey.objects.filter(state=SurveyState.CLOSED).order_by("pk").values_list("pk", flat=True))


def answering(survey_id: UUID) -> dict[str, int]:
    """How many began and how many ended it, for the operations alone: a page shows tens."""
    found = Participation.objects.filter(survey_id=survey_id)
    return found.aggregate(begun=Count("pk"), finished=Count("pk", filter=Q(state=ParticipationState.FINISHED)))


def counted(of: Version, at: datetime) -> Iterator[Participation]:
    """Who ended it, agrees still, and is not blocked; keys are fetched many at a time."""
    ended = Participation.objects.filter(version=of, state=ParticipationState.FINISHED).order_by("pk")
    people = list(ended.values_list("person_id", flat=True))
    agreeing = consents.accepting(people, of.survey.kind, about=of.survey_id, at=at)
    counting = sorted(agreeing - blocks.blocked_among(agreeing))
    for start in range(0, len(counting), READERS):
        batch = list(ended.filter(person_id__in=counting[start : start + READERS]))
        vault.preload({one.person_id for one in batch} | {one.pk for one in batch})
        yield from batch


def unfinished(survey_id: UUID) -> list[Participation]:
    return list(Participation.objects.filter(survey_id=survey_id, state=ParticipationState.BEGUN).order_by("pk"))


def to_invite(of: Survey, *, after: str, limit: int, at: datetime) -> tuple[list[UUID], str]:
    """Clients who agreed to hear of surveys, are not blocked and were not asked yet: a batch, and where to go on."""
    everybody = Person.objects.filter(role_grants__role=CLIENT, closed_at=None).order_by("pk")
    batch = list(everybody.filter(**({"pk__gt": after} if after else {})).values_list("pk", flat=True)[:limit])
    willing = consents.allowing(batch, RESEARCH, at=at)
    asked = Record.objects.filter(subject_id__in=willing, agreement=of.kind, about_id=of.pk)
    left = willing - set(asked.values_list("subject_id", flat=True)) - blocks.blocked_among(willing)
    return sorted(left), str(batch[-1]) if len(batch) == limit else ""


def quotes(survey_id: UUID, state: str = QuoteState.WAITING) -> list[Quote]:
    """Words that wait to be read, without their authors' names; the blocked are left out."""
    found = Quote.objects.filter(participation__survey_id=survey_id, state=state)
    rows = list(found.select_related("participation__version").order_by("participation__version", "question", "pk"))
    blocked = blocks.blocked_among({row.person_id for row in rows})
    vault.preload({row.person_id for row in rows} | {row.participation_id for row in rows})
    return [row for row in rows if row.person_id not in blocked]


def survey_of_quote(quote_id: UUID) -> UUID | None:
    return Quote.objects.filter(pk=quote_id).values_list("participation__survey_id", flat=True).first()


def survey_of_talk(participation_id: UUID) -> UUID | None:
    return Talk.objects.filter(pk=participation_id).values_list("participation__survey_id", flat=True).first()


def words_of(quote: Quote) -> str:
    said: dict[str, Any] = quote.participation.answers[quote.question]
    return str(said["text"])


def talks(survey_id: UUID) -> QuerySet[Talk]:
    found = Talk.objects.filter(participation__survey_id=survey_id)
    return found.exclude(person_id__in=blocks.everybody_blocked()).order_by("starts_at", "pk")


def exports(survey_id: UUID) -> QuerySet[Export]:
    return Export.objects.filter(survey_id=survey_id).order_by("-asked_at", "-pk")


def export(export_id: UUID) -> Export | None:
    return Export.objects.filter(pk=export_id).select_related("survey").first()
