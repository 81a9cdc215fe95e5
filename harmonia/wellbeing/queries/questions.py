"""Reads of readers' questions. What is public is only what was approved, in the languages in which it is whole."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.policy import LANGUAGES, Language
from harmonia.specialists import queries as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import Claim, claims
from harmonia.wellbeing.models import PARTS, Original, Question
from harmonia.wellbeing.states import ASKED, FOR_EDITORS, GIVEN, PUBLISHED, WRITTEN

WITH_HIM = (GIVEN, WRITTEN, PUBLISHED)


class NotPublished(Exception):
    """There is no such question, or no editor has approved it."""


def published(language: str | None = None, topic: str | None = None) -> QuerySet[Question]:
    """The newest first; those that are whole in the language, or all."""
    found = Question.objects.filter(state=PUBLISHED)
    if language:
        found = found.filter(_whole(language))
    if topic:
        found = found.filter(topic=topic)
    return found.select_related("specialist").order_by("-published_at", "pk")


def _whole(language: str) -> Q:
    return Q(**{f"{part}_{language}__gt": "" for part in PARTS})


def by_slug(slug: str) -> Question:
    """Raises NotPublished."""
    found = published().filter(slug=slug).first()
    if found is None:
        raise NotPublished(slug)
    return found


def topics(language: str) -> set[str]:
    """Those that there is an answer about."""
    return set(published(language).order_by().values_list("topic", flat=True).distinct())


def others_of(question: Question, language: str, most: int = 3) -> list[Question]:
    """What to read next of the same topic."""
    return list(published(language, question.topic).exclude(pk=question.pk)[:most])


def listed_among(questions: Iterable[Question], *, on: date) -> set[UUID]:
    """Which of the specialists who answered the directory shows: whoever has left it is named no more."""
    asked = {one.specialist_id for one in questions if one.specialist_id}
    return set(specialists.listed(on=on).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()


def for_desk(state: str = "") -> QuerySet[Question]:
    """Of one state, or all that wait for an editor; who waits longest comes first."""
    found = Question.objects.filter(state=state) if state else Question.objects.filter(state__in=FOR_EDITORS)
    return found.select_related("specialist").order_by("came_at", "pk")


def desk_queue() -> QuerySet[Question, dict[str, Any]]:
    found = Question.objects.filter(state__in=FOR_EDITORS)
    return queues.waiting(found, since="came_at", held_by="assigned_to")


def found(question_id: UUID) -> Question | None:
    return Question.objects.select_related("specialist").filter(pk=question_id).first()


def locked(question_id: UUID) -> Question:
    """Raises Question.DoesNotExist."""
    return Question.objects.select_for_update(of=("self",)).select_related("specialist").get(pk=question_id)


def original_of(question_id: UUID) -> Original | None:
    return Original.objects.filter(question_id=question_id).first()


def has_words(question_id: UUID) -> bool:
    return Original.objects.filter(question_id=question_id).exists()


def unreadable() -> QuerySet[Question]:
    """What waits to be written anew, and nothing of it is there: neither what the reader sent nor any of ours.

    Only for the service: row security hides what was sent from others, and all would seem to be gone.
    """
    ours = Q(*((f"{part}_{code}__gt", "") for part in PARTS for code in LANGUAGES), _connector=Q.OR)
    return Question.objects.filter(~ours, state=ASKED, original=None).order_by("came_at", "pk")


def given_to(person: Person) -> QuerySet[Question]:
    """What a specialist was asked to answer and has answered; never what the reader sent."""
    mine = Question.objects.filter(specialist__person_id=person.pk, state__in=WITH_HIM)
    return mine.select_related("specialist").order_by(F("published_at").desc(nulls_first=True), "-came_at", "pk")


def wait_for(person: Person) -> int:
    """How many questions wait for his answer."""
    return Question.objects.filter(specialist__person_id=person.pk, state=GIVEN).count()


def may_answer(at: datetime) -> QuerySet[Specialist]:
    """Everybody in the directory."""
    return specialists.listed(on=timezone.localdate(at)).order_by("display_name", "pk")


def claims_of(question: Question) -> tuple[Claim, ...]:
    """What an editor should read twice (332-VIII art. 18)."""
    return tuple(claim for code in LANGUAGES for claim in _claims(question, code))


def _claims(question: Question, code: Language) -> Iterable[Claim]:
    said = (question.title, question.text, question.answer)
    return (claim for part in said for claim in claims(part.in_language(code), code))
