"""Free times as a page shows them: days of the person's own calendar, clocks of his own zone.

The list of a month is the hottest part of the service and says nothing of the person who looks: it depends on the free
times, the zone and the language alone. So it is drawn once for each of these and kept.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from harmonia.core import moments

MONTH = timedelta(days=28)
KEPT_LISTS = 512  # of about 40 kB each


@dataclass(frozen=True, slots=True)
class Time:
    """`second` of the epoch names the moment in the form: no zone can be mistaken in it. Text, for the page."""

    second: str
    clock: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Day:
    key: str  # 2026-11-24
    title: str
    times: tuple[Time, ...]
    is_open: bool


def drawn(seconds: list[int], *, chosen: int | None = None) -> SafeString:
    """The list as HTML, in the zone and language of the page; empty when there are no times."""
    zone, language = timezone.get_current_timezone(), get_language() or "ru"
    return _drawn(tuple(seconds), zone, language, timezone.localdate().year, chosen) if seconds else SafeString()


@lru_cache(maxsize=KEPT_LISTS)
def _drawn(seconds: tuple[int, ...], zone: tzinfo, language: str, year: int, chosen: int | None) -> SafeString:
    """Language and year are part of the key because the names of days depend on them."""
    return render_to_string("client/_days.html", {"days": _days(seconds, zone, chosen, 2)})


def days(seconds: list[int], *, opened: int) -> list[Day]:
    """The first so many days unfolded."""
    return _days(tuple(seconds), timezone.get_current_timezone(), None, opened)


def _days(seconds: tuple[int, ...], zone: tzinfo, chosen: int | None, opened: int) -> list[Day]:
    found = []
    local = [(datetime.fromtimestamp(second, zone), second) for second in seconds]
    for number, (day, group) in enumerate(groupby(local, key=_local_day)):
        times = tuple(Time(str(second), f"{at:%H:%M}", second == chosen) for at, second in group)
        is_open = any(time.is_chosen for time in times) if chosen else number < opened
        found.append(Day(day.isoformat(), moments.day(moment(int(times[0].second)), zone), times, is_open))
    return found


def _local_day(at: tuple[datetime, int]) -> date:
    return at[0].date()


def moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def chosen_second(text: str) -> int | None:
    """The moment that a link proposed (ISO 8601), if it is one."""
    try:
        proposed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(proposed.timestamp()) if proposed.tzinfo else None
