"""From weekly plans to free times.

An instant is working time when the specialist's own wall clock shows a time within his plan of that date. So an hour
that the clock skips is not worked, and an hour that it shows twice is worked twice. Zone arithmetic is done by pieces
of constant offset: between two changes of the clock wall time and UTC differ by one number.

A session begins on the plan's grid (its beginning plus a multiple of the step, by the wall clock) and lies wholly
within one stretch of working time; the pause after it need not. Time is offered where the ordinary session has room;
how much more room there is tells which longer ones may begin there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SAMPLE = timedelta(hours=3)  # no zone has ever changed its clock twice within three hours


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a day by the wall clock, in minutes after midnight; `ends` up to 1440."""

    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How sessions are cut out of working time."""

    zone: str
    session: timedelta
    buffer: timedelta
    step: timedelta
    longest: timedelta = timedelta(0)  # of the sessions of other lengths; more room is not told apart

    @property
    def most(self) -> timedelta:
        return max(self.session, self.longest)


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """A session may begin at that moment, and last so long before the working time ends or a pause must begin."""

    at: datetime
    room: timedelta

    @property
    def room_minutes(self) -> int:
        return self.room // MINUTE


@dataclass(frozen=True, slots=True)
class Stretch:
    """UTC from `starts` to `ends`, all of it under one offset."""

    starts: datetime
    ends: datetime
    offset: timedelta


Week = Mapping[int, tuple[Hours, ...]]
Exceptions = Mapping[date, tuple[Hours, ...]]


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to and with `last` another week stands in the place of the ordinary one."""

    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is worked on which day. What stands nearest to the day wins: its own hours, then rest on a holiday, then
    the week of a period, then the ordinary week."""

    week: Week
    exceptions: Exceptions = field(default_factory=dict)
    periods: tuple[Period, ...] = ()
    holidays: frozenset[date] = frozenset()

    def hours(self, day: date) -> tuple[Hours, ...]:
        if day in self.exceptions:
            return self.exceptions[day]
        if day in self.holidays:
            return ()
        week = next((one.week for one in self.periods if one.first <= day <= one.last), self.week)
        return week.get(day.weekday(), ())


Busy = Iterable[tuple[datetime, datetime]]


def stretches(zone: str, since: datetime, until: datetime) -> Iterator[Stretch]:
    """Cut [since, until) where the zone's offset changes."""
    clock = ZoneInfo(zone)
    begin, offset, at = since, _offset(clock, since), since
    while at < until:
        later = min(at + SAMPLE, until)
        if (changed := _offset(clock, later)) != offset:
            change = _change(clock, at, later)
            if change > begin:
                yield Stretch(begin, change, offset)
            begin, offset = change, changed
        at = later
    yield Stretch(begin, until, offset)


def _offset(clock: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(clock).utcoffset()
    assert offset is not None  # noqa: S101  an aware datetime has an offset
    return offset


def _change(clock: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset becomes another, somewhere in (before, after]."""
    offset, low, high = _offset(clock, before), 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(clock, before + timedelta(seconds=middle)) == offset:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def offered(terms: Terms, pattern: Pattern, since: datetime, until: datetime) -> tuple[Start, ...]:
    """All starts in [since, until) that the plan offers, in UTC, ascending; what is booked is not yet taken out."""
    around = list(stretches(terms.zone, since - 2 * DAY, until + 2 * DAY))
    days = _days(around[0].starts + around[0].offset, around[-1].ends + around[-1].offset)
    found = {
        start
        for day in days
        for hours in pattern.hours(day)
        for start in _starts_in(day, hours, terms, around)
        if since <= start.at < until
    }
    return tuple(sorted(found))


def _days(first: datetime, last: datetime) -> Iterator[date]:
    day = first.date()
    while day <= last.date():
        yield day
        day += DAY


def _starts_in(day: date, hours: Hours, terms: Terms, around: list[Stretch]) -> Iterator[Start]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    opens, closes = midnight + hours.starts * MINUTE, midnight + hours.ends * MINUTE  # the wall clock, written as UTC
    for worked in _joined(_pieces(opens, closes, around)):
        for piece in worked:
            for wall in _grid(opens, terms.step, piece):
                start = wall - piece.offset
                room = min(worked[-1].ends - start, terms.most)
                if room >= terms.session:
                    yield Start(start, room)


def _pieces(opens: datetime, closes: datetime, around: list[Stretch]) -> Iterator[Stretch]:
    """The parts of real time at which the wall clock shows [opens, closes)."""
    for stretch in around:
        starts = max(stretch.starts, opens - stretch.offset)
        ends = min(stretch.ends, closes - stretch.offset)
        if starts < ends:
            yield Stretch(starts, ends, stretch.offset)


def _joined(pieces: Iterator[Stretch]) -> Iterator[list[Stretch]]:
    """Pieces that follow each other without a break, together."""
    together: list[Stretch] = []
    for piece in pieces:
        if together and together[-1].ends != piece.starts:
            yield together
            together = []
        together.append(piece)
    if together:
        yield together


def _grid(opens: datetime, step: timedelta, piece: Stretch) -> Iterator[datetime]:
    """Wall times on the grid within a piece."""
    first = piece.starts + piece.offset
    wall = opens + -(-(first - opens) // step) * step
    while wall < piece.ends + piece.offset:
        yield wall
        wall += step


def free(starts: Iterable[Start], busy: Busy, terms: Terms) -> tuple[Start, ...]:
    """Those starts whose ordinary session and pause meet nothing busy, with the room that is left before what is;
    `busy` holds half-open ranges with their own pauses."""
    taken = sorted(busy)
    left = (Start(start.at, min([start.room, *_rooms_before(start.at, taken, terms)])) for start in starts)
    return tuple(start for start in left if start.room >= terms.session)


def _rooms_before(at: datetime, taken: Iterable[tuple[datetime, datetime]], terms: Terms) -> Iterator[timedelta]:
    """Until the pause before each busy range that is not over at that moment."""
    return (begin - terms.buffer - at for begin, end in taken if at < end)
