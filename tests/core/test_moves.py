from types import SimpleNamespace

import pytest

from harmonia.core.money import tenge
from harmonia.core.moves import WrongState, move

MOVES = {"held": frozenset({"booked"}), "booked": frozenset()}


def test_a_move_of_the_table_is_made() -> None:
    thing = SimpleNamespace(pk=1, state="held")
    move(thing, to="booked", moves=MOVES)
    assert thing.state == "booked"


def test_any_other_move_is_refused_and_changes_nothing() -> None:
    thing = SimpleNamespace(pk=1, state="booked")
    with pytest.raises(WrongState):
        move(thing, to="held", moves=MOVES)
    assert thing.state == "booked"


def test_tenge_are_written_with_narrow_spaces() -> None:
    assert tenge(1234567) == "1\u202f234\u202f567\u202f₸"
    assert tenge(0) == "0\u202f₸"
