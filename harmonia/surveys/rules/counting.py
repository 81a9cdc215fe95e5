"""From answers to protected counts: the one document that results, pages and files are made of. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from harmonia import policy
from harmonia.surveys.rules.questions import Answers, Paper, Question, asked, points
from harmonia.surveys.rules.suppression import Shown, Table, protected
from harmonia.surveys.states import WORDS, QuestionKind

BLANK = "blank"
CHOSE, DID_NOT, WROTE = "chosen", "not_chosen", "answered"
BANDS = 5
ONE_OF_SEVERAL = "."


def document(of: Paper, everybody: Sequence[Answers]) -> dict[str, Any]:
    """`people` is None where too few took part: then there is nothing in it. Codes only; the words are the paper's."""
    smallest, fewest, doubt = (
        policy.THRESHOLDS[key].amount for key in ("survey_cell", "survey_people", "survey_doubt")
    )
    rule = {"smallest": smallest, "fewest": fewest, "doubt": doubt}
    if len(everybody) < fewest:
        return {"people": None, "rule": rule, "tables": []}
    shown = protected(tables(of, everybody), smallest=smallest, doubt=doubt)
    return {"people": len(everybody), "rule": rule, "tables": [_plain(one) for one in shown]}


def _plain(one: Shown) -> dict[str, Any]:
    question, _, choice = one.key.partition(ONE_OF_SEVERAL)
    cells = [{"cell": key, "people": count} for key, count in one.cells]
    return {"question": question, "choice": choice or None, "people": one.people, "cells": cells}


def tables(of: Paper, everybody: Sequence[Answers]) -> list[Table]:
    """One a question; of a question with several answers one a choice, since its choices do not add up."""
    made = []
    for question in of.questions:
        given = [answers.get(question.key) for answers in everybody if question in asked(of, answers)]
        made += _tables(question, given)
    return made


def _tables(question: Question, given: Sequence[Any]) -> list[Table]:
    after = (question.shown_after.question, question.shown_after.answers) if question.shown_after else None
    if question.kind == QuestionKind.SEVERAL:
        chosen = Counter(key for keys in given for key in keys or ())
        return [
            Table(
                f"{question.key}{ONE_OF_SEVERAL}{choice.key}",
                ((CHOSE, chosen[choice.key]), (DID_NOT, len(given) - chosen[choice.key])),
                after,
            )
            for choice in question.choices
        ]
    counted = Counter(_cell(question, value) for value in given)
    keys = cells(question)
    return [Table(question.key, tuple((key, counted[key]) for key in keys), after)]


def cells(question: Question) -> tuple[str, ...]:
    """The cells of a question's table, fixed before anybody answers. No blank where an answer had to be given."""
    blank = () if question.required else (BLANK,)
    if question.kind in WORDS:
        return (WROTE, *blank)
    if question.kind == QuestionKind.SINGLE:
        return (*(choice.key for choice in question.choices), *blank)
    if question.kind == QuestionKind.SCALE:
        return (*map(str, points(question)), *blank)
    return (*(f"{low}–{high}" for low, high in bands(question)), *blank)


def bands(question: Question) -> list[tuple[int, int]]:
    """Numbers and years are told by at most five bands of the same width, laid down with the bounds."""
    low, high = question.low or 0, question.high or 0
    width = -(-(high - low + 1) // BANDS)
    return [(start, min(start + width - 1, high)) for start in range(low, high + 1, width)]


def _cell(question: Question, value: Any) -> str:
    if value is None:
        return BLANK
    if question.kind in WORDS:
        return WROTE if value["text"].strip() else BLANK
    if question.kind in (QuestionKind.NUMBER, QuestionKind.DATE):
        number = date.fromisoformat(value).year if question.kind == QuestionKind.DATE else value
        return next(f"{low}–{high}" for low, high in bands(question) if low <= number <= high)
    return str(value)
