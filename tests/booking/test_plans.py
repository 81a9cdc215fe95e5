"""Plans: what they offer after every change, and that stored free time, bits and rules say the same."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment, Plan
from harmonia.booking.operations import moving
from harmonia.booking.rules.slots import Hours, Pattern
from harmonia.notices.models import Notice
from tests import factories
from tests.booking.scene import (
    HOUR,
    TOMORROW_TEN,
    WEDNESDAY_TEN,
    book,
    free_half_hours,
    free_starts,
    hold,
    practice_of,
)
from tests.booking.test_slots import oracle
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DAY = timedelta(days=1)


def clocks(specialist, day: date, zone: str = "Asia/Almaty") -> list[str]:
    local = [start.astimezone(ZoneInfo(zone)) for start in free_starts(specialist)]
    return [f"{start:%H:%M}" for start in local if start.date() == day]


def test_the_week_fills_the_horizon(practice):
    assert clocks(practice, date(2026, 11, 24)) == [f"{hour:02d}:00" for hour in range(9, 18)]
    assert clocks(practice, date(2026, 11, 28)) == []
    assert free_starts(practice)[-1] <= NOW + 29 * DAY


def test_stored_free_time_equals_the_oracle(aigerim, practice):
    operations.set_day(specialist_id=practice.pk, day=date(2026, 11, 26), hours=[Hours(600, 700)], at=NOW)
    timetable = queries.timetable_of(practice.pk)
    expected = oracle(
        queries.terms_of(timetable),
        Pattern(queries.week_of(practice.pk), queries.exceptions_of(practice.pk, date(2026, 11, 1))),
        NOW,
        NOW + 29 * DAY,
    )
    assert free_starts(practice) == list(expected)
    appointment = hold(aigerim, practice)
    assert free_starts(practice) == [start for start in expected if start != appointment.starts_at]


def test_bits_are_the_slots_after_every_change(aigerim, practice):
    def agree() -> None:
        end = queries.timetable_of(practice.pk).specialist.availability.origin_on + 28 * DAY
        within = datetime.combine(end, datetime.min.time(), tzinfo=UTC)
        starts = [start for start in free_starts(practice) if start < within]
        half_hours = {start - timedelta(minutes=start.minute % 30) for start in starts}
        assert free_half_hours(practice) == sorted(half_hours)

    agree()
    for step in (10, 20, 30, 90):
        operations.change_terms(specialist_id=practice.pk, at=NOW, step_minutes=step)
        agree()
    operations.change_terms(specialist_id=practice.pk, at=NOW, step_minutes=30)
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    agree()
    operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + HOUR, by=aigerim, at=NOW)
    agree()
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=NOW)
    agree()
    operations.replan(specialist_id=practice.pk, at=NOW + 3 * DAY)
    agree()
    assert free_starts(practice)[0] >= NOW + 3 * DAY


def test_a_day_off_and_back(practice):
    day = date(2026, 11, 24)
    operations.set_day(specialist_id=practice.pk, day=day, hours=[], at=NOW)
    assert clocks(practice, day) == []
    operations.set_day(specialist_id=practice.pk, day=day, hours=[Hours(1200, 1320)], at=NOW)
    assert clocks(practice, day) == ["20:00", "21:00"]
    operations.clear_day(specialist_id=practice.pk, day=day, at=NOW)
    assert clocks(practice, day) == [f"{hour:02d}:00" for hour in range(9, 18)]


def test_overlapping_hours_are_refused_and_nothing_changes(practice):
    before = free_starts(practice)
    with pytest.raises(operations.PlanOverlaps):
        operations.set_week(specialist_id=practice.pk, week={0: [Hours(540, 720), Hours(700, 800)]}, at=NOW)
    with pytest.raises(operations.PlanOverlaps):
        operations.set_day(
            specialist_id=practice.pk, day=date(2026, 11, 24), hours=[Hours(0, 100), Hours(99, 200)], at=NOW
        )
    assert free_starts(practice) == before
    assert Plan.objects.count() == 5


def test_hours_that_touch_are_no_overlap(practice):
    operations.set_week(specialist_id=practice.pk, week={1: [Hours(540, 600), Hours(600, 660)]}, at=NOW)
    assert clocks(practice, date(2026, 11, 24)) == ["09:00", "10:00"]


def test_what_is_booked_stays_when_the_plan_changes(aigerim, practice):
    appointment = book(aigerim, practice)
    operations.set_week(specialist_id=practice.pk, week={}, at=NOW)
    assert free_starts(practice) == []
    assert queries.appointment(appointment.pk).starts_at == TOMORROW_TEN
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=NOW)
    assert free_starts(practice) == []


def test_the_horizon_moves_with_the_days(practice):
    operations.replan(specialist_id=practice.pk, at=NOW + DAY)
    starts = free_starts(practice)
    assert starts[0] == NOW + DAY
    assert starts[-1] > NOW + 29 * DAY


def test_notice_and_horizon_are_kept_in_what_can_be_booked(practice):
    times = [datetime.fromtimestamp(one, UTC) for one in queries.free_times(practice.pk, at=NOW, until=NOW + 60 * DAY)]
    assert times[0] == NOW + 3 * HOUR
    assert times[-1] < NOW + 28 * DAY
    assert set(times) <= set(free_starts(practice))


def test_unknown_terms_are_refused(practice):
    with pytest.raises(TypeError):
        operations.change_terms(specialist_id=practice.pk, at=NOW, price_kzt=1)


def test_a_specialist_who_moves_keeps_what_was_promised(aigerim, boris, practice):
    """From Almaty to Berlin: new times follow the new clock; what the client was told stands; both are told so."""
    appointment = book(aigerim, practice)
    operations.change_zone(specialist_id=practice.pk, zone="Europe/Berlin", at=NOW)
    kept = queries.appointment(appointment.pk)
    assert (kept.starts_at, kept.promised_wall, kept.sequence) == (TOMORROW_TEN, "2026-11-24T10:00", 0)
    assert clocks(practice, date(2026, 11, 25), "Europe/Berlin") == [f"{hour:02d}:00" for hour in range(9, 18)]
    told = Notice.objects.filter(event="booking.kept", channel="email").values_list("person_id", flat=True)
    assert sorted(told) == sorted([aigerim.pk, boris.pk])
    operations.change_zone(specialist_id=practice.pk, zone="Europe/Berlin", at=NOW)
    assert Notice.objects.filter(event="booking.kept", channel="email").count() == 2


def before_the_law(appointment: Appointment) -> None:
    """As if it had been booked when Almaty was still on UTC+6: the same wall time was an hour earlier."""
    shifted = appointment.starts_at - HOUR
    moving._shift(appointment, -HOUR)
    appointment.save(update_fields=["starts_at", "ends_at", "busy"])
    assert queries.appointment(appointment.pk).starts_at == shifted


def test_a_law_that_moves_the_clocks_moves_the_instants(aigerim, zoe, boris, practice):
    """Asia/Almaty changed on 2024-03-01: who was promised ten o'clock still gets ten o'clock."""
    sessions = [book(aigerim, practice, WEDNESDAY_TEN), book(zoe, practice, WEDNESDAY_TEN + HOUR)]
    for appointment in sessions:
        before_the_law(appointment)
    broken = queries.broken_promises(NOW)
    assert broken == [sessions[1].pk, sessions[0].pk]
    for pk in broken:
        operations.keep_promise(appointment_id=pk, at=NOW)
    assert queries.broken_promises(NOW) == []
    kept = [queries.appointment(one.pk) for one in sessions]
    assert [(one.starts_at, one.promised_wall, one.sequence) for one in kept] == [
        (WEDNESDAY_TEN, "2026-11-25T10:00", 1),
        (WEDNESDAY_TEN + HOUR, "2026-11-25T11:00", 1),
    ]
    assert Notice.objects.filter(event="booking.moved", channel="email").count() == 4


def test_where_the_promised_time_is_taken_the_client_is_told_the_new_one(aigerim, zoe, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    before_the_law(appointment)
    Appointment.objects.filter(pk=book(zoe, practice, WEDNESDAY_TEN + HOUR).pk).update(promised_wall="2026-11-25T11:00")
    with mock.patch.object(moving, "_take_place", side_effect=operations.SlotTaken):
        operations.keep_promise(appointment_id=appointment.pk, at=NOW)
    kept = queries.appointment(appointment.pk)
    assert (kept.starts_at, kept.promised_wall) == (WEDNESDAY_TEN - HOUR, "2026-11-25T09:00")
    assert kept.moved_by_specialist
    told = Notice.objects.filter(event="booking.moved", channel="email", person=aigerim)
    assert told.count() == 1


def test_a_client_in_berlin_keeps_the_wall_time_that_he_was_promised_across_the_change(boris):
    """Almaty knows no summer time: the same ten o'clock there is six in Berlin before 2027-03-28 and seven after."""
    at = datetime(2027, 3, 20, 6, tzinfo=UTC)
    practice = practice_of(boris, at=at, register_checked_on=at.date())
    client = factories.aigerim(time_zone="Europe/Berlin", at=at)
    starts = [datetime(2027, 3, day, 5, tzinfo=UTC) for day in (26, 29)]
    sessions = [book(client, practice, start, at=at) for start in starts]
    assert [one.promised_wall for one in sessions] == ["2027-03-26T06:00", "2027-03-29T07:00"]
    after = datetime(2027, 3, 28, 1, 1, tzinfo=UTC)
    assert queries.broken_promises(after) == []
    operations.change_zone(specialist_id=practice.pk, zone="Europe/Berlin", at=after)
    kept = queries.appointment(sessions[1].pk)
    assert (kept.starts_at, kept.promised_wall) == (starts[1], "2027-03-29T07:00")
    told = Notice.objects.filter(event="booking.kept", channel="email").values_list("person_id", flat=True)
    assert set(told) == {client.pk, boris.pk}


