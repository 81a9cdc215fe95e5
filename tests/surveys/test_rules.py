"""Papers, answers, warnings and files: pure."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmonia.policy import Text
from harmonia.surveys.rules import counting, files, lint, questions
from harmonia.surveys.rules.questions import After, Choice, Paper, Question, WrongAnswer
from tests.surveys.scene import EASY, GRADE, HEAD, PAPER, SINCE, TELL, TIMES, WHAT, words

OF = questions.paper({**HEAD, "questions": [questions.as_content(one) for one in PAPER]})


def test_a_paper_reads_as_it_was_written() -> None:
    assert OF.questions == PAPER
    assert list(questions.faults(OF)) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (replace(EASY, choices=EASY.choices[:1]), "too_few_choices"),
        (replace(GRADE, high=None), "no_bounds"),
        (replace(GRADE, low=5, high=5), "no_bounds"),
        (replace(GRADE, low=0, high=11), "too_many_points"),
        (replace(TELL, text=Text(kk=" ", ru="Да", en="Yes")), "language_missing"),
        (replace(TELL, shown_after=After("later", ("yes",))), "follows_nothing"),
        (replace(TELL, shown_after=After("grade", ("1",))), "follows_nothing"),
        (replace(TELL, shown_after=After("easy", ("maybe",))), "follows_nothing"),
    ],
)
def test_what_keeps_a_paper_from_being_proposed(wrong: Question, fault: str) -> None:
    written = Paper(OF.title, OF.why, OF.who_sees, 4, (replace(EASY, key="easy"), GRADE, replace(wrong, key="it")))
    assert list(questions.faults(written)) == [("it", fault)]


def test_a_paper_without_questions_is_not_finished() -> None:
    assert list(questions.faults(replace(OF, questions=()))) == [("", "no_questions")]


@pytest.mark.parametrize(
    ("question", "value", "reason"),
    [
        (EASY, None, "missing"),
        (EASY, "maybe", "unknown"),
        (WHAT, ["slow", "slow"], "unknown"),
        (replace(WHAT, required=True), [], "missing"),
        (TIMES, -1, "low"),
        (TIMES, 21, "high"),
        (SINCE, "2019-12-31", "low"),
        (SINCE, "2027-01-01", "high"),
        (TELL, {"text": "a" * 4001, "quote": False}, "long"),
        (replace(TELL, required=True), {"text": "  ", "quote": False}, "missing"),
    ],
)
def test_an_answer_that_does_not_fit(question: Question, value: Any, reason: str) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        questions.check(question, value)
    assert wrong.value.reason == reason


@pytest.mark.parametrize(
    ("question", "value"),
    [(EASY, "yes"), (WHAT, []), (WHAT, None), (GRADE, 5), (TIMES, 0), (SINCE, "2020-01-01"), (TELL, None)],
)
def test_an_answer_that_fits(question: Question, value: Any) -> None:
    assert questions.check(question, value) is None


def keys(asked: tuple[Question, ...]) -> list[str]:
    return [one.key for one in asked]


def test_a_question_is_asked_only_after_its_answer() -> None:
    assert keys(questions.asked(OF, {})) == ["easy", "grade", "times", "since", "tell"]
    assert "what" in keys(questions.asked(OF, {"easy": "no"}))
    assert questions.next_open(OF, {"easy": "no"}) == WHAT
    assert questions.next_open(OF, {"easy": "yes"}) == GRADE
    assert questions.before(OF, {"easy": "yes"}, "grade") == EASY
    assert questions.before(OF, {"easy": "yes"}, "easy") is None


def test_an_answer_that_nobody_asks_for_any_more_is_forgotten() -> None:
    given = {"easy": "yes", "what": ["slow"], "times": 3}
    assert questions.pruned(OF, given) == {"easy": "yes", "times": 3}


def test_numbers_and_years_are_told_by_bands_fixed_beforehand() -> None:
    assert counting.bands(TIMES) == [(0, 4), (5, 9), (10, 14), (15, 19), (20, 20)]
    assert counting.cells(SINCE) == ("2020–2021", "2022–2023", "2024–2025", "2026–2026", "blank")
    assert "blank" not in counting.cells(TIMES)


def crowd(number: int) -> list[dict[str, Any]]:
    return [
        {
            "easy": ("yes", "no", "so")[place % 3],
            "what": ["slow"] if place % 2 else ["slow", "words"],
            "grade": None,
            "times": place % 20,
            "since": "2024-05-01",
            "tell": {"text": "Тайна" if place % 2 else "", "quote": True},
        }
        for place in range(number)
    ]


def test_the_tables_of_a_crowd() -> None:
    by_key = {table.key: dict(table.cells) for table in counting.tables(OF, crowd(60))}
    assert by_key["easy"] == {"yes": 20, "no": 20, "so": 20}
    assert by_key["what.slow"] == {"chosen": 40, "not_chosen": 0}
    assert by_key["what.words"] == {"chosen": 20, "not_chosen": 20}
    assert by_key["grade"] == {**{str(point): 0 for point in range(1, 6)}, "blank": 60}
    assert by_key["tell"] == {"answered": 30, "blank": 30}


def test_of_too_few_nothing_is_told_not_even_how_many() -> None:
    assert counting.document(OF, crowd(19))["people"] is None
    assert counting.document(OF, crowd(19))["tables"] == []
    assert counting.document(OF, crowd(20))["people"] == 20


def test_free_words_are_in_no_count() -> None:
    assert "Тайна" not in json.dumps(counting.document(OF, crowd(60)), ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Какая у вас национальность?", "origin"),
        ("Вы ходите в мечеть?", "religion"),
        ("За кого вы голосовали?", "politics"),
        ("Довольны ли вы интимной жизнью?", "intimate"),
        ("Ваш телефон?", "identity"),
    ],
)
def test_a_question_about_what_is_never_held_is_warned_of(text: str, kind: str) -> None:
    assert {found.kind for found in lint.warnings_of(replace(TELL, text=words(text)))} == {kind}


def test_choices_and_other_languages_are_looked_at_too() -> None:
    choice = Choice("a", Text(kk="Намаз оқимын", ru="Да", en="I pray"))
    assert {found.kind for found in lint.warnings_of(replace(EASY, choices=(choice, *EASY.choices)))} == {"religion"}


def test_a_plain_paper_is_not_warned_of() -> None:
    assert lint.warnings(OF) == ()


@settings(max_examples=100, deadline=None)
@given(name=st.text(min_size=1, max_size=12), lead=st.sampled_from(["=", "+", "-", "@", "\t", "\r", ""]))
def test_no_cell_of_a_file_begins_like_a_formula(name: str, lead: str) -> None:
    table = {"question": lead + name, "choice": lead, "people": 30, "cells": [{"cell": lead + name, "people": None}]}
    text = files.as_csv([(1, {"tables": [table]})])
    cells = [value for row in csv.reader(io.StringIO(text, newline="")) for value in row]
    assert [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_file_says_what_each_code_means_and_hides_what_the_page_hides() -> None:
    document = counting.document(OF, crowd(60))
    (said,) = json.loads(files.as_json([(1, OF, document, [("tell", "Спокойно")])]))["versions"]
    assert said["tables"] == document["tables"]
    assert [one["key"] for one in said["codebook"]] == [one.key for one in PAPER]
    assert said["words"] == [{"question": "tell", "text": "Спокойно"}]
    rows = list(csv.DictReader(io.StringIO(files.as_csv([(1, document)]))))
    hidden = [cell for table in document["tables"] for cell in table["cells"] if cell["people"] is None]
    assert len([row for row in rows if row["people"] == ""]) == len(hidden) > 0
