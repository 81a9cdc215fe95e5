"""Availability by bits: half hours from an origin, 28 days, so that a window is one mask and one `&`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = timedelta(minutes=30)
DAYS = 28
BITS = DAYS * 48


@dataclass(frozen=True, slots=True)
class Window:
    """Wall times that suit a person: hours of the day in his zone, on these weekdays, on days from `first` on."""

    zone: str
    first: date
    days: int
    starts: time = time(0)
    ends: time | None = None  # None: midnight
    weekdays: frozenset[int] = frozenset(range(7))


def origin_of(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def origin_on(at: datetime) -> date:
    """The day from which a row written at that moment counts."""
    return at.astimezone(UTC).date()


def ranges(window: Window) -> list[tuple[datetime, datetime]]:
    """The window's instants in UTC, day by day."""
    zone = ZoneInfo(window.zone)
    days = (window.first + timedelta(days=number) for number in range(window.days))
    return [_on(day, window, zone) for day in days if day.weekday() in window.weekdays]


def _on(day: date, window: Window, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = datetime.combine(day, window.ends, tzinfo=zone) if window.ends else _midnight_after(day, zone)
    return datetime.combine(day, window.starts, tzinfo=zone).astimezone(UTC), last.astimezone(UTC)


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)


def mask(origin: date, instants: Iterable[tuple[datetime, datetime]], *, not_before: datetime) -> str:
    """'1' for each half hour that one of the ranges touches and that is not over at `not_before`."""
    begin = origin_of(origin)
    bits = bytearray(b"0" * BITS)
    for starts, ends in instants:
        first = max(0, (max(starts, not_before) - begin) // HALF_HOUR)
        last = min(BITS, -(-(ends - begin) // HALF_HOUR))
        if first < last:
            bits[first:last] = b"1" * (last - first)
    return bits.decode()


def half_hour(origin: date, at: datetime) -> int:
    return (at - origin_of(origin)) // HALF_HOUR
