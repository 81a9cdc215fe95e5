"""Quiet hours: the pure rule over zones, transitions and midnight; then what it does to real notices."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts.models import Person
from harmonia.notices import operations
from harmonia.notices.models import Notice
from harmonia.notices.rules import events, quiet
from harmonia.notices.states import Channel, NoticeState, Urgency
from tests.notices.conftest import STARTS, letters, texts

ZONES = [
    "Asia/Almaty",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Santiago",
]
# Nights in which a clock of ZONES leaps: Berlin, New York, Lord Howe (half an hour), Santiago (at midnight).
LEAPS = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    datetime(2026, 4, 5, 3, tzinfo=UTC),
    datetime(2026, 9, 6, 4, tzinfo=UTC),
]
times = some.builds(time, some.integers(0, 23), some.sampled_from([0, 15, 30, 45]))
hours = some.builds(quiet.Hours, times, times).filter(lambda one: one.starts_at != one.ends_at)
zones = some.sampled_from(ZONES).map(ZoneInfo)
moments = some.one_of(
    some.integers(0, 3 * 366 * 24 * 60).map(
        lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    some.builds(
        lambda leap, minutes: leap + timedelta(minutes=minutes), some.sampled_from(LEAPS), some.integers(-900, 900)
    ),
)
NIGHT, ALMATY = quiet.OF_THE_REGISTER, ZoneInfo("Asia/Almaty")


@given(at=moments, hours=hours, zone=zones)
def test_nobody_is_woken_and_nobody_waits_longer_than_his_night(
    at: datetime, hours: quiet.Hours, zone: ZoneInfo
) -> None:
    end = quiet.morning(at, hours, zone)
    assert end >= at
    assert not quiet.quiet(end, hours, zone)
    if end == at:
        return
    steps = int((end - at) / timedelta(minutes=1))
    loud = [minute for minute in range(steps) if not quiet.quiet(at + timedelta(minutes=minute), hours, zone)]
    skipped = end.astimezone(zone).time().replace(second=0, microsecond=0) != hours.ends_at
    assert len(loud) <= (60 if skipped else 0), "only where the clock leaps over the end is an hour lost"


@given(at=moments, hours=hours, zone=zones, channel=some.sampled_from(list(Channel)))
def test_what_is_urgent_never_waits(at: datetime, hours: quiet.Hours, zone: ZoneInfo, channel: Channel) -> None:
    asked = {"at": at, "hours": hours, "zone": zone}
    assert quiet.goes_at(Urgency.NOW, channel, speaks_of=None, **asked) == at
    near = quiet.morning(at, hours, zone) + quiet.NEAR - timedelta(minutes=1)
    assert quiet.goes_at(Urgency.MORNING, channel, speaks_of=near, **asked) == at
    assert quiet.goes_at(Urgency.MORNING, channel, speaks_of=None, at=at, hours=None, zone=zone) == at
    assert quiet.goes_at(Urgency.MORNING, Channel.CABINET, speaks_of=None, **asked) == at


@given(at=moments, hours=hours, zone=zones)
def test_a_sound_waits_and_a_letter_need_not(at: datetime, hours: quiet.Hours, zone: ZoneInfo) -> None:
    asked = {"at": at, "speaks_of": None, "hours": hours, "zone": zone}
    goes = {channel: quiet.goes_at(Urgency.SOUND, channel, **asked) for channel in Channel}
    end = quiet.morning(at, hours, zone)
    assert goes == {Channel.EMAIL: at, Channel.CABINET: at, Channel.SMS: end, Channel.PUSH: end}


@pytest.mark.parametrize(
    ("at", "hours", "zone", "expected"),
    [
        ("2026-11-23T21:59+05:00", NIGHT, "Asia/Almaty", "2026-11-23T21:59+05:00"),
        ("2026-11-23T22:00+05:00", NIGHT, "Asia/Almaty", "2026-11-24T08:00+05:00"),
        ("2026-11-24T00:30+05:00", NIGHT, "Asia/Almaty", "2026-11-24T08:00+05:00"),
        ("2026-11-24T08:00+05:00", NIGHT, "Asia/Almaty", "2026-11-24T08:00+05:00"),
        ("2026-11-24T13:30+05:00", quiet.Hours(time(13), time(14)), "Asia/Almaty", "2026-11-24T14:00+05:00"),
        ("2026-03-28T23:00+01:00", NIGHT, "Europe/Berlin", "2026-03-29T08:00+02:00"),  # one hour shorter
        ("2026-10-24T23:00+02:00", NIGHT, "Europe/Berlin", "2026-10-25T08:00+01:00"),  # one hour longer
        ("2026-03-28T23:00+01:00", quiet.Hours(time(22), time(2, 30)), "Europe/Berlin", "2026-03-29T03:30+02:00"),
        ("2026-10-25T01:00+02:00", quiet.Hours(time(22), time(2, 30)), "Europe/Berlin", "2026-10-25T02:30+02:00"),
        ("2026-10-25T02:10+01:00", quiet.Hours(time(22), time(2, 30)), "Europe/Berlin", "2026-10-25T02:30+01:00"),
    ],
)
def test_the_morning_comes_by_the_clock_on_the_wall(at: str, hours: quiet.Hours, zone: str, expected: str) -> None:
    found = quiet.morning(datetime.fromisoformat(at), hours, ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected)


def test_codes_and_whoever_waits_are_urgent_and_news_are_not() -> None:
    urgent = {key for key, event in events.EVENTS.items() if event.urgency == Urgency.NOW}
    assert {"account.email_code", "account.phone_code", "account.recovery", "room.awaited"} <= urgent
    assert not urgent & {"news.published", "offers.published", "booking.reminder", "policy.published"}


MIDNIGHT, MORNING = (datetime.fromisoformat(f"2026-11-24T{clock}+05:00") for clock in ("00:10", "08:00"))
ASKED = {"starts_at": STARTS, "path": "/me/appointments/1/"}
database = pytest.mark.django_db(databases=["default", "keys"])


def tell(to: Person, event: str, at: datetime, **facts: str | int) -> dict[str, Notice]:
    return {notice.channel: notice for notice in operations.send(event, person_id=to.pk, at=at, facts=facts)}


def due(notice: Notice) -> datetime | None:
    return ProcrastinateJob.objects.get(task_name="notices.deliver", args__notice_id=str(notice.pk)).scheduled_at


@database
def test_a_sound_of_the_night_comes_in_the_morning_and_a_code_at_once(aigerim, folder) -> None:
    told = tell(aigerim, "booking.booked", MIDNIGHT, **ASKED)
    assert {channel: due(told[channel]) for channel in ("email", "sms")} == {"email": None, "sms": MORNING}
    assert due(tell(aigerim, "account.phone_code", MIDNIGHT, code="123456")["sms"]) is None
    assert due(tell(aigerim, "room.awaited", MIDNIGHT, path="/room/1/")["sms"]) is None
    assert due(tell(aigerim, "booking.booked", MORNING, **ASKED)["sms"]) is None


@database
def test_a_retry_that_falls_into_the_night_waits_for_its_end(aigerim, folder) -> None:
    told = tell(aigerim, "booking.booked", MIDNIGHT - timedelta(hours=3), **ASKED)
    assert operations.deliver(notice_id=told["sms"].pk, at=MIDNIGHT).state == NoticeState.QUEUED
    waiting = ProcrastinateJob.objects.filter(task_name="notices.deliver", args__notice_id=str(told["sms"].pk))
    assert [job.scheduled_at for job in waiting.order_by("pk")] == [None, MORNING]
    assert texts(folder) == []
    assert operations.deliver(notice_id=told["sms"].pk, at=MORNING).state == NoticeState.SENT


@database
def test_a_reminder_near_the_session_does_not_wait(aigerim) -> None:
    early, late = (f"2026-11-24T{clock}:00+05:00" for clock in ("09:30", "15:00"))
    assert due(tell(aigerim, "booking.reminder", MIDNIGHT, starts_at=early)["sms"]) is None
    assert due(tell(aigerim, "booking.reminder", MIDNIGHT, starts_at=late)["sms"]) == MORNING


@database
def test_the_night_is_the_persons_own(aigerim) -> None:
    Person.objects.filter(pk=aigerim.pk).update(time_zone="America/New_York")
    assert due(tell(aigerim, "booking.booked", MIDNIGHT, **ASKED)["sms"]) is None
    there = datetime.fromisoformat("2026-11-24T23:00-05:00")
    assert due(tell(aigerim, "booking.booked", there, **ASKED)["sms"]) == there + timedelta(hours=9)


@database
def test_the_night_may_be_changed_and_switched_off(aigerim) -> None:
    chosen = {"person_id": aigerim.pk, "starts_at": time(23), "ends_at": time(0, 30), "at": MIDNIGHT}
    operations.choose_quiet_hours(kept=True, **chosen)
    assert due(tell(aigerim, "booking.booked", MIDNIGHT, **ASKED)["sms"]) == MIDNIGHT + timedelta(minutes=20)
    operations.choose_quiet_hours(kept=False, **chosen)
    assert due(tell(aigerim, "booking.booked", MIDNIGHT, **ASKED)["sms"]) is None
    with pytest.raises(operations.NoNight):
        operations.choose_quiet_hours(kept=True, **chosen | {"ends_at": time(23)})


@database
def test_two_changes_of_a_night_come_as_one_message(aigerim, folder) -> None:
    first = tell(aigerim, "booking.moved", MIDNIGHT, **ASKED)
    later = tell(aigerim, "booking.moved", MIDNIGHT + timedelta(hours=1), **ASKED)
    other = tell(aigerim, "booking.moved", MIDNIGHT, starts_at=STARTS, path="/me/appointments/2/")
    for told in (first, later, other):
        operations.deliver(notice_id=told["sms"].pk, at=MORNING)
    told_of = dict(Notice.objects.filter(channel="sms").values_list("pk", "reason"))
    assert told_of == {first["sms"].pk: "overtaken", later["sms"].pk: "", other["sms"].pk: ""}
    assert len(texts(folder)) == 2
    assert Notice.objects.filter(channel="cabinet").count() == 3, "the cabinet keeps them all"


@database
def test_what_leads_nowhere_is_never_taken_for_the_same(aigerim, folder) -> None:
    for _ in range(2):
        told = tell(aigerim, "payment.refunded", MORNING, amount_kzt=5)
        operations.deliver(notice_id=told["email"].pk, at=MORNING)
    assert len(letters(folder)) == 2
