"""The questions after a session, which of the answers a person of the service looks at, and what totals are shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Gravity = Literal["", "usual", "urgent"]
Answers = Mapping[str, Mapping[str, str]]  # question -> {"choice": option, "text": words}; a skipped one has no choice

GRAVEST: tuple[Gravity, ...] = ("", "usual", "urgent")


@dataclass(frozen=True)
class Question:
    """`options`: each with what follows from it. `words`: whether one may write some as well."""

    key: str
    options: Mapping[str, Gravity]
    words: bool = False


QUESTIONS: Mapping[str, Question] = {
    question.key: question
    for question in (
        Question("how", {"helped": "", "so_so": "", "hard": "", "bad": "usual"}),
        Question("safe", {"yes": "", "not_quite": "usual", "no": "usual", "danger": "urgent"}),
        Question("wrong", {"nothing": "", "something": "usual"}, words=True),
    )
}


class NotAnAnswer(Exception):
    """No such question, or no such answer to it."""


def answer(question: str, choice: str, text: str) -> dict[str, str]:
    """What is kept of an answer; of a skipped one, nothing. Raises NotAnAnswer."""
    asked = QUESTIONS.get(question)
    if asked is None or (choice and choice not in asked.options):
        raise NotAnAnswer(question)
    if not choice:
        return {}
    return {"choice": choice} | ({"text": text.strip()} if asked.words and text.strip() else {})


def next_question(answers: Answers) -> Question | None:
    return next((question for question in QUESTIONS.values() if question.key not in answers), None)


def gravity(answers: Answers) -> Gravity:
    """The gravest of what was answered."""
    found = (QUESTIONS[key].options[said["choice"]] for key, said in answers.items() if said.get("choice"))
    return max(found, key=GRAVEST.index, default="")


def closed_quarter(today: date) -> tuple[date, date]:
    """[first day, first day after it] of the last quarter that is over."""
    month = 3 * ((today.month - 1) // 3) + 1
    until = date(today.year, month, 1)
    since = date(today.year - 1, 10, 1) if month == 1 else date(today.year, month - 3, 1)
    return since, until


def totals(all_answers: Iterable[Answers], *, fewest_people: int, rounded_to: int) -> dict[str, dict[str, int]] | None:
    """Question -> option -> how many people, rounded; None where they are too few. Nobody's words are in it."""
    told = list(all_answers)
    if len(told) < fewest_people:
        return None
    counted: dict[str, Counter[str]] = {key: Counter() for key in QUESTIONS}
    for answers in told:
        for key, said in answers.items():
            counted[key].update([said["choice"]] if said.get("choice") else [])
    return {
        key: {option: _rounded(counted[key][option], rounded_to) for option in question.options}
        for key, question in QUESTIONS.items()
    }


def _rounded(count: int, to: int) -> int:
    return to * ((count + to // 2) // to)


def shown(answers: Any) -> list[tuple[str, str, str]]:
    """(question, option, words) of each that was answered, in the order of asking."""
    return [
        (key, answers[key]["choice"], answers[key].get("text", ""))
        for key in QUESTIONS
        if answers.get(key, {}).get("choice")
    ]
