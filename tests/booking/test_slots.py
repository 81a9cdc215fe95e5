"""Free times equal those of an independent oracle that only ever asks: what does the wall clock show at this minute?"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harmonia.booking.rules.plans import overlapping, with_stretch, without_stretch
from harmonia.booking.rules.slots import Hours, Pattern, Period, Start, Terms, free, offered, stretches

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

# (zone, a day of change): spring and autumn, half an hour, a law, a skipped day, none at all.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Almaty", date(2024, 2, 29)),
    ("Asia/Almaty", date(2024, 3, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Asia/Qyzylorda", date(2018, 12, 21)),
    ("UTC", date(2026, 6, 1)),
]


def hours_by_hand(pattern: Pattern, day: date) -> Iterable[Hours]:
    """Said in words: a day that has hours of its own; or a holiday; or a day of a period; or a day like any other."""
    if day in pattern.exceptions:
        return pattern.exceptions[day]
    if day in pattern.holidays:
        return ()
    of_periods = [one.week for one in pattern.periods if (day - one.first).days >= 0 and (one.last - day).days >= 0]
    [week] = of_periods or [pattern.week]
    return week.get(day.weekday(), ())


def touched(start: datetime, lasts: timedelta, busy: Sequence[tuple[datetime, datetime]]) -> bool:
    """Is any minute of the session, or of the pause after it, taken?"""
    minutes = [start + number * MINUTE for number in range(int(lasts / MINUTE))]
    return any(begin <= minute < end for begin, end in busy for minute in minutes)


def oracle(
    terms: Terms,
    pattern: Pattern,
    since: datetime,
    until: datetime,
    busy: Sequence[tuple[datetime, datetime]] = (),
    length: timedelta = timedelta(0),
) -> tuple[datetime, ...]:
    """Minute by minute: which working hours of which date does the wall clock show? No arithmetic with zones at all.

    What is busy is asked of every single minute of a session and of the pause after it. A session shorter than the
    ordinary one begins where that one would.
    """
    zone, session = ZoneInfo(terms.zone), max(terms.session, length)
    minutes = int((until - since) / MINUTE) + int(session / MINUTE)
    walls = [(since + number * MINUTE).astimezone(zone) for number in range(minutes)]

    def working(wall: datetime) -> set[tuple[date, Hours]]:
        shown = wall.hour * 60 + wall.minute
        return {(wall.date(), one) for one in hours_by_hand(pattern, wall.date()) if one.starts <= shown < one.ends}

    at_work = [working(wall) for wall in walls]
    whole_minutes, step = int(session / MINUTE), int(terms.step / MINUTE)
    found = []
    for number in range(int((until - since) / MINUTE)):
        shown = walls[number].hour * 60 + walls[number].minute
        for day, hours in at_work[number]:
            on_grid = (shown - hours.starts) % step == 0
            whole = all((day, hours) in later for later in at_work[number : number + whole_minutes])
            if on_grid and whole and not touched(since + number * MINUTE, session + terms.buffer, busy):
                found.append(since + number * MINUTE)
                break
    return tuple(found)


Planned = tuple[Terms, Pattern, datetime, list[tuple[datetime, datetime]]]


@st.composite
def plans_around_changes(draw: st.DrawFn) -> Planned:
    zone, day = draw(st.sampled_from(CHANGES))
    terms = Terms(
        zone=zone,
        session=draw(st.sampled_from([15, 30, 45, 50, 60, 90, 120])) * MINUTE,
        buffer=draw(st.sampled_from([0, 10, 15, 30])) * MINUTE,
        step=draw(st.sampled_from([10, 15, 20, 30, 60, 90, 120])) * MINUTE,
        longest=draw(st.sampled_from([0, 20, 80, 110, 240])) * MINUTE,
    )
    quarter = st.integers(0, 96).map(lambda number: number * 15)

    def a_day() -> tuple[Hours, ...]:
        cuts = draw(st.lists(quarter, min_size=0, max_size=4, unique=True).map(sorted))
        return tuple(Hours(one, two) for one, two in zip(cuts[::2], cuts[1::2], strict=False))

    def near() -> date:
        return day + timedelta(days=draw(st.integers(-1, 1)))

    def a_week() -> dict[int, tuple[Hours, ...]]:
        return {weekday: a_day() for weekday in range(7)}

    first = near()
    pattern = Pattern(
        week=a_week(),
        exceptions={near(): a_day() for _ in range(draw(st.integers(0, 2)))},
        periods=(Period(first, first + timedelta(days=draw(st.integers(0, 60))), a_week()),) * draw(st.integers(0, 1)),
        holidays=frozenset(near() for _ in range(draw(st.integers(0, 1)))),
    )
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - draw(st.integers(6, 30)) * HOUR
    since += draw(st.integers(0, 59)) * MINUTE
    begins = [since + draw(st.integers(0, 40 * 60)) * MINUTE for _ in range(draw(st.integers(0, 3)))]
    busy = [(begin, begin + draw(st.integers(1, 600)) * MINUTE) for begin in begins]
    return terms, pattern, since, busy


@settings(max_examples=150, deadline=None)
@given(plans_around_changes())
@example(
    (
        Terms("Europe/Berlin", 50 * MINUTE, 10 * MINUTE, 30 * MINUTE),
        Pattern({6: (Hours(0, 300),)}),
        datetime(2026, 10, 24, 12, tzinfo=UTC),
        [],
    )
)
def test_free_times_equal_the_oracle(plan: Planned) -> None:
    """Whatever is planned for always, for a period, for one day, whatever rests on a holiday and is busy elsewhere; and
    for each length of a session, where it has room."""
    terms, pattern, since, busy = plan
    until = since + 40 * HOUR
    starts = offered(terms, pattern, since, until)
    assert moments(starts) == oracle(terms, pattern, since, until)
    left = free(starts, busy, terms)
    assert moments(left) == oracle(terms, pattern, since, until, busy)
    for minutes in (15, 45, 80, 110, 240):
        length = minutes * MINUTE
        if length <= terms.most:
            expected = oracle(terms, pattern, since, until, busy, length)
            assert moments(start for start in left if start.room_minutes >= minutes) == expected


def moments(starts: Iterable[Start]) -> tuple[datetime, ...]:
    return tuple(start.at for start in starts)


def berlin(hours: Hours, on: date, session_minutes: int = 60) -> list[str]:
    terms = Terms("Europe/Berlin", session_minutes * MINUTE, timedelta(0), 60 * MINUTE)
    since = datetime(on.year, on.month, on.day, tzinfo=UTC) - 3 * HOUR
    starts = offered(terms, Pattern({}, {on: (hours,)}), since, since + 30 * HOUR)
    return [f"{start.at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M%z}" for start in starts]


def test_an_hour_that_the_clock_skips_is_not_offered() -> None:
    assert berlin(Hours(0, 300), date(2026, 3, 29)) == ["00:00+0100", "01:00+0100", "03:00+0200", "04:00+0200"]


def test_an_hour_that_the_clock_shows_twice_is_offered_twice() -> None:
    assert berlin(Hours(60, 240), date(2026, 10, 25)) == ["01:00+0200", "02:00+0200", "02:00+0100", "03:00+0100"]


def test_almaty_moved_its_clock_on_the_first_of_march() -> None:
    """At midnight on 1 March 2024 it became 23:00 again, and the country has been on UTC+5 since."""
    terms = Terms("Asia/Almaty", 50 * MINUTE, 10 * MINUTE, 60 * MINUTE)
    week = {weekday: (Hours(600, 720),) for weekday in range(7)}
    starts = offered(terms, Pattern(week), datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC))
    assert moments(starts) == (
        datetime(2024, 2, 29, 4, tzinfo=UTC),
        datetime(2024, 2, 29, 5, tzinfo=UTC),
        datetime(2024, 3, 1, 5, tzinfo=UTC),
        datetime(2024, 3, 1, 6, tzinfo=UTC),
    )


def test_stretches_know_the_second_of_the_change() -> None:
    since, until = datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)
    pieces = list(stretches("Europe/Berlin", since, until))
    assert [(piece.starts, piece.offset) for piece in pieces] == [
        (since, HOUR),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 2 * HOUR),
    ]


def test_a_day_off_and_a_longer_day_replace_the_week() -> None:
    terms = Terms("UTC", 60 * MINUTE, timedelta(0), 60 * MINUTE)
    week = {weekday: (Hours(540, 600),) for weekday in range(7)}
    exceptions: dict[date, tuple[Hours, ...]] = {date(2026, 6, 2): (), date(2026, 6, 3): (Hours(1320, 1440),)}
    starts = offered(
        terms, Pattern(week, exceptions), datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 5, tzinfo=UTC)
    )
    assert [f"{start.at:%d %H}" for start in starts] == ["01 09", "03 22", "03 23", "04 09"]


@pytest.mark.parametrize(
    ("busy_minutes", "left"),
    [((0, 60), ["10", "11"]), ((0, 61), ["11"]), ((59, 60), ["10", "11"]), ((120, 180), ["09", "10"])],
)
def test_what_is_busy_is_taken_out_with_the_pause_on_both_sides(busy_minutes: tuple[int, int], left: list[str]) -> None:
    """Sessions of 50 minutes with a pause of 10 at nine, ten and eleven."""
    terms = Terms("UTC", 50 * MINUTE, 10 * MINUTE, 60 * MINUTE)
    nine = datetime(2026, 6, 1, 9, tzinfo=UTC)
    starts = [Start(nine + number * HOUR, terms.session) for number in range(3)]
    busy = [(nine + busy_minutes[0] * MINUTE, nine + busy_minutes[1] * MINUTE)]
    assert [f"{start.at:%H}" for start in free(starts, busy, terms)] == left


def test_room_ends_with_the_working_time_or_before_the_pause_of_what_comes_next() -> None:
    terms = Terms("UTC", 50 * MINUTE, 10 * MINUTE, 60 * MINUTE, longest=110 * MINUTE)
    nine = datetime(2026, 6, 1, 9, tzinfo=UTC)
    starts = offered(terms, Pattern({0: (Hours(540, 780),)}), nine, nine + 5 * HOUR)
    assert [start.room_minutes for start in starts] == [110, 110, 110, 60]
    busy = [(nine + 2 * HOUR - 5 * MINUTE, nine + 2 * HOUR)]
    assert [(f"{start.at:%H}", start.room_minutes) for start in free(starts, busy, terms)] == [
        ("09", 105),
        ("11", 110),
        ("12", 60),
    ]


def test_the_nearest_word_about_a_day_wins() -> None:
    morning, noon, evening = Hours(540, 600), Hours(720, 780), Hours(1200, 1260)
    monday = date(2026, 6, 1)
    days = [monday + timedelta(weeks=number) for number in range(5)]
    pattern = Pattern(
        week={0: (morning,)},
        exceptions={days[2]: (evening,), days[3]: ()},
        periods=(Period(days[1], days[3], {0: (noon,)}),),
        holidays=frozenset({days[2], days[4]}),
    )
    assert [pattern.hours(day) for day in days] == [(morning,), (noon,), (evening,), (), ()]
    assert pattern.hours(days[1] + timedelta(days=1)) == ()


minutes_of_a_day = st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True).map(sorted)
a_stretch = st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True).map(sorted)


@settings(max_examples=100, deadline=None)
@given(minutes_of_a_day, a_stretch)
def test_a_stretch_added_or_taken_changes_its_own_minutes_only(cuts: list[int], ends: list[int]) -> None:
    hours = [Hours(one, two) for one, two in zip(cuts[::2], cuts[1::2], strict=False)]
    stretch = Hours(*ends)

    def worked(those: Iterable[Hours]) -> set[int]:
        return {minute for one in those for minute in range(one.starts, one.ends)}

    added, taken = with_stretch(hours, stretch), without_stretch(hours, stretch)
    assert worked(added) == worked(hours) | worked([stretch])
    assert worked(taken) == worked(hours) - worked([stretch])
    assert overlapping(added) == overlapping(taken) == []
