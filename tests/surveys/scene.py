"""A survey on its way: Nurlan writes it, Pavel approves it, and a crowd answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT, RESEARCHER
from harmonia.policy import Text
from harmonia.surveys import operations
from harmonia.surveys.models import Survey
from harmonia.surveys.rules.questions import After, Choice, Question
from tests import factories
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)
HEAD: dict[str, Any] = {
    "title": {"kk": "Жазылу ыңғайлы ма", "ru": "Удобно ли записаться", "en": "Is booking easy"},
    "why": {"kk": "Жазылуды жеңілдету үшін", "ru": "Чтобы записываться стало проще", "en": "To make booking easier"},
    "who_sees": {"kk": "Зерттеушілер, тек сан", "ru": "Исследователи, только числа", "en": "Researchers, numbers only"},
    "minutes": 4,
}


def words(ru: str, kk: str = "", en: str = "") -> Text:
    return Text(kk=kk or f"{ru} (kk)", ru=ru, en=en or f"{ru} (en)")


def choices(*keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, words(key)) for key in keys)


EASY = Question(key="easy", kind="single", text=words("Легко ли?"), required=True, choices=choices("yes", "no", "so"))
WHAT = Question(
    key="what", kind="several", text=words("Что мешало?"), required=False, choices=choices("slow", "words", "price"),
    shown_after=After("easy", ("no", "so")),
)  # fmt: skip
GRADE = Question(key="grade", kind="scale", text=words("Оценка"), required=False, low=1, high=5)
TIMES = Question(key="times", kind="number", text=words("Сколько раз?"), required=True, low=0, high=20)
SINCE = Question(key="since", kind="date", text=words("С какого дня?"), required=False, low=2020, high=2026)
TELL = Question(key="tell", kind="long_text", text=words("Расскажите"), required=False)
PAPER = (EASY, WHAT, GRADE, TIMES, SINCE, TELL)


def nurlan() -> Person:
    return factories.entered("Nurlan", RESEARCHER, number=51)


def saule() -> Person:
    return factories.entered("Saule", RESEARCHER, number=52)


def drafted(by: UUID, *questions: Question, kind: str = "survey", days: int = 30, at: datetime = NOW) -> Any:
    draft = operations.begin(kind=kind, head=HEAD, days=days, by=by, at=at)
    for one in questions or PAPER:
        operations.put_question(version_id=draft.pk, question=one, by=by)
    return draft


def opened(*questions: Question, by: UUID, approved_by: UUID, kind: str = "survey", at: datetime = NOW) -> Survey:
    draft = drafted(by, *questions, kind=kind, at=at)
    operations.propose(version_id=draft.pk, by=by, at=at)
    return operations.decide(version_id=draft.pk, approve=True, by=approved_by, at=at).survey


def client(number: int) -> Person:
    """One of a crowd; without the cost of a password."""
    made: Person = accounts.create_person(
        role=CLIENT, email=f"client{number}@example.kz", phone=f"+77020{number:06}", name=f"Client {number}",
        password=None, language="ru", time_zone="Asia/Almaty", at=NOW,
    )  # fmt: skip
    return made


def agree(person: Person, survey: Survey, at: datetime = LATER) -> None:
    operations.agree(person_id=person.pk, survey_id=survey.pk, name="A", language="ru", at=at)


def answer(person: Person, survey: Survey, at: datetime = LATER, **answers: Any) -> None:
    for key, value in answers.items():
        operations.answer(person_id=person.pk, survey_id=survey.pk, key=key, value=value, at=at)


def answered(person: Person, survey: Survey, **answers: Any) -> None:
    """From the agreement to handing it in; `answers` in the order of asking."""
    agree(person, survey)
    answer(person, survey, **answers)
    operations.finish(person_id=person.pk, survey_id=survey.pk, at=LATER)


def counted(survey: Survey, by: UUID) -> list[Any]:
    operations.close(survey_id=survey.pk, by=by, at=LATER)
    return operations.count(survey_id=survey.pk, at=LATER)
