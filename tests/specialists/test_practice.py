"""Dates of an application: they add up without counting a day twice, and those that cannot be are named."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from harmonia import policy
from harmonia.specialists import rules
from harmonia.specialists.rules import Period, days_worked, practises_since

TODAY = date(2026, 11, 23)
BORN_ON = date(1985, 4, 12)
days = some.dates(date(2024, 1, 1), date(2027, 6, 1))
periods = some.lists(
    some.builds(
        lambda start, length, open_: Period(start, None if open_ else start + timedelta(length)),
        days, some.integers(0, 500), some.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(periods)
def test_each_day_counts_once_however_many_periods_hold_it(found: list[Period]) -> None:
    worked = {
        one.starts_on + timedelta(number)
        for one in found
        for number in range(max(0, (one.after(TODAY) - one.starts_on).days))
    }
    assert days_worked(found, on=TODAY) == len(worked)


def test_overlapping_periods_are_no_longer_than_their_union() -> None:
    two = [Period(date(2019, 1, 1), date(2021, 12, 31)), Period(date(2020, 1, 1), date(2022, 12, 31))]
    assert days_worked(two, on=TODAY) == (date(2023, 1, 1) - date(2019, 1, 1)).days


@pytest.mark.parametrize(("start", "years"), [(date(2021, 11, 23), 5), (date(2021, 11, 24), 4)])
def test_five_years_are_full_on_their_day(start: date, years: int) -> None:
    since = practises_since([Period(start)], on=TODAY)
    assert (since, rules.years_of_practice(since, TODAY)) == (start, years)


@pytest.mark.parametrize(
    ("period", "why"),
    [
        (Period(date(2015, 1, 1), date(2018, 1, 1)), None),
        (Period(date(2026, 11, 24)), ("starts_on", "ahead")),
        (Period(date(2020, 1, 1), date(2026, 12, 1)), ("ends_on", "ahead")),
        (Period(date(2020, 1, 2), date(2020, 1, 1)), ("ends_on", "before_start")),
        (Period(date(2001, 4, 11), date(2010, 1, 1)), ("starts_on", "too_young")),
        (Period(date(2002, 12, 31)), ("starts_on", "before_studies")),
    ],
)
def test_a_period_that_cannot_be_says_which_date_and_why(period: Period, why: tuple[str, str] | None) -> None:
    assert rules.contradiction(period, born_on=BORN_ON, studied_from=2003, on=TODAY) == why


@pytest.mark.parametrize(
    ("years", "why"),
    [
        ((2003, 2008), None),
        ((2025, None), None),
        ((2008, 2003), ("year_to", "before_start")),
        ((2027, None), ("year_from", "ahead")),
        ((2024, 2027), ("year_to", "ahead")),
        ((1998, 2003), ("year_from", "too_young")),
    ],
)
def test_studies_that_cannot_be_too(years: tuple[int, int | None], why: tuple[str, str] | None) -> None:
    assert rules.study_contradiction(*years, born_on=BORN_ON, on=TODAY) == why


@pytest.mark.parametrize(
    ("born_on", "why"),
    [
        (BORN_ON, None),
        (date(2008, 11, 23), None),
        (date(2008, 11, 24), "not_adult"),
        (date(2027, 1, 1), "ahead"),
        (date(1900, 1, 1), "too_old"),
    ],
)
def test_a_birth_date_that_cannot_be(born_on: date, why: str | None) -> None:
    assert rules.birth_contradiction(born_on, adult_at=18, studied_from=None, on=TODAY) == why


def test_someone_born_after_he_began_to_study_is_found() -> None:
    assert rules.birth_contradiction(date(1995, 1, 1), adult_at=18, studied_from=2003, on=TODAY) == "too_young"


def test_a_leap_day_comes_of_age_on_the_last_of_february() -> None:
    assert rules.anniversary(date(2008, 2, 29), 18) == date(2026, 2, 28)


def test_each_criterion_is_asked_from_its_own_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law gives a year of transition for the register and certification from 2028; ours is the stricter reading."""
    before, now, later = date(2026, 8, 31), TODAY, date(2028, 1, 1)
    keys = {on: {each.key for each in policy.asked_on(on)} for on in (before, now, later)}
    assert keys[before] == {"identity", "degree", "practice", "further_training"}
    assert keys[now] - keys[before] == {"register", "supervision", "words"}
    assert keys[later] - keys[now] == {"certificate"}
    register = policy.CRITERIA["register"]
    assert (register.asked_from, register.law_from) == (date(2026, 9, 1), date(2027, 9, 1))


@pytest.mark.parametrize(("asked_from", "lacking"), [(TODAY, ("register",)), (TODAY + timedelta(days=1), ())])
def test_the_transition_of_the_law_is_one_date_in_the_register_of_rules(
    asked_from: date, lacking: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    moved = replace(policy.CRITERIA["register"], asked_from=asked_from)
    monkeypatch.setitem(policy.CRITERIA, "register", moved)
    found = rules.shortcomings(
        practice_since_on=date(2010, 1, 1),
        register_checked_on=None,
        education=(rules.Course("degree", 2024),),
        on=TODAY,
    )
    assert found == lacking
    assert rules.register_is_fresh(None, TODAY) == (not lacking)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Нұрлан Әбдіров", "nurlan-abdirov"), ("Ирина Щукина", "irina-shchukina"), ("王", "specialist")],
)
def test_a_name_becomes_an_address(name: str, slug: str) -> None:
    assert rules.slug_of(name) == slug
