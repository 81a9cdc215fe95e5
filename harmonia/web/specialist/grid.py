"""The week as a table of half hours: what is worked, what is free, what is taken, by the clock of the plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from harmonia.booking.rules.slots import Hours

STEP = 30
FIRST, LAST = 8 * 60, 20 * 60  # shown in any case
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Taken:
    """Minutes of a day that something stands in: a meeting, or (without one) a time busy elsewhere."""

    day: date
    starts: int
    ends: int
    meeting: Any = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One half hour of a day, or as many as what stands there covers."""

    day: date
    minute: int
    state: str  # off, free, busy, booked
    rows: int = 1
    meetings: tuple[Any, ...] = ()

    @property
    def clock(self) -> str:
        return clock(self.minute)

    @property
    def until(self) -> str:
        return clock(self.minute + self.rows * STEP)


@dataclass(frozen=True, slots=True)
class Row:
    clock: str
    on_the_hour: bool
    cells: tuple[Cell, ...]


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def taken(zone: str, starts_at: datetime, ends_at: datetime, meeting: Any = None) -> Iterator[Taken]:
    """The minutes that it covers on each day that it touches, by the wall clock."""
    clock_of = ZoneInfo(zone)
    starts, ends = starts_at.astimezone(clock_of), ends_at.astimezone(clock_of)
    day = starts.date()
    while day <= ends.date():
        first = starts.hour * 60 + starts.minute if day == starts.date() else 0
        last = ends.hour * 60 + ends.minute if day == ends.date() else DAY
        if first < last:
            yield Taken(day, first, last, meeting)
        day += timedelta(days=1)


def rows(hours: Mapping[date, tuple[Hours, ...]], things: Iterable[Taken]) -> list[Row]:
    """`hours`: of every day shown, in order."""
    by_day: dict[date, list[Taken]] = {day: [] for day in hours}
    for thing in things:
        if thing.day in by_day:
            by_day[thing.day].append(thing)
    first, last = _bounds(hours, by_day)
    columns = [{cell.minute: cell for cell in _column(day, hours[day], by_day[day], first, last)} for day in hours]
    return [
        Row(clock(minute), minute % 60 == 0, tuple(column[minute] for column in columns if minute in column))
        for minute in range(first, last, STEP)
    ]


def _bounds(hours: Mapping[date, tuple[Hours, ...]], by_day: Mapping[date, list[Taken]]) -> tuple[int, int]:
    of_meetings = [thing for things in by_day.values() for thing in things if thing.meeting]
    worked = [one for those in hours.values() for one in those]
    first = min([FIRST, *(one.starts for one in worked), *(one.starts for one in of_meetings)])
    last = max([LAST, *(one.ends for one in worked), *(one.ends for one in of_meetings)])
    return first // 60 * 60, min(-(-last // 60) * 60, DAY)


def _column(day: date, hours: tuple[Hours, ...], things: list[Taken], first: int, last: int) -> Iterator[Cell]:
    minute = first
    while minute < last:
        cell = _cell(day, minute, hours, things, last)
        yield cell
        minute += cell.rows * STEP


def _cell(day: date, minute: int, hours: tuple[Hours, ...], things: list[Taken], last: int) -> Cell:
    until = minute + STEP
    met = [thing for thing in things if thing.meeting and _touches(thing, minute, until)]
    while met and until < max(thing.ends for thing in met):
        until += STEP
        met = [thing for thing in things if thing.meeting and _touches(thing, minute, until)]
    if met:
        meetings = tuple(thing.meeting for thing in sorted(met, key=lambda thing: thing.starts))
        return Cell(day, minute, "booked", (min(until, last) - minute) // STEP, meetings)
    if any(_touches(thing, minute, until) for thing in things):
        return Cell(day, minute, "busy")
    return Cell(day, minute, "free" if any(_touches(one, minute, until) for one in hours) else "off")


def _touches(one: Taken | Hours, starts: int, ends: int) -> bool:
    return one.starts < ends and starts < one.ends
