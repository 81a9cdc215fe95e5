"""Series, the waiting line, suggestions: each keeps a time as any other does, and says what became of each."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.booking import operations, permissions, queries
from harmonia.booking.models import Appointment, Waiting
from harmonia.booking.rules.refunds import OFFER_HOLD, SUGGESTION_HOLD
from harmonia.booking.states import BOOKED, CANCELLED, EXPIRED, HELD, Origin
from harmonia.consent import operations as consent
from harmonia.notices.models import Notice
from harmonia.privacy.operations import blocking
from tests import factories
from tests.booking.scene import (
    HOUR,
    TOMORROW_TEN,
    WEDNESDAY_TEN,
    book,
    free_starts,
    hold,
    pay,
    practice_of,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


def series(client, practice, weeks=4, key="series-1", starts_at=TOMORROW_TEN):
    return operations.hold_series(
        client=client, specialist_id=practice.pk, starts_at=starts_at, weeks=weeks, idempotency_key=key, at=NOW
    )


def test_a_series_keeps_each_week_as_an_appointment_of_its_own(aigerim, practice):
    made = series(aigerim, practice)
    assert [one.starts_at for one in made.kept] == [TOMORROW_TEN + number * WEEK for number in range(4)]
    assert made.refused == []
    first, second = made.kept[:2]
    operations.settle(order_id=pay(first).pk, at=NOW)
    operations.release(appointment_id=second.pk, by=aigerim, at=NOW)
    states = [one.state for one in queries.of_series(aigerim, made.id)]
    assert states == [BOOKED, CANCELLED, HELD, HELD]
    assert [one.pk for one in series(aigerim, practice).kept] == [one.pk for one in made.kept]


def test_a_conflict_is_told_for_its_week_and_the_others_are_kept(aigerim, zoe, practice):
    hold(zoe, practice, TOMORROW_TEN + WEEK)
    operations.set_day(specialist_id=practice.pk, day=(TOMORROW_TEN + 2 * WEEK).date(), hours=[], at=NOW)
    made = series(aigerim, practice, weeks=6)
    assert [one.starts_at for one in made.kept] == [TOMORROW_TEN, TOMORROW_TEN + 3 * WEEK]
    assert [(when, type(why)) for when, why in made.refused] == [
        (TOMORROW_TEN + WEEK, operations.SlotTaken),
        (TOMORROW_TEN + 2 * WEEK, operations.NotASlot),
        (TOMORROW_TEN + 4 * WEEK, operations.BeyondHorizon),
        (TOMORROW_TEN + 5 * WEEK, operations.BeyondHorizon),
    ]


def test_a_series_whose_first_time_is_gone_keeps_nothing_and_a_second_waits_for_the_first(aigerim, zoe, practice):
    hold(zoe, practice)
    with pytest.raises(operations.SlotTaken):
        series(aigerim, practice)
    assert not Appointment.objects.filter(client=aigerim).exists()
    series(aigerim, practice, starts_at=WEDNESDAY_TEN, weeks=2)
    with pytest.raises(operations.TooManyHolds):
        series(aigerim, practice, starts_at=WEDNESDAY_TEN + HOUR, weeks=2, key="series-2")
    with pytest.raises(ValueError, match="3"):
        series(aigerim, practice, weeks=3)


def test_each_way_of_taking_a_time_writes_down_in_which_language_it_was(aigerim, boris, practice):
    aigerim.language = "kk"
    aigerim.save()
    wait(aigerim, practice)
    by_waiting = offer(practice)
    operations.release(appointment_id=by_waiting.pk, by=aigerim, at=NOW)
    met = book(aigerim, practice, WEDNESDAY_TEN + 2 * HOUR)
    suggested = suggest(met, boris)
    kept = series(aigerim, practice, weeks=2, starts_at=WEDNESDAY_TEN + HOUR).kept
    assert {one.language for one in (by_waiting, met, suggested, *kept)} == {"kk"}
    aigerim.language = "ru"
    aigerim.save()
    moved = operations.reschedule(appointment_id=met.pk, starts_at=WEDNESDAY_TEN + 3 * HOUR, by=aigerim, at=NOW)
    assert moved.language == "kk", "as it was when it was booked"
    assert hold(aigerim, practice, WEDNESDAY_TEN + 5 * HOUR).language == "ru"
    with pytest.raises(IntegrityError, match="appointment_language_is_known"), transaction.atomic():
        Appointment.objects.filter(pk=met.pk).update(language="de")


def wait(client, practice, before=TOMORROW_TEN + 7 * DAY):
    return operations.wait(client=client, specialist_id=practice.pk, before=before, at=NOW)


def offer(practice, at=NOW, starts_at=TOMORROW_TEN):
    return operations.offer_freed(specialist_id=practice.pk, starts_at=starts_at, at=at)


def test_a_freed_time_goes_along_the_line(aigerim, zoe, practice):
    wait(aigerim, practice)
    operations.wait(client=zoe, specialist_id=practice.pk, before=TOMORROW_TEN + 7 * DAY, at=NOW + HOUR)
    first = offer(practice)
    assert (first.client_id, first.origin, first.hold_expires_at) == (aigerim.pk, Origin.WAITING, NOW + OFFER_HOLD)
    assert TOMORROW_TEN not in free_starts(practice)
    assert Notice.objects.filter(event="booking.offered", person=aigerim, channel="email").count() == 1
    assert operations.expire(appointment_id=first.pk, at=NOW + OFFER_HOLD)
    second = offer(practice, at=NOW + OFFER_HOLD)
    assert second.client_id == zoe.pk
    operations.settle(order_id=pay(second, at=NOW + OFFER_HOLD).pk, at=NOW + OFFER_HOLD)
    assert list(Waiting.objects.values_list("client_id", flat=True)) == [aigerim.pk]


def test_who_let_an_offer_run_out_is_not_asked_for_it_again_and_others_may_book(aigerim, zoe, practice):
    wait(aigerim, practice)
    first = offer(practice)
    operations.expire(appointment_id=first.pk, at=NOW + OFFER_HOLD)
    assert offer(practice, at=NOW + OFFER_HOLD) is None
    assert hold(zoe, practice, at=NOW + OFFER_HOLD).state == HELD
    assert queries.appointment(first.pk).state == EXPIRED
    assert offer(practice, starts_at=TOMORROW_TEN + HOUR).client_id == aigerim.pk


@pytest.mark.parametrize("why", ["too late", "withdrawn", "blocked", "busy", "stopped"])
def test_who_cannot_take_it_is_passed_over(aigerim, zoe, practice, why):
    before = TOMORROW_TEN if why == "too late" else TOMORROW_TEN + 7 * DAY
    wait(aigerim, practice, before=before)
    operations.wait(client=zoe, specialist_id=practice.pk, before=TOMORROW_TEN + 7 * DAY, at=NOW + HOUR)
    if why == "withdrawn":
        consent.withdraw(person_id=aigerim.pk, agreement="service", language="en", method="cabinet", at=NOW)
    if why == "blocked":
        blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=NOW)
    if why == "busy":
        hold(aigerim, practice_of(factories.vera()))
    if why == "stopped":
        assert operations.stop_waiting(client=aigerim, specialist_id=practice.pk, at=NOW)
        assert not operations.stop_waiting(client=aigerim, specialist_id=practice.pk, at=NOW)
    assert offer(practice).client_id == zoe.pk


def test_every_way_in_which_a_time_becomes_free_asks_the_line(aigerim, zoe, practice):
    def asked() -> list[int]:
        jobs = ProcrastinateJob.objects.filter(task_name="booking.offer_freed").order_by("id")
        return [job.args["starts_at"] for job in jobs]

    cancelled, moved = book(aigerim, practice), book(aigerim, practice, WEDNESDAY_TEN)
    operations.cancel(appointment_id=cancelled.pk, by=aigerim, at=NOW)
    assert asked() == []
    wait(zoe, practice)
    given_up = hold(aigerim, practice)
    operations.release(appointment_id=given_up.pk, by=aigerim, at=NOW)
    operations.reschedule(appointment_id=moved.pk, starts_at=WEDNESDAY_TEN + HOUR, by=aigerim, at=NOW)
    assert asked() == [int(TOMORROW_TEN.timestamp()), int(WEDNESDAY_TEN.timestamp())]


def test_one_waits_for_what_lies_ahead_and_for_somebody_else(aigerim, boris, practice):
    with pytest.raises(operations.InThePast):
        wait(aigerim, practice, before=NOW)
    consent.withdraw(person_id=aigerim.pk, agreement="service", language="en", method="cabinet", at=NOW)
    with pytest.raises(consent.ConsentMissing):
        wait(aigerim, practice)
    assert not Waiting.objects.exists()


def test_asking_again_keeps_the_place_and_the_past_is_forgotten(aigerim, practice):
    place = wait(aigerim, practice)
    later = operations.wait(client=aigerim, specialist_id=practice.pk, before=TOMORROW_TEN + DAY, at=NOW + HOUR)
    later.refresh_from_db()
    assert (later.pk, later.since_at, later.before) == (place.pk, NOW, TOMORROW_TEN + DAY)
    assert operations.forget_past_waiting(at=NOW) == 0
    assert operations.forget_past_waiting(at=TOMORROW_TEN + DAY) == 1


def suggest(appointment, by, starts_at=WEDNESDAY_TEN, at=NOW):
    return operations.suggest(appointment_id=appointment.pk, starts_at=starts_at, by=by, at=at)


def test_a_suggested_time_is_kept_until_it_is_taken_declined_or_over(aigerim, boris, practice):
    met = book(aigerim, practice)
    taken = suggest(met, boris)
    assert (taken.client_id, taken.origin, taken.hold_expires_at) == (
        aigerim.pk, Origin.SUGGESTED, NOW + SUGGESTION_HOLD,
    )  # fmt: skip
    assert Notice.objects.filter(event="booking.suggested", person=aigerim, channel="email").count() == 1
    assert operations.settle(order_id=pay(taken).pk, at=NOW).state == BOOKED
    told = Notice.objects.filter(event="booking.suggestion_taken", channel="email").values_list("person_id", flat=True)
    assert list(told) == [boris.pk]  # in his own words, and only once: what was booked is no second notice
    assert Notice.objects.filter(event="booking.booked", person=boris, channel="email").count() == 1
    declined = suggest(met, boris, WEDNESDAY_TEN + HOUR)
    assert operations.release(appointment_id=declined.pk, by=aigerim, at=NOW).state == CANCELLED
    over = suggest(met, boris, WEDNESDAY_TEN + HOUR)
    assert operations.expire(appointment_id=over.pk, at=NOW + SUGGESTION_HOLD)
    assert WEDNESDAY_TEN + HOUR in free_starts(practice)


def test_only_his_own_specialist_suggests_and_only_free_times(aigerim, zoe, boris, practice):
    met = book(aigerim, practice)
    vera = factories.vera()
    practice_of(vera)
    for stranger in (vera, zoe, aigerim):
        with pytest.raises(permissions.Denied):
            suggest(met, stranger)
    hold(zoe, practice, WEDNESDAY_TEN)
    with pytest.raises(operations.SlotTaken):
        suggest(met, boris)
    operations.leave_specialist(client=aigerim, specialist_id=practice.pk, at=NOW)
    with pytest.raises(operations.NotTheirClient):
        suggest(met, boris, WEDNESDAY_TEN + HOUR)
