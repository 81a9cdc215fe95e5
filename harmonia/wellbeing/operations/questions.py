"""A reader's question on its way: asked by nobody known, written anew by an editor, answered, approved, published.

What was sent is read by an editor alone, for a purpose, and is destroyed with its key once the answer is published or
refused. Nothing of it is in what is published: the editors write anew, and what would identify somebody is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core import jobs, queues
from harmonia.core.moves import WrongState, move
from harmonia.core.queues import InOtherHands
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.policy import LANGUAGES, Language
from harmonia.specialists.rules import identifiers, slug_of
from harmonia.specialists.rules.identifiers import Identifier
from harmonia.vault import operations as vault
from harmonia.wellbeing import permissions
from harmonia.wellbeing.models import PARTS, Original, Question
from harmonia.wellbeing.operations.articles import UnknownTopic
from harmonia.wellbeing.permissions import SamePerson
from harmonia.wellbeing.queries import questions as queries
from harmonia.wellbeing.rules import asking
from harmonia.wellbeing.states import (
    ASKED,
    GIVEN,
    PUBLISHED,
    QUESTION_MOVES,
    REFUSED,
    WITHDRAWN,
    WRITTEN,
    Refusal,
)

__all__ = [
    "Doubtful",
    "Gone",
    "Identifies",
    "InOtherHands",
    "Incomplete",
    "NotAQuestion",
    "NotASpecialist",
    "SamePerson",
    "Texts",
    "UnknownTopic",
    "WrongState",
    "ask",
    "assign",
    "check",
    "end_unreadable",
    "give",
    "moved",
    "opened",
    "propose",
    "publish",
    "refuse",
    "reopen",
    "send_back",
    "take_back",
    "withdraw",
    "without_answer",
    "write",
]  # fmt: skip
HIS_PATH = "/practice/questions/{}/"
EMPTY = policy.Text(kk="", ru="", en="")


class NotAQuestion(Exception):
    """Too short, too long, or with links; `fault` says which (rules.asking)."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Gone(Exception):
    """What the reader sent was destroyed."""


class Identifies(Exception):
    """Something in it leads to a person. `found`: field -> what was found there."""

    def __init__(self, found: Mapping[str, tuple[Identifier, ...]]) -> None:
        super().__init__(", ".join(found))  # never the words themselves: they would end up in a log
        self.found = found


class Doubtful(Identifies):
    """Something looks like a name, and whoever wrote it has not looked at it once more."""


class Incomplete(Exception):
    """There is no language in which title, question and answer are all there, or no topic."""


class NotASpecialist(Exception):
    """Nobody in the directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the editors write; an empty part is not ready in that language."""

    topic: str
    title: policy.Text
    text: policy.Text
    answer: policy.Text = field(default=EMPTY)


@runs_as(SERVICE)
@transaction.atomic
def ask(*, words: str, topic: str, language: str, at: datetime) -> Question:
    """Keep a question under a key of its own; who asked is not known here. Raises NotAQuestion, UnknownTopic."""
    if topic and topic not in policy.TOPICS:
        raise UnknownTopic(topic)
    if fault := asking.fault(words):
        raise NotAQuestion(fault)
    question = Question.objects.create(topic=topic, language=language, asked_at=at, came_at=at)
    identity = uuid4()
    vault.create_subject(identity)
    Original.objects.create(id=identity, question=question, words=words.strip(), asked_at=at)
    _journal("asked", question, by=None, at=at)
    return question


def opened(*, question_id: UUID, by: Person) -> str:
    """What the reader sent, inside the caller's reading for a purpose; row security shows it for no other.

    Raises permissions.Denied, Gone.
    """
    permissions.check_read(by)
    original = queries.original_of(question_id)
    if original is None:
        raise Gone(str(question_id))
    return str(original.words)


@transaction.atomic
def assign(*, question_id: UUID, to: Person | None, by: Person, at: datetime) -> Question:
    """Take it, hand it over, or (to None) give it back. Raises InOtherHands, permissions.Denied."""
    for person in (by, to) if to else (by,):
        permissions.check_edit(person)
    question = queries.locked(question_id)
    receiver = to.pk if to else None
    what = queues.passing(_held_by(question), to=receiver, by=by.pk)
    question.assigned_to = receiver
    question.save(update_fields=["assigned_to"])
    _journal(what, question, by=by.pk, at=at, to=receiver)
    return question


