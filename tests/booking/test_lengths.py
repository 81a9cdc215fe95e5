"""Sessions of several lengths: each where it has room, whoever books, moves and cancels meanwhile."""

import random
from datetime import UTC, datetime, timedelta
from importlib import import_module
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment, Slot, Timetable, Waiting
from harmonia.booking.operations import Taking
from harmonia.booking.rules.slots import Hours
from harmonia.booking.states import BOOKED, HELD, LIVE, Origin
from harmonia.core.idempotency import KeyReused
from harmonia.journal import queries as journal
from harmonia.specialists import operations as specialists
from harmonia.specialists import queries as profiles
from harmonia.specialists.models import Length, Specialist
from harmonia.specialists.rules.lengths import SessionLength
from harmonia.vault import operations as vault
from tests import factories
from tests.booking import scene
from tests.booking.scene import HOUR, TOMORROW_TEN, WEDNESDAY_TEN, book, free_starts, hold
from tests.booking.test_slots import oracle
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FIRST = SessionLength(minutes=20, price_kzt=5_000, is_first_only=True)
LONG = SessionLength(minutes=80, price_kzt=22_000)
LONGEST = SessionLength(minutes=110, price_kzt=30_000)
FIVE = TOMORROW_TEN + 7 * HOUR  # the last hour of the working day


@pytest.fixture
def practice(boris):
    practice = scene.practice_of(boris)
    offer(practice, FIRST, LONG, LONGEST)
    return practice


def offer(practice: Specialist, *lengths: SessionLength) -> None:
    operations.set_lengths(specialist_id=practice.pk, lengths=lengths, at=NOW)


def long_hold(client, practice, starts_at=TOMORROW_TEN, minutes: int | None = 80, **said: Any) -> Appointment:
    return hold(client, practice, starts_at, taking=Taking(minutes=minutes), **said)


def long_book(client, practice, starts_at=TOMORROW_TEN, minutes: int | None = 80) -> Appointment:
    return operations.settle(order_id=scene.pay(long_hold(client, practice, starts_at, minutes)).pk, at=NOW)


def times(practice: Specialist, minutes: int | None) -> list[datetime]:
    found = queries.free_times(practice.pk, at=NOW, until=NOW + 28 * DAY, minutes=minutes)
    assert found == queries.free_times_by_slug(practice.slug, at=NOW, until=NOW + 28 * DAY, minutes=minutes)
    return [datetime.fromtimestamp(second, UTC) for second in found]


def stored(practice: Specialist) -> set[tuple[datetime, datetime, int]]:
    return set(Slot.objects.filter(specialist=practice).values_list("starts_at", "ends_at", "room_minutes"))


def fresh(practice: Specialist) -> set[tuple[datetime, datetime, int]]:
    timetable = queries.timetable_of(practice.pk)
    found = queries.preview(timetable, NOW, NOW + (timetable.horizon_days + 1) * DAY)
    lasts = timetable.session_minutes * MINUTE
    return {(start.at, start.at + lasts, start.room_minutes) for start in found}


