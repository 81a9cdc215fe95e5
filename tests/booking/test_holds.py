"""Taking a time: who may, which time, and what happens when two want it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from harmonia.booking import operations, queries
from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED, CANCELLED, EXPIRED, HELD
from harmonia.consent import operations as consent
from harmonia.core.idempotency import KeyReused
from harmonia.notices.models import Notice
from harmonia.payments import queries as orders
from tests import factories
from tests.booking.scene import (
    HOUR,
    TOMORROW_TEN,
    book,
    free_half_hours,
    free_starts,
    hold,
    pay,
    practice_of,
    refunded,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
KEEP = timedelta(minutes=15)


def test_a_free_time_is_held_and_gone_from_the_free_ones(aigerim, practice):
    before = free_starts(practice)
    appointment = hold(aigerim, practice)
    order = orders.order_about(appointment.pk)
    assert (appointment.state, appointment.starts_at, appointment.ends_at) == (
        HELD,
        TOMORROW_TEN,
        TOMORROW_TEN + timedelta(minutes=50),
    )
    assert (appointment.hold_expires_at, appointment.price_kzt, order.amount_kzt) == (NOW + KEEP, 12_001, 12_001)
    assert (appointment.promised_wall, appointment.promised_zone) == ("2026-11-24T10:00", "Asia/Almaty")
    assert free_starts(practice) == [start for start in before if start != TOMORROW_TEN]
    assert TOMORROW_TEN not in free_half_hours(practice)


def test_the_same_key_gives_the_same_appointment(aigerim, practice):
    first = hold(aigerim, practice, idempotency_key="k")
    assert hold(aigerim, practice, idempotency_key="k").pk == first.pk
    assert Appointment.objects.count() == 1


def test_the_same_key_with_another_time_is_refused(aigerim, practice):
    hold(aigerim, practice, idempotency_key="k")
    with pytest.raises(KeyReused):
        hold(aigerim, practice, TOMORROW_TEN + HOUR, idempotency_key="k")


def test_a_taken_time_is_refused(aigerim, zoe, practice):
    hold(aigerim, practice)
    with pytest.raises(operations.SlotTaken):
        hold(zoe, practice)
    assert Appointment.objects.count() == 1


def test_a_refused_key_may_try_again(aigerim, zoe, practice):
    """The answer to a key is a booking; a refusal is not stored."""
    held = hold(aigerim, practice)
    with pytest.raises(operations.SlotTaken):
        hold(zoe, practice, idempotency_key="k")
    operations.release(appointment_id=held.pk, by=aigerim, at=NOW)
    assert hold(zoe, practice, idempotency_key="k").state == HELD


def test_one_client_is_in_one_place(aigerim, practice, db):
    hold(aigerim, practice)
    with pytest.raises(operations.ClientBusy):
        hold(aigerim, practice_of(factories.vera()))


def test_the_pause_after_a_session_is_kept_free(aigerim, zoe, practice):
    """With a grid of 30 minutes the half hours on both sides are gone as well."""
    operations.change_terms(specialist_id=practice.pk, at=NOW, step_minutes=30)
    hold(aigerim, practice)
    around = [start for start in free_starts(practice) if abs(start - TOMORROW_TEN) <= HOUR]
    assert around == [TOMORROW_TEN - HOUR, TOMORROW_TEN + HOUR]
    with pytest.raises(operations.SlotTaken):
        hold(zoe, practice, TOMORROW_TEN + HOUR / 2)


@pytest.mark.parametrize(
    ("hours", "refusal"),
    [
        (-24, operations.InThePast),
        (-22, operations.TooSoon),
        (0.25, operations.NotASlot),
        (10, operations.NotASlot),
        (28 * 24, operations.BeyondHorizon),
    ],
)
def test_times_that_cannot_be_booked(aigerim, practice, hours, refusal):
    with pytest.raises(refusal):
        hold(aigerim, practice, TOMORROW_TEN + hours * HOUR)
    assert Appointment.objects.count() == 0
    assert free_starts(practice)[0] == NOW


def test_without_the_agreement_to_the_service_nothing_is_booked(aigerim, practice):
    consent.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=NOW)
    with pytest.raises(consent.ConsentMissing):
        hold(aigerim, practice)
    assert Appointment.objects.count() == 0


def test_without_the_offer_accepted_nothing_is_booked(practice):
    """The agreement to the service alone is no contract; once the offer is accepted, the same person books."""
    client = factories.aigerim(agreed=["service", "confidentiality"])
    with pytest.raises(consent.TermsNotAccepted) as refusal:
        hold(client, practice)
    assert refusal.value.agreement == "offer"
    assert Appointment.objects.count() == 0
    consent.grant(person_id=client.pk, agreement="offer", language="ru", method="cabinet", at=NOW)
    assert hold(client, practice).state == HELD


def test_a_specialist_who_left_the_directory_takes_no_bookings(aigerim, practice):
    type(practice).objects.update(unlisted_at=NOW, unlisted_because="own_wish")
    with pytest.raises(operations.NotBookable):
        hold(aigerim, practice)


def test_nobody_books_himself(boris, practice):
    for agreement in ("service", "offer"):
        consent.grant(person_id=boris.pk, agreement=agreement, language="ru", method="cabinet", at=NOW)
    with pytest.raises(operations.NotBookable):
        hold(boris, practice)


def test_a_person_keeps_three_unpaid_times_at_most(aigerim, practice):
    for number in range(3):
        hold(aigerim, practice, TOMORROW_TEN + number * HOUR)
    with pytest.raises(operations.TooManyHolds):
        hold(aigerim, practice, TOMORROW_TEN + 3 * HOUR)
    assert TOMORROW_TEN + 3 * HOUR in free_starts(practice)


def test_an_unpaid_hold_ends_after_its_time_and_the_slot_is_free_again(aigerim, practice):
    before = free_starts(practice)
    appointment = hold(aigerim, practice)
    assert not operations.expire(appointment_id=appointment.pk, at=NOW + KEEP - timedelta(seconds=1))
    assert queries.overdue_holds(NOW + KEEP) == [appointment.pk]
    assert operations.expire(appointment_id=appointment.pk, at=NOW + KEEP)
    assert not operations.expire(appointment_id=appointment.pk, at=NOW + KEEP)
    assert queries.appointment(appointment.pk).state == EXPIRED
    assert free_starts(practice) == before


def test_an_overdue_hold_gives_way_before_the_job_comes(aigerim, zoe, practice):
    overdue = hold(aigerim, practice)
    later = NOW + KEEP + timedelta(seconds=1)
    assert hold(zoe, practice, at=later).state == HELD
    assert queries.appointment(overdue.pk).state == EXPIRED
    assert TOMORROW_TEN not in free_starts(practice)


def test_a_given_up_hold_frees_the_time(aigerim, zoe, practice):
    appointment = hold(aigerim, practice)
    assert operations.release(appointment_id=appointment.pk, by=aigerim, at=NOW).state == CANCELLED
    assert hold(zoe, practice).state == HELD


def test_a_booked_session_cannot_be_given_up_as_a_hold(aigerim, practice):
    with pytest.raises(operations.WrongState):
        operations.release(appointment_id=book(aigerim, practice).pk, by=aigerim, at=NOW)


def test_payment_books_once_and_tells_both_once(aigerim, boris, practice):
    appointment = hold(aigerim, practice)
    order = pay(appointment)
    for _ in range(3):
        assert operations.settle(order_id=order.pk, at=NOW).state == BOOKED
    told = Counter(Notice.objects.filter(event="booking.booked").values_list("person_id", "channel"))
    assert set(told.values()) == {1}
    assert {person for person, _ in told} == {aigerim.pk, boris.pk}
    assert refunded(appointment.pk) == 0


@pytest.mark.parametrize("taken_meanwhile", [False, True])
def test_a_late_payment_is_refunded_once(aigerim, zoe, practice, taken_meanwhile):
    appointment = hold(aigerim, practice)
    late = NOW + KEEP + timedelta(minutes=1)
    order = pay(appointment, at=late)
    if taken_meanwhile:
        hold(zoe, practice, at=late)
    for _ in range(3):
        assert operations.settle(order_id=order.pk, at=late).state == EXPIRED
    assert refunded(appointment.pk) == 12_001
    assert Notice.objects.filter(event="booking.late_payment_refunded", channel="email").count() == 1


def test_a_payment_after_giving_up_is_refunded(aigerim, practice):
    appointment = hold(aigerim, practice)
    operations.release(appointment_id=appointment.pk, by=aigerim, at=NOW)
    operations.settle(order_id=pay(appointment).pk, at=NOW)
    assert refunded(appointment.pk) == 12_001


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_hundred_want_one_time_and_one_gets_it():
    practice = practice_of(factories.boris())
    clients = [factories.entered(f"Client{number}", "client", number=20 + number, age=30) for number in range(25)]
    barrier = Barrier(25)

    def attempts(client):
        barrier.wait()
        outcomes = []
        for _ in range(4):
            try:
                hold(client, practice, idempotency_key=uuid4().hex)
                outcomes.append("held")
            except (operations.SlotTaken, operations.ClientBusy) as refusal:
                outcomes.append(type(refusal).__name__)
        connections.close_all()
        return outcomes

    with ThreadPoolExecutor(25) as pool:
        told = Counter(outcome for outcomes in pool.map(attempts, clients) for outcome in outcomes)
    assert told["held"] == 1
    assert told["SlotTaken"] >= 96
    assert sum(told.values()) == 100
    assert Appointment.objects.count() == 1
    within = NOW.replace(hour=0) + 28 * 24 * HOUR
    assert free_half_hours(practice) == [start for start in free_starts(practice) if start < within]
