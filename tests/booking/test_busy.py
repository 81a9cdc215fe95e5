"""Other calendars of a specialist: fetched from nowhere but the public net, kept as busy times and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmonia.booking import gateways, operations, queries
from harmonia.booking.models import BusyFeed, BusyTime
from harmonia.booking.operations import busy as reads
from harmonia.booking.rules import busy
from harmonia.booking.states import Trouble
from harmonia.privacy.operations import erasure
from harmonia.vault import reading
from tests import factories
from tests.booking import calendar_house
from tests.booking.calendar_house import CalendarHouse, calendar
from tests.booking.scene import HOUR, TOMORROW_TEN, book, free_starts, hold, practice_of
from tests.booking.test_slots import oracle
from tests.factories import NOW

DAY = timedelta(days=1)
DENTIST = "UID:1@other\nSUMMARY:Dentist of Aigerim\nDTSTART:20261124T050000Z\nDTEND:20261124T060000Z"
database = pytest.mark.django_db(databases=["default", "keys"])


def times(*events: str, zone: str = "Asia/Almaty", since: datetime = NOW, until: datetime = NOW + 28 * DAY):
    return busy.busy_in(calendar(*events), zone=zone, since=since, until=until, without="harmonia.kz")


def test_repetitions_are_expanded_with_what_was_moved_out_and_called_off() -> None:
    weekly = "UID:2@other\nDTSTART;TZID=Europe/Berlin:20261026T090000\nDTEND;TZID=Europe/Berlin:20261026T100000\n"
    moved = (
        "UID:2@other\nRECURRENCE-ID;TZID=Europe/Berlin:20261130T090000\n"
        "DTSTART;TZID=Europe/Berlin:20261201T120000\nDTEND;TZID=Europe/Berlin:20261201T123000"
    )
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20261215T000000Z\nEXDATE;TZID=Europe/Berlin:20261207T090000"
    assert times(weekly + rule, moved) == [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (datetime(2026, 12, 1, 11, tzinfo=UTC), datetime(2026, 12, 1, 11, 30, tzinfo=UTC)),
        (datetime(2026, 12, 14, 8, tzinfo=UTC), datetime(2026, 12, 14, 9, tzinfo=UTC)),
    ]


def test_whole_days_and_floating_times_are_those_of_the_specialist() -> None:
    holiday = "UID:3@other\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203"
    lunch = "UID:4@other\nDTSTART:20261210T130000\nDURATION:PT45M"
    assert times(holiday, lunch) == [
        (datetime(2026, 11, 30, 19, tzinfo=UTC), datetime(2026, 12, 2, 19, tzinfo=UTC)),
        (datetime(2026, 12, 10, 8, tzinfo=UTC), datetime(2026, 12, 10, 8, 45, tzinfo=UTC)),
    ]


@pytest.mark.parametrize("said", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_what_takes_no_time_and_what_is_ours_is_left_out(said: str) -> None:
    assert times(f"{DENTIST}\n{said}", DENTIST.replace("1@other", "ours@harmonia.kz")) == []


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60)))]
)
def test_a_rule_that_repeats_without_end_is_refused(rule: str) -> None:
    with pytest.raises(busy.Crowded):
        times(f"{DENTIST}\nRRULE:{rule}")


def test_too_many_events_are_refused() -> None:
    with pytest.raises(busy.Crowded):
        times(*([DENTIST] * (busy.MOST_EVENTS + 1)))


@pytest.mark.parametrize(
    "said", [b"", b"<html>", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"BEGIN:VCALENDAR"]
)
def test_what_is_no_calendar_is_said(said: bytes) -> None:
    with pytest.raises(busy.Unreadable):
        busy.busy_in(said, zone="UTC", since=NOW, until=NOW + DAY, without="")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_that_a_stranger_writes_breaks_it(said: bytes) -> None:
    wrapped = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + said + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for body in (said, wrapped):
        try:
            found = busy.busy_in(body, zone="UTC", since=NOW, until=NOW + DAY, without="")
        except (busy.Unreadable, busy.Crowded):
            continue
        assert all(NOW <= starts < ends <= NOW + DAY for starts, ends in found)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 300)), max_size=8))
def test_busy_times_are_apart_and_cover_the_same_minutes(spans: list[tuple[int, int]]) -> None:
    minute = timedelta(minutes=1)
    events = [
        f"UID:{number}@other\nDTSTART:{NOW + at * minute:%Y%m%dT%H%M%SZ}\n"
        f"DTEND:{NOW + (at + length) * minute:%Y%m%dT%H%M%SZ}"
        for number, (at, length) in enumerate(spans)
    ]
    found = times(*events)
    assert all(one[1] < two[0] for one, two in pairwise(found))
    covered = {number for starts, ends in found for number in range((starts - NOW) // minute, (ends - NOW) // minute)}
    assert covered == {number for at, length in spans for number in range(at, at + length)}


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("webcal://calendar.example.kz/1.ics", "https://calendar.example.kz/1.ics"),
        (" https://calendar.example.kz/1.ics?x=1 ", "https://calendar.example.kz/1.ics?x=1"),
        ("https://boris:secret@calendar.example.kz/", None),
        ("file:///etc/passwd", None),
        ("https:///1.ics", None),
        ("https://calendar.example.kz:99999/", None),
        ("https://calendar.example.kz/\r\nHost: other", None),
        ("", None),
    ],
)
def test_what_is_an_address(said: str, address: str | None) -> None:
    assert busy.address(said) == address


@pytest.fixture(scope="module")
def opened_house() -> Iterator[CalendarHouse]:
    with calendar_house.opened() as found:
        yield found


@pytest.fixture
def house(opened_house: CalendarHouse, settings) -> CalendarHouse:
    settings.CALENDAR_NETWORKS = ["127.0.0.1/32"]
    opened_house.pages.clear()
    opened_house.asked.clear()
    return opened_house


def trouble_of(address: str) -> Trouble:
    with pytest.raises(gateways.Unfetchable) as refused:
        gateways.fetch_calendar(address)
    return refused.value.trouble


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest/", "https://[::1]/", "https://localhost/",
     "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "https://2130706433/"],
)  # fmt: skip
def test_doors_of_our_own_house_are_not_knocked_at(address: str) -> None:
    assert trouble_of(address) is Trouble.NOT_PUBLIC


def test_without_the_operators_word_not_even_the_local_house_is_asked(house, settings):
    house.pages["/1.ics"] = calendar(DENTIST)
    assert gateways.fetch_calendar(f"{house.address}/1.ics") == calendar(DENTIST)
    settings.CALENDAR_NETWORKS = []
    assert trouble_of(f"{house.address}/1.ics") is Trouble.NOT_PUBLIC
    assert house.asked == ["/1.ics"]


def test_a_redirect_is_looked_at_like_the_first_address(house):
    private = house.address.replace("127.0.0.1", "127.0.0.2")
    house.pages |= {
        "/1.ics": calendar(DENTIST),
        "/on": (302, {"Location": "/1.ics"}),
        "/in": (302, {"Location": f"{private}/1.ics"}),
        "/meta": (307, {"Location": "http://169.254.169.254/"}),
        "/file": (302, {"Location": "file:///etc/passwd"}),
        "/round": (302, {"Location": "/round"}),
    }
    assert gateways.fetch_calendar(f"{house.address}/on") == calendar(DENTIST)
    assert [trouble_of(f"{house.address}{path}") for path in ("/in", "/meta", "/file", "/round")] == [
        Trouble.NOT_PUBLIC,
        Trouble.NOT_PUBLIC,
        Trouble.NOT_AN_ADDRESS,
        Trouble.LEADS_ON,
    ]
    assert house.asked.count("/round") == gateways.MOST_REDIRECTS + 1


def test_plain_http_is_for_named_networks_only(monkeypatch):
    monkeypatch.setattr(gateways.public_net, "addresses_of", lambda host, port: ["93.184.216.34"])
    assert trouble_of("http://calendar.example.kz/1.ics") is Trouble.NOT_AN_ADDRESS


def test_a_name_with_one_public_and_one_private_address_is_refused(monkeypatch):
    monkeypatch.setattr(gateways.public_net, "addresses_of", lambda host, port: ["93.184.216.34", "10.0.0.1"])
    assert trouble_of("https://calendar.example.kz/1.ics") is Trouble.NOT_PUBLIC


def test_huge_slow_packed_missing_and_silent_ones_are_told_apart(house, monkeypatch):
    house.pages |= {
        "/huge.ics": b"x" * (gateways.LARGEST_BYTES + 1),
        "/packed.ics": (200, {"Content-Encoding": "gzip"}),
    }
    monkeypatch.setattr(gateways, "LONGEST_SECONDS", 0.3)
    assert [trouble_of(f"{house.address}{path}") for path in ("/huge.ics", "/drips.ics", "/packed.ics", "/none")] == [
        Trouble.LARGE,
        Trouble.SLOW,
        Trouble.REFUSED,
        Trouble.REFUSED,
    ]
    assert trouble_of("http://127.0.0.1:9/") is Trouble.UNREACHABLE


def add(practice, address: str) -> BusyFeed:
    return operations.add_busy_feed(specialist_id=practice.pk, owner=practice.person, address=address, at=NOW)


@database
def test_busy_times_block_slots_and_the_plan_comes_back(practice, aigerim, house):
    before = free_starts(practice)
    house.pages["/1.ics"] = calendar(DENTIST)
    feed = add(practice, f"{house.address}/1.ics")
    assert operations.read_busy_feed(feed_id=feed.pk, at=NOW) is None
    timetable = queries.timetable_of(practice.pk)
    pattern = queries.pattern_of(timetable, NOW.date(), NOW.date() + 30 * DAY)
    elsewhere = [(TOMORROW_TEN, TOMORROW_TEN + HOUR)]
    assert free_starts(practice) == list(oracle(queries.terms_of(timetable), pattern, NOW, NOW + 29 * DAY, elsewhere))
    with pytest.raises(operations.NotASlot):
        hold(aigerim, practice)
    appointment = book(aigerim, practice, TOMORROW_TEN + HOUR)
    with pytest.raises(operations.NotASlot):
        operations.reschedule(appointment_id=appointment.pk, starts_at=TOMORROW_TEN, by=practice.person, at=NOW)
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=NOW)
    assert free_starts(practice) == [start for start in before if start != TOMORROW_TEN]
    house.pages["/1.ics"] = calendar()
    operations.read_busy_feed(feed_id=feed.pk, at=NOW)
    assert free_starts(practice) == before


@database
def test_of_an_event_only_its_times_are_kept(practice, house):
    house.pages["/1.ics"] = calendar(DENTIST)
    feed = add(practice, f"{house.address}/1.ics")
    operations.read_busy_feed(feed_id=feed.pk, at=NOW)
    assert list(BusyTime.objects.values()) == [
        {
            "id": BusyTime.objects.get().pk,
            "feed_id": feed.pk,
            "specialist_id": practice.pk,
            "starts_at": TOMORROW_TEN,
            "ends_at": TOMORROW_TEN + HOUR,
        }
    ]
    stored = bytes(BusyFeed.objects.values_list("address", flat=True).get())
    assert b"127.0.0.1" not in stored


@database
def test_while_a_calendar_is_silent_what_it_said_still_counts(practice, house):
    house.pages["/1.ics"] = calendar(DENTIST)
    feed = add(practice, f"{house.address}/1.ics")
    operations.read_busy_feed(feed_id=feed.pk, at=NOW)
    house.pages["/1.ics"] = b"<html>sign in</html>"
    assert operations.read_busy_feed(feed_id=feed.pk, at=NOW + HOUR) is Trouble.UNREADABLE
    feed.refresh_from_db()
    assert (feed.trouble, feed.read_at, feed.asked_at) == ("unreadable", NOW, NOW + HOUR)
    assert TOMORROW_TEN not in free_starts(practice)
    assert queries.busy_feeds_to_ask(NOW + HOUR + queries.busy.ASKED_EVERY) == [feed.pk]
    assert queries.busy_feeds_to_ask(NOW + HOUR) == []
    operations.remove_busy_feed(specialist_id=practice.pk, feed_id=feed.pk, at=NOW)
    assert TOMORROW_TEN in free_starts(practice)
    assert operations.read_busy_feed(feed_id=feed.pk, at=NOW) is None


@database
def test_anothers_calendar_is_not_his_and_three_are_enough(practice, house):
    others = practice_of(factories.vera())
    feed = add(practice, "https://calendar.example.kz/1.ics")
    with pytest.raises(operations.NoSuchFeed):
        operations.remove_busy_feed(specialist_id=others.pk, feed_id=feed.pk, at=NOW)
    with pytest.raises(operations.NotAnAddress):
        add(practice, "file:///etc/passwd")
    for _ in range(reads.MOST_FEEDS - 1):
        add(practice, "https://calendar.example.kz/1.ics")
    with pytest.raises(operations.TooManyFeeds):
        add(practice, "https://calendar.example.kz/1.ics")
    assert queries.busy_feeds_of(practice.pk).count() == reads.MOST_FEEDS


@database
def test_who_is_erased_leaves_no_calendar(practice):
    add(practice, "https://calendar.example.kz/1.ics")
    with reading.session(actor=None):
        erasure.erase_person(person_id=practice.person_id, request_id=None, by=practice.person_id, at=NOW)
    assert not BusyFeed.objects.exists()
