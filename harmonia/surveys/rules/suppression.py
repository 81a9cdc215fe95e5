"""Counts of which none tells of few people. Pure.

A table's cells add up to a number that is known, so a single hidden cell would be found by subtraction. All cells below
the threshold are hidden, zeros too, and with them the least of the others, so that what is known is their sum only. Is
the sum such that a hidden count could be guessed closely, by somebody who knows this very procedure, the whole table is
hidden: whether it is follows from numbers that are shown, so that it tells nothing by itself. A test tries all small
tables with such an attacker.

A question that is asked after certain answers has as many answers as these answers have people: if one of them is
hidden, the whole table of the question is, or its total would give the hidden one away.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """`key`: of the question, and of the one choice where several may be chosen. `after`: the cells of another table
    whose people were asked."""

    key: str
    cells: tuple[tuple[str, int], ...]
    after: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Shown:
    """A count of None is hidden. `people`: how many the cells add up to; None: nothing of the table may be told."""

    key: str
    people: int | None
    cells: tuple[tuple[str, int | None], ...]


def hidden(counts: Sequence[int], *, smallest: int, doubt: int) -> frozenset[int]:
    """The places of the cells to hide; `doubt`: how many values must stay possible for each hidden small one."""
    order = sorted(range(len(counts)), key=lambda place: (counts[place], place))
    small = [place for place in order if counts[place] < smallest]
    if not small:
        return frozenset()
    others = order[len(small) :]
    if len(others) > 1 and _enough(counts, small, others, smallest=smallest, doubt=doubt):
        return frozenset([*small, others[0]])
    return frozenset(order)


def _enough(counts: Sequence[int], small: list[int], others: list[int], *, smallest: int, doubt: int) -> bool:
    """The small ones and the least of the others are known by their sum, and that the latter lies below the next."""
    cover, next_one = counts[others[0]], counts[others[1]]
    total = sum(counts[place] for place in small) + cover
    least = max(0, total - next_one - (len(small) - 1) * (smallest - 1))
    most = min(smallest - 1, total - smallest)
    return cover < next_one and most - least + 1 >= doubt


def protected(tables: Sequence[Table], *, smallest: int, doubt: int) -> tuple[Shown, ...]:
    """In the order of the paper, so that a table comes after the one that it follows."""
    done: dict[str, Shown] = {}
    for table in tables:
        told = _told(table.after, done)
        done[table.key] = _shown(table, smallest, doubt) if told else _withheld(table)
    return tuple(done.values())


def _told(after: tuple[str, tuple[str, ...]] | None, done: dict[str, Shown]) -> bool:
    """Whether how many were asked is shown already."""
    if after is None:
        return True
    counts = dict(done[after[0]].cells)
    return all(counts[key] is not None for key in after[1])


def _shown(table: Table, smallest: int, doubt: int) -> Shown:
    places = hidden([count for _, count in table.cells], smallest=smallest, doubt=doubt)
    cells = tuple((key, None if place in places else count) for place, (key, count) in enumerate(table.cells))
    return Shown(table.key, sum(count for _, count in table.cells), cells)


def _withheld(table: Table) -> Shown:
    return Shown(table.key, None, tuple((key, None) for key, _ in table.cells))
