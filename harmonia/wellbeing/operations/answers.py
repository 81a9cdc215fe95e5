"""The specialist who was asked to answer a question: he sees what the editors wrote anew, writes, and hands it in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core.moves import WrongState
from harmonia.policy import LANGUAGES
from harmonia.wellbeing.models import Question
from harmonia.wellbeing.operations.questions import Identifies, Incomplete, check, moved, without_answer
from harmonia.wellbeing.queries import questions as queries
from harmonia.wellbeing.states import ASKED, GIVEN, WRITTEN

__all__ = ["Identifies", "Incomplete", "WrongState", "answer", "decline", "draft"]


def _his(question_id: UUID, person: Person) -> Question:
    """Raises Question.DoesNotExist for another's, WrongState for what is not with him now."""
    question = queries.locked(question_id)
    if question.specialist is None or question.specialist.person_id != person.pk:
        raise Question.DoesNotExist
    if question.state != GIVEN:
        raise WrongState(f"{question.pk}: {question.state}")
    return question


@transaction.atomic
def draft(*, question_id: UUID, words: policy.Text, by: Person) -> Question:
    """Keep what he has so far. Raises Question.DoesNotExist, Identifies, WrongState."""
    question = _his(question_id, by)
    _take(question, words)
    question.save()
    return question


def _take(question: Question, words: policy.Text) -> None:
    """What he leaves out is the editors' to translate."""
    said = {code: words.in_language(code).strip() for code in LANGUAGES}
    check({f"answer_{code}": text for code, text in said.items()}, looked=True)
    for code, text in said.items():
        setattr(question, f"answer_{code}", text)
    question.own_languages = [code for code in LANGUAGES if said[code]]


@transaction.atomic
def answer(*, question_id: UUID, words: policy.Text, by: Person, at: datetime) -> Question:
    """He hands it to the editors. Raises Question.DoesNotExist, Identifies, Incomplete for nothing, WrongState."""
    question = _his(question_id, by)
    _take(question, words)
    if not question.own_languages:
        raise Incomplete(str(question.pk))
    question.word = ""
    return moved(question, WRITTEN, by=by.pk, at=at, what="answered")


@transaction.atomic
def decline(*, question_id: UUID, by: Person, at: datetime) -> Question:
    """He would rather not; what he has begun goes. Raises Question.DoesNotExist, WrongState."""
    question = _his(question_id, by)
    without_answer(question)
    return moved(question, ASKED, by=by.pk, at=at, what="declined")
