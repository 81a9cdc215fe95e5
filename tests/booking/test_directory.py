"""Who is free first: both ways of finding it agree with the plain question to every specialist."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from harmonia.accounts import states
from harmonia.booking import operations, queries
from harmonia.booking.models import Slot, Timetable
from harmonia.booking.queries import earliest as search
from harmonia.booking.rules import windows
from harmonia.booking.rules.slots import Hours
from harmonia.booking.rules.windows import Window
from harmonia.specialists import queries as specialists
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import Filters
from tests import factories
from tests.booking.scene import practice_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY = date(2026, 11, 23)
EVENING = Window("Asia/Almaty", TODAY, 28, time(18), None)
WEEKEND = Window("Europe/Berlin", TODAY, 14, time(8), time(11), frozenset({5, 6}))
WINDOWS = [None, EVENING, WEEKEND, Window("Asia/Almaty", TODAY, 2)]
WEEKS = [
    ({weekday: (Hours(540, 1080),) for weekday in range(5)}, 60, "Asia/Almaty"),
    ({0: (Hours(1080, 1440),), 5: (Hours(600, 900),)}, 20, "Asia/Almaty"),
    ({6: (Hours(615, 900),)}, 15, "Europe/Berlin"),
    ({weekday: (Hours(1150, 1300),) for weekday in range(7)}, 10, "Asia/Kolkata"),
    ({}, 60, "Asia/Almaty"),
]


@pytest.fixture
def town(db: None) -> list[Specialist]:
    """Ten specialists of five kinds of week; notice of an hour or of two days."""
    found = []
    for number in range(10):
        week, step, zone = WEEKS[number % 5]
        person = factories.entered(f"Specialist{number}", states.SPECIALIST, number=40 + number)
        changes = {"topics": ["sleep"] if number % 2 else ["anxiety"], "price_kzt": 9_000 + 1_000 * number}
        practice = practice_of(person, zone=zone, **changes)
        operations.change_terms(
            specialist_id=practice.pk, at=NOW, step_minutes=step, notice_minutes=60 if number < 5 else 2880
        )
        operations.set_week(specialist_id=practice.pk, week=week, at=NOW)
        found.append(practice)
    return found


def plainly(chosen: list[UUID], window: Window | None, at: datetime) -> list[tuple[datetime, UUID]]:
    """Every slot of every specialist, looked at one by one."""
    found = []
    for timetable in Timetable.objects.filter(pk__in=chosen):
        earliest, latest = at + timedelta(minutes=timetable.notice_minutes), at + timedelta(days=28)
        stretches = [(at, latest)] if window is None else windows.ranges(window)
        fitting = [
            slot.starts_at
            for slot in Slot.objects.filter(specialist_id=timetable.pk)
            if earliest <= slot.starts_at < latest
            and any(since <= slot.starts_at and slot.ends_at <= until for since, until in stretches)
        ]
        if fitting:
            found.append((min(fitting), timetable.pk))
    return sorted(found)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("filters", [Filters(), Filters(topic="sleep"), Filters(price_up_to_kzt=10_000)])
@pytest.mark.parametrize("hours", [0, 30])
def test_both_ways_agree_with_the_plain_question(town, window, filters, hours):
    at = NOW + timedelta(hours=hours)
    chosen = specialists.listed(filters, on=TODAY)
    expected = plainly(list(chosen.values_list("pk", flat=True)), window, at)
    page = queries.directory(chosen, at=at, window=window, limit=20)
    assert [(one.next_free_at, one.specialist_id) for one in page.found] == expected
    searched = search._searched(chosen, at=at, window=window, wanted=2)
    assert [(when, pk) for pk, when in searched.items()][:2] == expected[:2]
    walked = search._walked(chosen, at=at, window=window, wanted=1)
    assert [(when, pk) for pk, when in walked.items()] == expected[: len(walked)]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_follow_each_other_without_gaps(town, limit):
    chosen = specialists.listed(Filters(), on=TODAY)
    whole = queries.directory(chosen, at=NOW, limit=20).found
    paged: list[search.Found] = []
    more = True
    while more:
        page = queries.directory(chosen, at=NOW, limit=limit, offset=len(paged))
        paged += page.found
        more = page.more
    assert tuple(paged) == whole


def test_bits_of_yesterday_still_count(town):
    """Between midnight and the daily job the rows count from the day before."""
    chosen = specialists.listed(Filters(), on=TODAY)
    at = NOW + timedelta(days=1)
    expected = plainly([one.pk for one in town], None, at)
    searched = search._searched(chosen, at=at, window=None, wanted=3)
    assert [(when, pk) for pk, when in searched.items()][:3] == expected[:3]


def test_next_free_of_some(town):
    ids = [one.pk for one in town]
    assert queries.next_free(ids, at=NOW) == {pk: when for when, pk in plainly(ids, None, NOW)}
    assert queries.next_free([], at=NOW) == {}


def test_a_mask_touches_every_half_hour_of_its_window():
    window = Window("Europe/Berlin", date(2026, 10, 25), 1)
    mask = windows.mask(date(2026, 10, 25), windows.ranges(window), not_before=datetime(2026, 10, 24, tzinfo=UTC))
    assert mask.count("1") == 2 * 25 - 4  # 25 hours that day, of which two lie before the origin's midnight UTC
    assert len(mask) == windows.BITS