@pytest.mark.parametrize("hour_utc", [0, 1])
def test_a_promise_in_the_hour_that_comes_twice_stays_what_it_was(aigerim, db, hour_utc):
    appointment = Appointment(
        starts_at=datetime(2026, 10, 25, hour_utc, 30, tzinfo=UTC),
        promised_wall="2026-10-25T02:30",
        promised_zone="Europe/Berlin",
    )
    assert queries.instant_of_promise(appointment) == appointment.starts_at


def test_a_berlin_specialist_across_the_change(aigerim, boris):
    """Sunday 2027-03-28: Berlin skips from two to three; sessions after it keep their wall time."""
    at = datetime(2027, 3, 20, 6, tzinfo=UTC)
    practice = practice_of(boris, zone="Europe/Berlin", at=at)
    week = {weekday: [Hours(60, 300)] for weekday in range(7)}
    operations.set_week(specialist_id=practice.pk, week=week, at=at)
    assert clocks(practice, date(2027, 3, 27), "Europe/Berlin") == ["01:00", "02:00", "03:00", "04:00"]
    assert clocks(practice, date(2027, 3, 28), "Europe/Berlin") == ["01:00", "03:00", "04:00"]
    assert clocks(practice, date(2027, 3, 29), "Europe/Berlin") == ["01:00", "02:00", "03:00", "04:00"]


