"""Periods of practice: what they add up to when no day counts twice, and what in them cannot be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
YOUNGEST_AT_WORK = 16
YOUNGEST_STUDENT = 14


@dataclass(frozen=True, slots=True)
class Period:
    """`ends_on` is the last day of work; None while it goes on."""

    starts_on: date
    ends_on: date | None = None

    def after(self, on: date) -> date:
        """The day after the last one that counts on `on`."""
        return min(self.ends_on + DAY, on) if self.ends_on else on


def days_worked(periods: Iterable[Period], *, on: date) -> int:
    """Each day once, however many periods it lies in."""
    total, reached = 0, date.min
    for period in sorted(periods, key=lambda one: one.starts_on):
        begins, ends = max(period.starts_on, reached), period.after(on)
        if ends > begins:
            total += (ends - begins).days
            reached = ends
    return total


def practises_since(periods: Iterable[Period], *, on: date) -> date:
    """The day from which practice without a gap would be as long as theirs together."""
    return on - timedelta(days=days_worked(periods, on=on))


def anniversary(day: date, years: int) -> date:
    """The same day that many years later; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def contradiction(
    period: Period, *, born_on: date | None, studied_from: int | None, on: date
) -> tuple[str, str] | None:
    """(which date, why it cannot be): a key of the words that the form says. None: it can."""
    starts, ends = period.starts_on, period.ends_on
    found = {
        ("starts_on", "ahead"): starts > on,
        ("ends_on", "ahead"): ends is not None and ends > on,
        ("ends_on", "before_start"): ends is not None and ends < starts,
        ("starts_on", "too_young"): born_on is not None and starts < anniversary(born_on, YOUNGEST_AT_WORK),
        ("starts_on", "before_studies"): studied_from is not None and starts.year < studied_from,
    }
    return next((place for place, wrong in found.items() if wrong), None)


def study_contradiction(
    year_from: int, year_to: int | None, *, born_on: date | None, on: date
) -> tuple[str, str] | None:
    found = {
        ("year_from", "ahead"): year_from > on.year,
        ("year_to", "ahead"): year_to is not None and year_to > on.year,
        ("year_to", "before_start"): year_to is not None and year_to < year_from,
        ("year_from", "too_young"): born_on is not None and year_from < born_on.year + YOUNGEST_STUDENT,
    }
    return next((place for place, wrong in found.items() if wrong), None)


def birth_contradiction(born_on: date, *, adult_at: int, studied_from: int | None, on: date) -> str | None:
    found = {
        "ahead": born_on > on,
        "too_old": born_on.year < on.year - 110,
        "not_adult": anniversary(born_on, adult_at) > on,
        "too_young": studied_from is not None and studied_from < born_on.year + YOUNGEST_STUDENT,
    }
    return next((key for key, wrong in found.items() if wrong), None)
