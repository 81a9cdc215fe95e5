"""The law's days against a plain oracle that knows each day off by heart."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harmonia.core import working_days
from harmonia.policy import DAYS_CORRECTED, CorrectedDay

ALMATY = ZoneInfo("Asia/Almaty")

# Copied by hand from the government's calendars, not from the package that the code asks.
OFF = {
    2023: "1-2 1-3 3-8 3-21 3-22 3-23 5-1 5-8 5-9 6-28 7-6 7-7 8-30 10-25 12-18",
    2024: "1-1 1-2 3-8 3-21 3-22 3-25 5-1 5-7 5-8 5-9 7-8 8-30 10-25 12-16",
    2025: "1-1 1-2 1-3 1-7 3-10 3-21 3-24 3-25 5-1 5-7 5-9 6-6 7-7 9-1 10-27 12-16",
    2026: "1-1 1-2 1-7 3-9 3-23 3-24 3-25 5-1 5-7 5-11 5-27 7-6 10-26 12-16",
}
DAYS_OFF = {
    date(year, int(month), int(day))
    for year, days in OFF.items()
    for month, _, day in (entry.partition("-") for entry in days.split())
}
WORKED_WEEKENDS = {date(2023, 7, 1), date(2024, 5, 4), date(2025, 1, 5)}


def worked(day: date) -> bool:
    return day in WORKED_WEEKENDS or (day.weekday() < 5 and day not in DAYS_OFF)


def oracle(start: datetime, amount: int) -> date:
    """A clerk with a calendar on the wall: crosses out one day after the other."""
    day = start.astimezone(ALMATY).date()
    while amount:
        day += timedelta(days=1)
        amount -= worked(day)
    return day


FIRST, LAST = datetime(2023, 1, 1), datetime(2026, 11, 1)  # noqa: DTZ001  Hypothesis adds the zone itself
starts = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@settings(max_examples=200, deadline=None)
@given(start=starts, amount=st.integers(1, 30))
@example(start=datetime(2024, 12, 31, 18, 59, tzinfo=UTC), amount=3)
@example(start=datetime(2025, 3, 20, 4, 0, tzinfo=UTC), amount=1)
@example(start=datetime(2024, 2, 29, 17, 59, tzinfo=UTC), amount=1)
@example(start=datetime(2024, 2, 29, 18, 30, tzinfo=UTC), amount=1)
@example(start=datetime(2023, 6, 30, 12, 0, tzinfo=UTC), amount=1)
def test_a_term_ends_when_the_clerk_says(start: datetime, amount: int) -> None:
    due = working_days.deadline(start, amount=amount, unit="working_days")

    assert due.astimezone(ALMATY).date() == oracle(start, amount)
    assert (due + timedelta(microseconds=1)).astimezone(ALMATY).date() == oracle(start, amount) + timedelta(days=1)
    assert working_days.working_days_between(start, due) == amount
    assert working_days.working_days_between(due, start) == -amount


@settings(max_examples=100, deadline=None)
@given(start=starts, amount=st.integers(1, 30))
def test_a_longer_term_ends_later_and_calendar_days_are_never_longer(start: datetime, amount: int) -> None:
    due = working_days.deadline(start, amount=amount, unit="working_days")

    assert start < due < working_days.deadline(start, amount=amount + 1, unit="working_days")
    assert working_days.deadline(start, amount=amount, unit="calendar_days") <= due


@pytest.mark.parametrize("day", sorted({date(2023, 1, 1) + timedelta(days=number) for number in range(1400)}))
def test_each_day_is_worked_or_not_as_on_the_wall(day: date) -> None:
    assert working_days.is_working_day(day) == worked(day)


@pytest.mark.parametrize(
    ("start", "amount", "ends_on"),
    [
        (datetime(2024, 12, 31, 9, 0, tzinfo=ALMATY), 1, date(2025, 1, 5)),  # a worked Sunday for Friday the 3rd
        (datetime(2024, 12, 31, 9, 0, tzinfo=ALMATY), 3, date(2025, 1, 8)),  # Christmas on Tuesday is off
        (datetime(2026, 3, 20, 23, 59, tzinfo=ALMATY), 1, date(2026, 3, 26)),  # Nauryz with its moved days
        (datetime(2026, 11, 20, 10, 0, tzinfo=ALMATY), 1, date(2026, 11, 23)),  # Friday to Monday
    ],
)
def test_across_new_year_and_nauryz(start: datetime, amount: int, ends_on: date) -> None:
    assert working_days.deadline(start, amount=amount, unit="working_days").astimezone(ALMATY).date() == ends_on


def test_the_day_that_had_two_hours_before_midnight_ends_with_the_second() -> None:
    due = working_days.deadline(datetime(2024, 2, 28, 6, 0, tzinfo=UTC), amount=1, unit="working_days")

    assert due == datetime(2024, 2, 29, 18, 59, 59, 999999, tzinfo=UTC)
    assert due != datetime(2024, 2, 29, 17, 59, 59, 999999, tzinfo=UTC)  # what fixed +06:00 would have said


def test_a_calendar_term_does_not_wait_for_monday() -> None:
    friday = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)

    assert working_days.last_day(working_days.day_of(friday), amount=2, unit="calendar_days") == date(2026, 11, 22)


def test_an_order_of_the_government_counts_as_soon_as_it_is_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    tuesday = date(2026, 11, 24)
    assert working_days.is_working_day(tuesday)

    monkeypatch.setitem(DAYS_CORRECTED, tuesday, CorrectedDay(on=tuesday, worked=False, source="an order"))

    assert not working_days.is_working_day(tuesday)


def test_a_term_of_no_days_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="0 days"):
        working_days.last_day(date(2026, 11, 20), amount=0, unit="working_days")
