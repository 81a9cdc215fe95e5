"""A survey's paper: what is asked, of whom, and which answers fit. Pure.

    {"title": Text, "why": Text, "who_sees": Text, "minutes": 5, "questions": [
        {"key": "q1", "kind": "single", "text": Text, "required": true, "choices": [{"key": "a", "text": Text}, …]},
        {"key": "q2", "kind": "scale", "text": Text, "required": false, "low": 1, "high": 5,
         "shown_after": {"question": "q1", "answers": ["a"]}}, …]}

Answers: question -> the choice's key, a list of such keys, a whole number, an ISO date, {"text": …, "quote": …}, or
None where a question that need not be answered was passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from harmonia.policy import LANGUAGES, Text
from harmonia.surveys.states import BOUNDED, CHOSEN, WORDS, QuestionKind

MOST_POINTS = 11  # of a scale
LONGEST = {QuestionKind.SHORT_TEXT: 200, QuestionKind.LONG_TEXT: 4000}
Answers = Mapping[str, Any]


class WrongAnswer(Exception):
    """The answer does not fit its question; `reason` is missing, unknown, low, high or long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class After:
    """Asked only of those who gave one of these answers to an earlier question with one answer."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`low` and `high`: bounds of a scale or a number, years of a date."""

    key: str
    kind: str
    text: Text
    required: bool
    choices: tuple[Choice, ...] = ()
    low: int | None = None
    high: int | None = None
    shown_after: After | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    title: Text
    why: Text
    who_sees: Text
    minutes: int
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)


def paper(content: Mapping[str, Any]) -> Paper:
    texts = {name: Text(**content[name]) for name in ("title", "why", "who_sees")}
    return Paper(**texts, minutes=content["minutes"], questions=tuple(map(question, content["questions"])))


def question(said: Mapping[str, Any]) -> Question:
    after = said.get("shown_after")
    return Question(
        key=said["key"],
        kind=said["kind"],
        text=Text(**said["text"]),
        required=said["required"],
        choices=tuple(Choice(each["key"], Text(**each["text"])) for each in said.get("choices", ())),
        low=said.get("low"),
        high=said.get("high"),
        shown_after=After(after["question"], tuple(after["answers"])) if after else None,
    )


def as_content(asked_for: Question) -> dict[str, Any]:
    return asdict(asked_for)


def faults(written: Paper) -> Iterator[tuple[str, str]]:
    """What keeps a paper from being proposed: (question or "", what is wrong)."""
    if not written.questions:
        yield "", "no_questions"
    if any(not text.in_language(code).strip() for text in _head(written) for code in LANGUAGES):
        yield "", "language_missing"
    for place, one in enumerate(written.questions):
        yield from ((one.key, fault) for fault in _faults_of(one, written.questions[:place]))


def _head(written: Paper) -> tuple[Text, ...]:
    return written.title, written.why, written.who_sees


def _faults_of(one: Question, before: tuple[Question, ...]) -> Iterator[str]:
    if any(not text.in_language(code).strip() for text in texts_of(one) for code in LANGUAGES):
        yield "language_missing"
    if one.kind in CHOSEN and len(one.choices) < 2:
        yield "too_few_choices"
    if one.kind in BOUNDED and (one.low is None or one.high is None or one.low >= one.high):
        yield "no_bounds"
    elif one.kind == QuestionKind.SCALE and len(points(one)) > MOST_POINTS:
        yield "too_many_points"
    if one.shown_after and not _follows(one.shown_after, before):
        yield "follows_nothing"


def _follows(after: After, before: tuple[Question, ...]) -> bool:
    earlier = next((one for one in before if one.key == after.question), None)
    if earlier is None or earlier.kind != QuestionKind.SINGLE:
        return False
    return bool(after.answers) and set(after.answers) <= {choice.key for choice in earlier.choices}


def texts_of(one: Question) -> tuple[Text, ...]:
    return one.text, *(choice.text for choice in one.choices)


def points(one: Question) -> range:
    return range(one.low or 0, (one.high or 0) + 1)


def check(one: Question, value: Any) -> None:
    """Raises WrongAnswer."""
    if value is None:
        if one.required:
            raise WrongAnswer("missing")
    elif one.kind in CHOSEN:
        _check_chosen(one, [value] if one.kind == QuestionKind.SINGLE else value)
    elif one.kind in WORDS:
        _check_words(one, value)
    else:
        _check_bounds(one, date.fromisoformat(value).year if one.kind == QuestionKind.DATE else value)


def _check_chosen(one: Question, keys: list[str]) -> None:
    if not set(keys) <= {choice.key for choice in one.choices} or len(set(keys)) != len(keys):
        raise WrongAnswer("unknown")
    if not keys and one.required:
        raise WrongAnswer("missing")


def _check_words(one: Question, value: Mapping[str, Any]) -> None:
    if one.required and not value["text"].strip():
        raise WrongAnswer("missing")
    if len(value["text"]) > LONGEST[QuestionKind(one.kind)]:
        raise WrongAnswer("long")


def _check_bounds(one: Question, value: int) -> None:
    if value < (one.low or 0):
        raise WrongAnswer("low")
    if value > (one.high or 0):
        raise WrongAnswer("high")


def asked(of: Paper, answers: Answers) -> tuple[Question, ...]:
    """The questions that somebody with these answers is asked, as far as can be said yet."""
    shown: dict[str, Question] = {}
    for one in of.questions:
        after = one.shown_after
        if after is None or (after.question in shown and answers.get(after.question) in after.answers):
            shown[one.key] = one
    return tuple(shown.values())


def pruned(of: Paper, answers: Answers) -> dict[str, Any]:
    """Without the answers to what is no longer asked, since an earlier answer was changed."""
    return {one.key: answers[one.key] for one in asked(of, answers) if one.key in answers}


def next_open(of: Paper, answers: Answers) -> Question | None:
    return next((one for one in asked(of, answers) if one.key not in answers), None)


def before(of: Paper, answers: Answers, key: str) -> Question | None:
    """The question to go back to."""
    keys = [one.key for one in asked(of, answers)]
    place = keys.index(key) if key in keys else 0
    return of.question(keys[place - 1]) if place else None