def set_period(practice, first: date, last: date, week=None, **changes):
    week = {weekday: [Hours(1200, 1260)] for weekday in range(7)} if week is None else week
    return operations.set_period(specialist_id=practice.pk, starts_on=first, ends_on=last, week=week, at=NOW, **changes)


def test_a_period_has_a_week_of_its_own_and_the_ordinary_one_comes_back(practice):
    before = free_starts(practice)
    period = set_period(practice, date(2026, 11, 28), date(2026, 11, 30))
    assert [clocks(practice, date(2026, 11, day)) for day in (27, 28, 30)] == [
        [f"{hour:02d}:00" for hour in range(9, 18)],
        ["20:00"],
        ["20:00"],
    ]
    set_period(practice, date(2026, 11, 28), date(2026, 11, 28), week={}, period_id=period.pk)
    assert (clocks(practice, date(2026, 11, 28)), len(clocks(practice, date(2026, 11, 30)))) == ([], 9)
    operations.remove_period(specialist_id=practice.pk, period_id=period.pk, at=NOW)
    assert free_starts(practice) == before


def test_periods_and_their_hours_may_not_overlap(practice, aigerim):
    first = set_period(practice, date(2026, 11, 28), date(2026, 12, 5))
    kept = free_starts(practice)
    with pytest.raises(operations.PeriodOverlaps):
        set_period(practice, date(2026, 12, 5), date(2026, 12, 6))
    with pytest.raises(operations.PlanOverlaps):
        set_period(practice, date(2026, 12, 6), date(2026, 12, 6), week={0: [Hours(0, 100), Hours(99, 200)]})
    others = practice_of(factories.vera())
    with pytest.raises(operations.NoSuchPeriod):
        set_period(others, date(2026, 11, 28), date(2026, 11, 28), period_id=first.pk)
    with pytest.raises(operations.NoSuchPeriod):
        operations.remove_period(specialist_id=others.pk, period_id=first.pk, at=NOW)
    assert free_starts(practice) == kept
    assert [one.pk for one in queries.periods_of(practice.pk)] == [first.pk]


def test_who_rests_on_holidays_may_still_work_on_one(practice):
    independence, eve = date(2026, 12, 16), date(2026, 12, 15)
    assert len(clocks(practice, independence)) == 9
    operations.change_terms(specialist_id=practice.pk, at=NOW, rests_on_holidays=True)
    assert (clocks(practice, independence), len(clocks(practice, eve))) == ([], 9)
    operations.set_day(specialist_id=practice.pk, day=independence, hours=[Hours(600, 660)], at=NOW)
    assert clocks(practice, independence) == ["10:00"]


def test_a_stretch_of_a_day_is_taken_and_given(practice):
    day = date(2026, 11, 24)
    operations.set_stretch(specialist_id=practice.pk, day=day, stretch=Hours(600, 960), works=False, at=NOW)
    assert clocks(practice, day) == ["09:00", "16:00", "17:00"]
    operations.set_stretch(specialist_id=practice.pk, day=day, stretch=Hours(900, 960), works=True, at=NOW)
    assert clocks(practice, day) == ["09:00", "15:00", "16:00", "17:00"]
    operations.set_stretch(specialist_id=practice.pk, day=day, stretch=Hours(0, 1440), works=False, at=NOW)
    assert clocks(practice, day) == []
    assert len(clocks(practice, date(2026, 11, 25))) == 9