def _held_by(question: Question) -> UUID | None:
    return people.at_work(question.assigned_to, *permissions.MAY_EDIT)


def _mine(question_id: UUID, by: Person) -> Question:
    """Free, or in his own hands. Raises Question.DoesNotExist, permissions.Denied, InOtherHands."""
    permissions.check_edit(by)
    question = queries.locked(question_id)
    queues.check_not_held(_held_by(question), by.pk)
    return question


@transaction.atomic
def write(*, question_id: UUID, texts: Texts, looked: bool, by: Person, at: datetime) -> Question:
    """Store what an editor wrote anew. `looked`: at what seems a name. A specialist's own words stay his: of the answer
    only the languages that he did not write are taken.

    Raises UnknownTopic, Identifies, Doubtful, WrongState, InOtherHands.
    """
    question = _mine(question_id, by)
    if question.state not in (ASKED, WRITTEN):
        raise WrongState(f"{question.pk}: {question.state}")
    if texts.topic not in policy.TOPICS:
        raise UnknownTopic(texts.topic)
    columns = _columns(texts, question)
    check(columns, looked=looked)
    answered = any(columns.get(f"answer_{code}", "") != getattr(question, f"answer_{code}") for code in LANGUAGES)
    for name, words in columns.items():
        setattr(question, name, words)
    question.topic = texts.topic
    if answered and not question.own_languages:
        question.written_by, question.specialist = by.pk, None
    question.approved_by = None
    question.save()
    _journal("written", question, by=by.pk, at=at)
    return question


def _columns(texts: Texts, question: Question) -> dict[str, str]:
    return {
        f"{part}_{code}": (
            str(getattr(question, f"answer_{code}"))
            if part == "answer" and code in question.own_languages
            else getattr(texts, part).in_language(code).strip()
        )
        for part in PARTS
        for code in LANGUAGES
    }


def check(fields: Mapping[str, str], *, looked: bool) -> None:
    """Raises Identifies for what may not stand there, Doubtful for what has not been looked at."""
    if found := {name: hits for name, text in fields.items() if (hits := identifiers.direct(text, ()))}:
        raise Identifies(found)
    if not looked and (found := {name: hits for name, text in fields.items() if (hits := identifiers.doubtful(text))}):
        raise Doubtful(found)


@transaction.atomic
def give(*, question_id: UUID, specialist_id: UUID, by: Person, at: datetime) -> Question:
    """Ask a specialist to answer what was written anew; he sees nothing else.

    Raises Incomplete, NotASpecialist, WrongState, InOtherHands.
    """
    question = _mine(question_id, by)
    if not any(question.title.in_language(code) and question.text.in_language(code) for code in LANGUAGES):
        raise Incomplete(str(question.pk))
    specialist = queries.may_answer(at).filter(pk=specialist_id).first()
    if specialist is None:
        raise NotASpecialist(str(specialist_id))
    if question.specialist_id != specialist.pk or question.written_by:
        without_answer(question)
    question.specialist = specialist
    moved(question, GIVEN, by=by.pk, at=at, what="given")
    _tell("question.given", question, HIS_PATH.format(question.pk), at)
    return question


def without_answer(question: Question) -> None:
    for code in LANGUAGES:
        setattr(question, f"answer_{code}", "")
    question.own_languages, question.written_by, question.word, question.specialist = [], None, "", None


@transaction.atomic
def send_back(*, question_id: UUID, word: str, by: Person, at: datetime) -> Question:
    """To the specialist who answered, with a word. Raises NotASpecialist, WrongState, InOtherHands."""
    question = _mine(question_id, by)
    if question.specialist is None or question.specialist.person_id is None:
        raise NotASpecialist(str(question.pk))
    question.word = word
    moved(question, GIVEN, by=by.pk, at=at, what="sent_back")
    _tell("question.sent_back", question, HIS_PATH.format(question.pk), at)
    return question


@transaction.atomic
def take_back(*, question_id: UUID, by: Person, at: datetime) -> Question:
    """From a specialist who does not answer; what he has begun goes. Raises WrongState, InOtherHands."""
    question = _mine(question_id, by)
    without_answer(question)
    moved(question, ASKED, by=by.pk, at=at, what="taken_back")
    return question


