"""States change only along a context's MOVES table."""

from collections.abc import Mapping
from typing import Any


class WrongState(Exception):
    """The thing is not in a state that allows this."""


def move(thing: Any, *, to: str, moves: Mapping[str, frozenset[str]]) -> None:
    """The only writer of `.state`; the caller saves. `moves` maps each state to those that may follow."""
    if to not in moves[thing.state]:
        raise WrongState(f"{type(thing).__name__} {thing.pk}: {thing.state} -> {to}")
    thing.state = to
