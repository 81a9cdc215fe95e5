"""Free times as a page shows them: days of the person's own calendar, clocks of his own zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from django.utils.translation import get_language

from harmonia.core import moments

MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Time:
    """`second` of the epoch names the moment in the form: no zone can be mistaken in it."""

    second: int
    clock: str


@dataclass(frozen=True, slots=True)
class Day:
    key: str  # 2026-11-24
    title: str
    times: tuple[Time, ...]
    is_open: bool


def days(seconds: Iterable[int], *, chosen: int | None = None, opened: int = 2) -> list[Day]:
    """The first days are unfolded, and the one with the chosen time."""
    zone = timezone.get_current_timezone()
    local = (datetime.fromtimestamp(second, zone) for second in seconds)
    found = []
    for number, (day, moments_of_day) in enumerate(groupby(local, key=datetime.date)):
        times = tuple(Time(int(one.timestamp()), one.strftime("%H:%M")) for one in moments_of_day)
        is_open = any(time.second == chosen for time in times) if chosen else number < opened
        title = _title(times[0].second, zone, get_language() or "ru", timezone.localdate().year)
        found.append(Day(day.isoformat(), title, times, is_open))
    return found


@lru_cache(maxsize=4096)
def _title(second: int, zone: tzinfo, language: str, year: int) -> str:
    """The name of the day of that moment; the language and the year it depends on are part of the key."""
    return moments.day(datetime.fromtimestamp(second, UTC), zone)


def moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def chosen_second(text: str) -> int | None:
    """The moment that a link proposed (ISO 8601), if it is one."""
    try:
        proposed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(proposed.timestamp()) if proposed.tzinfo else None