@transaction.atomic
def propose(*, question_id: UUID, by: Person, at: datetime) -> Question:
    """What the editors answered themselves goes to another of them. Raises Incomplete, WrongState, InOtherHands."""
    question = _mine(question_id, by)
    _check_whole(question)
    return moved(question, WRITTEN, by=by.pk, at=at, what="proposed")


def _check_whole(question: Question) -> tuple[Language, ...]:
    if not question.languages or not question.topic:
        raise Incomplete(str(question.pk))
    return question.languages


@runs_as(SERVICE)
@transaction.atomic
def publish(*, question_id: UUID, by: Person, at: datetime) -> Question:
    """Question and answer are approved in the languages that are whole: from now on anyone may read them, and what the
    reader sent is destroyed.

    Raises Incomplete, SamePerson, WrongState, InOtherHands.
    """
    question = _mine(question_id, by)
    spoken = _check_whole(question)
    if question.written_by == by.pk:
        raise SamePerson(str(question.pk))
    question.approved_by = by.pk
    question.published_at = question.published_at or at
    question.slug = question.slug or _address(question, question.language if question.language in spoken else spoken[0])
    moved(question, PUBLISHED, by=by.pk, at=at, what="published", claims=len(queries.claims_of(question)))
    _forget(question)
    if question.specialist is not None:
        _tell("question.published", question, f"/questions/{question.slug}/", at)
    return question


def _address(question: Question, language: str) -> str:
    """Of its title, and of a piece of its number: two may have one title, and no page of ours is called so."""
    return f"{slug_of(question.title.in_language(language))}-{question.pk.hex[:6]}"


@transaction.atomic
def withdraw(*, question_id: UUID, by: Person, at: datetime) -> Question:
    """Take it out of sight again. Raises WrongState, InOtherHands."""
    return moved(_mine(question_id, by), WITHDRAWN, by=by.pk, at=at, what="withdrawn")


@transaction.atomic
def reopen(*, question_id: UUID, by: Person, at: datetime) -> Question:
    """Put what was withdrawn before the editors again. Raises WrongState, InOtherHands."""
    question = _mine(question_id, by)
    question.approved_by = None
    return moved(question, WRITTEN, by=by.pk, at=at, what="reopened")


@runs_as(SERVICE)
@transaction.atomic
def refuse(*, question_id: UUID, because: Refusal, by: Person, at: datetime) -> Question:
    """Nothing is published: the reason stays, and all words go. Raises WrongState, InOtherHands."""
    return _refused(_mine(question_id, by), because, by=by.pk, at=at)


def _refused(question: Question, because: Refusal, *, by: UUID | None, at: datetime) -> Question:
    without_answer(question)
    for name in (f"{part}_{code}" for part in PARTS for code in LANGUAGES):
        setattr(question, name, "")
    question.refused_because = because
    moved(question, REFUSED, by=by, at=at, what="refused", because=str(because))
    _forget(question)
    return question


@runs_as(SERVICE)  # to anybody else the words of every question would seem to be gone
@transaction.atomic
def end_unreadable(*, question_id: UUID, at: datetime) -> bool:
    """Whether it was ended now: nobody can answer it any more, since the term of what was sent was over before any of
    it was written anew."""
    question = queries.locked(question_id)
    if not queries.unreadable().filter(pk=question.pk).exists():
        return False
    _refused(question, Refusal.NOT_IN_TIME, by=None, at=at)
    return True


def _forget(question: Question) -> None:
    """The row now; the key once that is committed, and by a job, should this process end in between."""
    original = queries.original_of(question.pk)
    if original is not None:
        key = original.pk
        original.delete()
        jobs.defer("wellbeing.destroy_key", key_id=key)
        transaction.on_commit(partial(vault.destroy_subject, key), robust=True)


def moved(question: Question, to: str, *, by: UUID | None, at: datetime, what: str, **facts: Any) -> Question:
    """What has moved on is in nobody's hands."""
    move(question, to=to, moves=QUESTION_MOVES)
    question.came_at, question.assigned_to = at, None
    question.save()
    _journal(what, question, by=by, at=at, **facts)
    return question


def _tell(event: str, question: Question, path: str, at: datetime) -> None:
    if question.specialist is not None and question.specialist.person_id is not None:
        notices.send(event, person_id=question.specialist.person_id, at=at, facts={"path": path})


def _journal(what: str, question: Question, *, by: UUID | None, at: datetime, **facts: Any) -> None:
    journal.record(f"question.{what}", subject=None, actor=by, at=at, question_id=str(question.pk), **facts)