def as_oracle(practice: Specialist, minutes: int) -> list[datetime]:
    """Of three days, by the clock and what is live."""
    timetable = queries.timetable_of(practice.pk)
    until = NOW + 3 * DAY
    pattern = queries.pattern_of(timetable, NOW.date() - DAY, until.date() + DAY)
    live = Appointment.objects.filter(specialist=practice, state__in=LIVE)
    busy = [(one.starts_at, one.free_from) for one in live]
    since = NOW + timetable.notice_minutes * MINUTE
    return list(oracle(queries.terms_of(timetable), pattern, since, until, busy, minutes * MINUTE))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_taken_and_given_back_in_any_order_equals_a_fresh_look(aigerim, zoe, practice, seed):
    """And for each length the oracle. Holds of all lengths, paid and released, moved and cancelled; plans change."""
    chance = random.Random(seed)
    step = chance.choice([10, 20, 30])
    operations.change_terms(specialist_id=practice.pk, at=NOW, step_minutes=step, buffer_minutes=chance.choice([0, 15]))
    starts = [WEDNESDAY_TEN - HOUR + number * step * MINUTE for number in range(9 * 60 // step)]
    refused = (operations.SlotTaken, operations.ClientBusy, operations.NoRoom, operations.NotASlot,
               operations.TooManyHolds, operations.MetAlready)  # fmt: skip
    seen: set[str] = set()
    for _ in range(40):
        live = list(Appointment.objects.filter(specialist=practice, state__in=LIVE).order_by("starts_at", "pk"))
        deed = chance.choice(["hold", "hold", "book", "end", "move", "hours"])
        try:
            if deed in ("hold", "book"):
                act = long_hold if deed == "hold" else long_book
                act(chance.choice([aigerim, zoe]), practice, chance.choice(starts), chance.choice([None, 20, 80, 110]))
            elif deed == "end" and live:
                one = chance.choice(live)
                end = operations.release if one.state == HELD else operations.cancel
                end(appointment_id=one.pk, by=one.client, at=NOW)
            elif deed == "move" and (booked := [one for one in live if one.state == BOOKED]):
                one = chance.choice(booked)
                said = {"appointment_id": one.pk, "starts_at": chance.choice(starts), "by": practice.person}
                operations.reschedule(**said, at=NOW)
            elif deed == "hours" and chance.random() < 0.3:
                hours = [Hours(540, chance.choice([900, 1020, 1080]))]
                operations.set_day(specialist_id=practice.pk, day=WEDNESDAY_TEN.date(), hours=hours, at=NOW)
            seen.add(deed)
        except refused as refusal:
            seen.add(type(refusal).__name__)
        assert stored(practice) == fresh(practice)
    assert {"hold", "book", "end", "move", "hours", "SlotTaken"} <= seen
    for minutes in (20, 50, 80, 110):
        offered = [start for start in times(practice, minutes) if start < NOW + 3 * DAY]
        assert offered == as_oracle(practice, minutes)


def test_a_longer_session_is_offered_where_it_fits_and_a_shorter_one_everywhere(aigerim, practice):
    ordinary = times(practice, None)
    assert times(practice, 20) == times(practice, 50) == ordinary
    assert FIVE in ordinary
    assert FIVE not in times(practice, 80)
    assert {start.hour for start in set(ordinary) - set(times(practice, 80))} == {FIVE.hour}
    hold(aigerim, practice, TOMORROW_TEN + 2 * HOUR)
    assert TOMORROW_TEN + HOUR in times(practice, 50)
    assert TOMORROW_TEN + HOUR not in times(practice, 80)
    assert TOMORROW_TEN in times(practice, 110)


def test_a_session_lasts_and_costs_what_was_chosen(aigerim, practice):
    one = long_book(aigerim, practice)
    assert (one.ends_at - one.starts_at, one.price_kzt, one.is_ordinary) == (80 * MINUTE, 22_000, False)
    assert one.free_from == TOMORROW_TEN + 90 * MINUTE
    assert set(times(practice, None)) & {TOMORROW_TEN, TOMORROW_TEN + HOUR} == set()
    ordinary = hold(aigerim, practice, WEDNESDAY_TEN)
    assert (ordinary.ends_at - ordinary.starts_at, ordinary.price_kzt, ordinary.is_ordinary) == (
        50 * MINUTE,
        12_001,
        True,
    )


def test_what_does_not_fit_or_is_not_offered_is_refused(aigerim, zoe, practice):
    with pytest.raises(operations.NoRoom):
        long_hold(aigerim, practice, FIVE)
    with pytest.raises(operations.LengthNotOffered):
        long_hold(aigerim, practice, minutes=77)
    hold(zoe, practice, TOMORROW_TEN + HOUR)
    with pytest.raises(operations.SlotTaken):
        long_hold(aigerim, practice)
    assert Appointment.objects.filter(client=aigerim).count() == 0
    assert long_hold(aigerim, practice, FIVE, minutes=20).minutes == 20


def test_one_key_is_one_length(aigerim, practice):
    key = uuid4().hex
    first = long_hold(aigerim, practice, idempotency_key=key)
    assert long_hold(aigerim, practice, idempotency_key=key).pk == first.pk
    with pytest.raises(KeyReused):
        long_hold(aigerim, practice, minutes=110, idempotency_key=key)


def test_a_first_meeting_is_for_who_has_not_met_him(aigerim, zoe, practice):
    first = long_book(aigerim, practice, minutes=20)
    assert first.minutes == 20
    with pytest.raises(operations.MetAlready):
        long_hold(aigerim, practice, WEDNESDAY_TEN, minutes=20)
    assert {one.minutes for one in queries.offered_lengths(practice, client_id=aigerim.pk, at=NOW)} == {50, 80, 110}
    assert {one.minutes for one in queries.offered_lengths(practice, client_id=None, at=NOW)} == {20, 50, 80, 110}
    assert long_hold(zoe, practice, WEDNESDAY_TEN, minutes=20).minutes == 20
    operations.cancel(appointment_id=first.pk, by=aigerim, at=NOW)
    assert long_hold(aigerim, practice, WEDNESDAY_TEN + HOUR, minutes=20).minutes == 20


def test_moving_keeps_the_length_even_of_what_is_offered_no_longer(aigerim, practice):
    one = long_book(aigerim, practice)
    offer(practice)
    operations.change_terms(specialist_id=practice.pk, at=NOW, session_minutes=45)
    assert queries.appointment(one.pk).minutes == 80
    shown = queries.times_to_move_to(one, at=NOW, until=NOW + 28 * DAY)
    assert int(WEDNESDAY_TEN.timestamp()) in shown
    assert int((FIVE + DAY).timestamp()) not in shown
    with pytest.raises(operations.NoRoom):
        operations.reschedule(appointment_id=one.pk, starts_at=FIVE + DAY, by=practice.person, at=NOW)
    moved = operations.reschedule(appointment_id=one.pk, starts_at=WEDNESDAY_TEN, by=practice.person, at=NOW)
    assert (moved.minutes, moved.price_kzt) == (80, 22_000)
    assert stored(practice) == fresh(practice)


def test_a_moved_short_session_goes_where_an_ordinary_one_would(aigerim, practice):
    one = long_book(aigerim, practice, minutes=20)
    assert int(FIVE.timestamp()) in queries.times_to_move_to(one, at=NOW, until=NOW + 28 * DAY)
    assert operations.reschedule(appointment_id=one.pk, starts_at=FIVE, by=practice.person, at=NOW).minutes == 20


def test_a_series_has_one_length(aigerim, practice):
    made = operations.hold_series(
        client=aigerim, specialist_id=practice.pk, starts_at=TOMORROW_TEN, weeks=4, idempotency_key="s", at=NOW,
        minutes=80,
    )  # fmt: skip
    assert [(one.minutes, one.price_kzt) for one in made.kept] == [(80, 22_000)] * 4


def test_a_suggestion_may_be_of_another_length_but_not_a_first_meeting(aigerim, practice):
    earlier = book(aigerim, practice)
    said = {"appointment_id": earlier.pk, "starts_at": WEDNESDAY_TEN, "by": practice.person, "at": NOW}
    with pytest.raises(operations.MetAlready):
        operations.suggest(**said, minutes=20)
    made = operations.suggest(**said, minutes=110)
    assert (made.minutes, made.price_kzt, made.origin) == (110, 30_000, Origin.SUGGESTED)


def test_who_waits_for_a_long_session_is_offered_one_where_it_fits(aigerim, zoe, practice):
    short, roomy = book(aigerim, practice, FIVE), long_book(aigerim, practice, minutes=110)
    place = operations.wait(client=zoe, specialist_id=practice.pk, before=NOW + 9 * DAY, at=NOW, minutes=80)
    assert (place.minutes, Waiting.objects.get().minutes) == (80, 80)
    book(aigerim, practice, FIVE - HOUR)
    for one in (short, roomy):
        operations.cancel(appointment_id=one.pk, by=aigerim, at=NOW)
    assert operations.offer_freed(specialist_id=practice.pk, starts_at=FIVE, at=NOW) is None
    offered = operations.offer_freed(specialist_id=practice.pk, starts_at=TOMORROW_TEN, at=NOW)
    assert offered is not None
    assert (offered.client_id, offered.minutes, offered.price_kzt) == (zoe.pk, 80, 22_000)


def test_a_freed_time_may_make_room_for_a_long_session_before_it(aigerim, zoe, practice):
    later = book(aigerim, practice, TOMORROW_TEN + HOUR)
    operations.wait(client=zoe, specialist_id=practice.pk, before=NOW + 9 * DAY, at=NOW, minutes=80)
    book(aigerim, practice, TOMORROW_TEN + 2 * HOUR)
    operations.cancel(appointment_id=later.pk, by=aigerim, at=NOW)
    offered = operations.offer_freed(specialist_id=practice.pk, starts_at=later.starts_at, at=NOW)
    assert offered is not None
    assert (offered.starts_at, offered.minutes) == (TOMORROW_TEN, 80)


def test_a_place_in_line_may_not_ask_for_what_is_not_offered(aigerim, practice):
    said = {"client": aigerim, "specialist_id": practice.pk, "before": NOW + 9 * DAY, "at": NOW}
    with pytest.raises(operations.LengthNotOffered):
        operations.wait(**said, minutes=77)
    assert operations.wait(**said, minutes=50).minutes is None
    book(aigerim, practice)
    with pytest.raises(operations.MetAlready):
        operations.wait(**said, minutes=20)
    operations.wait(**said, minutes=80)
    offer(practice, LONGEST)
    assert Waiting.objects.get().minutes is None


def test_lengths_are_set_journalled_and_bounded(boris, practice):
    told = journal.history_of(boris.pk)
    offer(practice, LONG)
    offer(practice, LONG)
    assert profiles.lengths_of(practice.pk) == [LONG]
    assert len(journal.history_of(boris.pk)) == len(told) + 1
    wrong = {
        specialists.LengthTaken: [SessionLength(minutes=50, price_kzt=9_000)],
        specialists.LengthOutOfRange: [SessionLength(minutes=10, price_kzt=9_000)],
        specialists.PriceOutOfRange: [SessionLength(minutes=60, price_kzt=900)],
        specialists.TooManyLengths: [SessionLength(minutes=60 + number, price_kzt=9_000) for number in range(5)],
    }
    for refusal, lengths in wrong.items():
        with pytest.raises(refusal):
            offer(practice, *lengths)
    with pytest.raises(specialists.LengthTaken):
        operations.change_terms(specialist_id=practice.pk, at=NOW, session_minutes=80)
    assert (profiles.lengths_of(practice.pk), queries.timetable_of(practice.pk).session_minutes) == ([LONG], 50)


def test_the_directory_says_how_long_the_ordinary_session_is(practice):
    operations.change_terms(specialist_id=practice.pk, at=NOW, session_minutes=60)
    assert Specialist.objects.get(pk=practice.pk).session_minutes == 60


def test_cards_of_before_are_put_right_but_those_of_the_blocked(practice, boris):
    other = scene.practice_of(factories.vera())
    Timetable.objects.update(session_minutes=60)
    vault.block_subject(subject_id=boris.pk, request_id=None, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute(import_module("harmonia.booking.migrations.0012_cards_say_how_long").FORWARD)
    said = Specialist.objects.in_bulk([practice.pk, other.pk])
    assert (said[practice.pk].session_minutes, said[other.pk].session_minutes) == (50, 60)


def test_who_offers_no_other_length_has_no_room_to_keep(aigerim, practice):
    offer(practice)
    assert Length.objects.count() == 0
    assert {room for _, _, room in stored(practice)} == {50}
    before = free_starts(practice)
    one = hold(aigerim, practice)
    assert stored(practice) == fresh(practice)
    operations.release(appointment_id=one.pk, by=aigerim, at=NOW)
    assert free_starts(practice) == before


def test_slots_of_before_know_their_room_after_the_next_planning(practice):
    Slot.objects.filter(specialist=practice).update(room_minutes=0)
    assert times(practice, None)
    assert times(practice, 80) == []
    operations.replan(specialist_id=practice.pk, at=NOW)
    assert stored(practice) == fresh(practice)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_first_meetings_at_once_one_is_kept(aigerim, practice):
    """Two windows of one person, two times of one specialist."""
    gate, told = Barrier(2), []

    def come(starts_at: datetime) -> None:
        gate.wait(timeout=60)
        try:
            told.append(long_hold(aigerim, practice, starts_at, minutes=20).pk)
        except operations.MetAlready as refusal:
            told.append(type(refusal))
        finally:
            connections.close_all()

    visitors = [Thread(target=come, args=(start,)) for start in (TOMORROW_TEN, WEDNESDAY_TEN)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join(60)
    assert sorted(map(str, told)).count(str(operations.MetAlready)) == 1
    assert Appointment.objects.count() == 1
