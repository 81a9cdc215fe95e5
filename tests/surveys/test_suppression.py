"""What is hidden stays hidden: from subtraction, and from somebody who knows the very procedure."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmonia.surveys.rules import suppression
from harmonia.surveys.rules.suppression import Shown, Table, hidden, protected

View = tuple[int | None, ...]
SIZES = [(3, 2, 3), (3, 2, 4), (4, 3, 2), (4, 3, 4), (5, 3, 3)]


def view(counts: Sequence[int], places: frozenset[int]) -> View:
    return tuple(None if place in places else count for place, count in enumerate(counts))


def narrowest(smallest: int, doubt: int, cells: int, people: int) -> int:
    """The attacker knows the number of people and the procedure, and tries every table: to how few possible values can
    he narrow a hidden count down?"""
    behind: dict[View, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(people + 1), repeat=cells):
        if sum(counts) == people:
            behind[view(counts, hidden(counts, smallest=smallest, doubt=doubt))].append(counts)
    return min(
        (
            len({counts[place] for counts in tables})
            for shown, tables in behind.items()
            for place in range(cells)
            if shown[place] is None
        ),
        default=people,
    )


@pytest.mark.parametrize(("smallest", "doubt", "cells"), SIZES)
def test_who_knows_the_procedure_and_tries_everything_finds_no_hidden_count(
    smallest: int, doubt: int, cells: int
) -> None:
    for people in range(2 * smallest, 16):
        assert narrowest(smallest, doubt, cells, people) >= doubt, people


def test_hiding_only_the_small_ones_is_found_by_the_same_attack(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(counts: Sequence[int], *, smallest: int, doubt: int) -> frozenset[int]:
        return frozenset(place for place, count in enumerate(counts) if count < smallest)

    monkeypatch.setitem(globals(), "hidden", careless)
    assert narrowest(3, 2, 3, 12) == 1


def test_taking_the_next_one_without_looking_is_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "_enough", lambda *arguments, **options: True)
    assert narrowest(4, 3, 4, 12) == 1


@settings(max_examples=300, deadline=None)
@given(
    counts=st.lists(st.integers(0, 200), min_size=2, max_size=12),
    smallest=st.integers(2, 20),
    doubt=st.integers(2, 6),
)
def test_nothing_small_is_shown_and_nothing_is_hidden_alone(counts: list[int], smallest: int, doubt: int) -> None:
    places = hidden(counts, smallest=smallest, doubt=doubt)
    assert all(count is None or count >= smallest for count in view(counts, places))
    assert len(places) != 1
    assert places or min(counts) >= smallest


def test_large_counts_are_shown() -> None:
    assert hidden([40, 30, 20], smallest=10, doubt=5) == frozenset()
    assert hidden([4, 16, 30, 50], smallest=10, doubt=5) == {0, 1}


def test_everybody_saying_the_same_is_told_of_nobody() -> None:
    assert hidden([60, 0, 0], smallest=10, doubt=5) == {0, 1, 2}


def test_a_question_that_follows_a_hidden_answer_gives_it_not_away() -> None:
    """Three said no, and three were asked why: the total of the second table would say so."""
    first = Table("easy", (("yes", 60), ("so", 40), ("no", 3)))
    after_no = Table("why", (("a", 3), ("b", 0)), after=("easy", ("no",)))
    after_yes = Table("since", (("long", 35), ("short", 25)), after=("easy", ("yes",)))
    shown = {one.key: one for one in protected([first, after_no, after_yes], smallest=10, doubt=5)}
    assert dict(shown["easy"].cells) == {"yes": 60, "so": None, "no": None}
    assert shown["why"] == Shown("why", None, (("a", None), ("b", None)))
    assert shown["since"] == Shown("since", 60, (("long", 35), ("short", 25)))


@settings(max_examples=200, deadline=None)
@given(
    first=st.lists(st.integers(0, 60), min_size=2, max_size=5),
    share=st.floats(0, 1),
    triggers=st.integers(1, 3),
)
def test_the_total_of_a_following_question_is_never_news(first: list[int], share: float, triggers: int) -> None:
    keys = [str(place) for place in range(len(first))]
    wanted = tuple(keys[:triggers])
    asked = sum(first[: len(wanted)])
    some = round(asked * share)
    tables = [
        Table("q", tuple(zip(keys, first, strict=True))),
        Table("next", (("a", some), ("b", asked - some)), after=("q", wanted)),
    ]
    before, after = protected(tables, smallest=10, doubt=5)
    known = [dict(before.cells)[key] for key in wanted]
    assert (after.people is not None) == all(count is not None for count in known)
    assert after.people is None or after.people == sum(count or 0 for count in known)
