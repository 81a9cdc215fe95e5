"""The law's days: Kazakhstan's working week with its holidays and transferred days off, in Almaty's time.

The day of receipt does not count. A term ends with the last moment of its last day; the day itself is found by date,
never by adding hours, because Almaty's clock was set back on 2024-03-01.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays

from harmonia.policy import DAYS_CORRECTED, ClockUnit

ZONE = ZoneInfo("Asia/Almaty")
DAY = timedelta(days=1)
SATURDAY = 5


def day_of(moment: datetime) -> date:
    """The date in Almaty at that moment."""
    return moment.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """The last moment of the day. The hour before midnight came twice on 2024-02-29: the second one ends the day."""
    return datetime.combine(day + DAY, time.min, ZONE).astimezone(UTC) - timedelta(microseconds=1)


@cache
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KZ", years=year))


@cache
def _worked_weekends(year: int) -> frozenset[date]:
    """Saturdays and Sundays worked instead of a transferred day off, which may stand in a neighbouring year."""
    return frozenset(holidays.country_holidays("KZ", years=(year - 1, year, year + 1)).weekend_workdays)


def is_working_day(day: date) -> bool:
    if day in DAYS_CORRECTED:
        return DAYS_CORRECTED[day].worked
    if day in _worked_weekends(day.year):
        return True
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def is_holiday(day: date) -> bool:
    """A public holiday, or a day off transferred because of one; an ordinary Sunday is none."""
    if day in DAYS_CORRECTED:
        return not DAYS_CORRECTED[day].worked
    return day in _days_off(day.year)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += DAY
        yield day


def last_day(start: date, *, amount: int, unit: ClockUnit) -> date:
    """The day with which a term of `amount` days ends. Calendar days are not moved past a day off: the stricter way."""
    if amount < 1:
        raise ValueError(f"a term of {amount} days")
    if unit == "calendar_days":
        return start + amount * DAY
    worked = (day for day in _days_after(start) if is_working_day(day))
    return next(islice(worked, amount - 1, None))


def deadline(start: datetime, *, amount: int, unit: ClockUnit) -> datetime:
    """The last moment of the term that began at `start`."""
    return end_of(last_day(day_of(start), amount=amount, unit=unit))


def working_days_between(start: datetime, end: datetime) -> int:
    """Working days after the day of `start`, up to and with the day of `end`; below zero when `end` is earlier."""
    first, last = day_of(start), day_of(end)
    if last < first:
        return -working_days_between(end, start)
    return sum(is_working_day(first + number * DAY) for number in range(1, (last - first).days + 1))
