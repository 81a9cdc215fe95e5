"""Every state has its row in MOVES, and every move leads to a state."""

from enum import StrEnum
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "harmonia"
MODULES = [import_module(f"harmonia.{path.parent.name}.states") for path in sorted(PACKAGE.glob("*/states.py"))]
TABLES = [
    pytest.param(module, name, id=f"{module.__name__}.{name}")
    for module in MODULES
    for name in dir(module)
    if name.endswith("MOVES")
]


def gaps(moves: dict[str, frozenset[str]]) -> set[str]:
    """States that are reached but have no row of their own."""
    return set(chain.from_iterable(moves.values())) - set(moves)


@pytest.mark.parametrize(("module", "name"), TABLES)
def test_every_state_has_its_row(module: ModuleType, name: str) -> None:
    moves = getattr(module, name)
    assert gaps(moves) == set()
    kinds = {type(state) for state in moves}
    assert len(kinds) == 1
    kind = kinds.pop()
    if issubclass(kind, StrEnum):
        assert set(moves) == set(kind)


def test_there_are_tables() -> None:
    assert len(TABLES) >= 4


def test_a_missing_row_is_found() -> None:
    assert gaps({"held": frozenset({"booked"})}) == {"booked"}
