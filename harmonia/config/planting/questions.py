"""Readers' questions, all in questions.toml: three that are answered, two by specialists, and one that waits."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from harmonia.accounts.models import Person
from harmonia.policy import LANGUAGES, Text
from harmonia.specialists.models import Specialist
from harmonia.wellbeing.models import Question
from harmonia.wellbeing.operations import answers, questions
from harmonia.wellbeing.operations.questions import Texts

FILE = Path(__file__).with_name("questions.toml")
DAYS_BETWEEN = 5


def told() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text())


def spoken(one: dict[str, Any], part: str) -> Text:
    return Text(**{code: one[part][code].strip() for code in LANGUAGES})


def plant(at: datetime, *, editor: Person, second: Person) -> None:
    if Question.objects.exists():
        return
    said = told()
    for number, one in enumerate(said["answered"]):
        _answered(one, at - timedelta(days=4 + DAYS_BETWEEN * number), editor, second)
    for one in said["waiting"]:
        _asked(one, at - timedelta(hours=20))


def _asked(one: dict[str, Any], at: datetime) -> Question:
    return questions.ask(words=one["words"], topic=one["topic"], language=one["language"], at=at)


def _answered(one: dict[str, Any], at: datetime, editor: Person, second: Person) -> None:
    """By the specialist who is named; else by the editor, and then the second person approves it."""
    question, later = _asked(one, at - timedelta(days=2)), at - timedelta(days=1)
    parts = {"topic": one["topic"], "title": spoken(one, "title"), "text": spoken(one, "text")}
    slug = one.get("specialist")
    texts = Texts(**parts) if slug else Texts(**parts, answer=spoken(one, "answer"))
    questions.write(question_id=question.pk, texts=texts, looked=True, by=editor, at=later)
    if slug:
        specialist = Specialist.objects.get(slug=slug)
        assert specialist.person is not None  # noqa: S101  everybody who was planted is somebody
        questions.give(question_id=question.pk, specialist_id=specialist.pk, by=editor, at=later)
        answers.answer(question_id=question.pk, words=spoken(one, "answer"), by=specialist.person, at=at)
    else:
        questions.propose(question_id=question.pk, by=editor, at=at)
    questions.publish(question_id=question.pk, by=editor if slug else second, at=at)
