"""Questions of readers at every step of their way, and the people who work on them."""

from typing import Any

from django.test import Client
from django.utils.timezone import now

from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.policy import Text
from harmonia.specialists.models import Specialist
from harmonia.wellbeing.models import Question
from harmonia.wellbeing.operations import answers, questions
from harmonia.wellbeing.operations.questions import Texts
from tests import factories
from tests.booking import scene

WORDS = "Кошка-канарейка не даёт мне уснуть уже которую ночь, что делать?"
CANARY = "Кошка-канарейка"
EMPTY = Text(kk="", ru="", en="")
TITLE = Text(kk="Ұйқы келмейді", ru="Не могу уснуть", en="Sleep does not come")
TEXT = Text(kk="Түнде оянып кетеді.", ru="Человек просыпается ночью.", en="Somebody wakes at night.")
ANSWER = Text(kk="Тыныстаңыз.", ru="Дышите медленно.\n\n- раз\n- два", en="Breathe slowly.")


def editor(name: str = "Elena", number: int = 41) -> Person:
    return factories.entered(name, states.EDITOR, number=number, language="en")


def answering(person: Person, **changes: Any) -> Specialist:
    """A specialist in the directory, today."""
    return scene.specialist_of(person, **{"register_checked_on": now().date(), **changes})


def asked(words: str = WORDS, *, topic: str = "sleep", language: str = "ru") -> Question:
    return questions.ask(words=words, topic=topic, language=language, at=now())


def texts(answer: Text = EMPTY, **changes: Any) -> Texts:
    return Texts(**{"topic": "sleep", "title": TITLE, "text": TEXT, "answer": answer, **changes})


def write(question: Question, by: Person, said: Texts | None = None, *, looked: bool = False) -> Question:
    return questions.write(question_id=question.pk, texts=said or texts(), looked=looked, by=by, at=now())


def given(by: Person, specialist: Specialist) -> Question:
    question = write(asked(), by)
    return questions.give(question_id=question.pk, specialist_id=specialist.pk, by=by, at=now())


def answered(by: Person, specialist: Specialist, words: Text = ANSWER) -> Question:
    question = given(by, specialist)
    assert specialist.person is not None
    return answers.answer(question_id=question.pk, words=words, by=specialist.person, at=now())


def published(by: Person, specialist: Specialist, words: Text = ANSWER) -> Question:
    question = answered(by, specialist, words)
    return questions.publish(question_id=question.pk, by=by, at=now())


def at(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)
