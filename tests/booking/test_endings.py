"""How sessions end and move: what is given back, who may, and that nothing else changes."""

from collections import Counter
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.booking import operations, queries
from harmonia.booking.permissions import Denied
from harmonia.booking.states import (
    BOOKED,
    CANCELLED,
    COMPLETED,
    FAILED,
    HELD,
    MOVES,
    NO_SHOW_CLIENT,
    NO_SHOW_SPECIALIST,
    OUTCOMES,
    AppointmentState,
)
from harmonia.consent import operations as consent
from harmonia.core.moves import WrongState, move
from harmonia.notices.models import Notice
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.payments.models import Earning
from tests import factories
from tests.booking.scene import (
    HOUR,
    TOMORROW_TEN,
    WEDNESDAY_TEN,
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
SESSION = timedelta(minutes=50)


@pytest.mark.parametrize(
    ("before", "given_back"),
    [(24 * HOUR, 12_001), (24 * HOUR - timedelta(seconds=1), 6_001), (3 * HOUR, 6_001), (2 * HOUR, 0)],
)
def test_the_client_gets_back_what_the_notice_gives(aigerim, practice, before, given_back):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    cancelled = operations.cancel(appointment_id=appointment.pk, by=aigerim, at=WEDNESDAY_TEN - before)
    assert (cancelled.state, cancelled.cancelled_by, cancelled.sequence) == (CANCELLED, "client", 1)
    assert refunded(appointment.pk) == given_back
    assert WEDNESDAY_TEN in free_starts(practice)
    assert WEDNESDAY_TEN in free_half_hours(practice)


def test_the_specialist_cancels_and_everything_goes_back(aigerim, boris, practice):
    appointment = book(aigerim, practice)
    operations.cancel(appointment_id=appointment.pk, by=boris, at=TOMORROW_TEN - HOUR / 2)
    assert refunded(appointment.pk) == 12_001
    told = Notice.objects.filter(event="booking.cancelled", channel="email").values_list("person_id", flat=True)
    assert set(told) == {aigerim.pk, boris.pk}


def test_a_stranger_cancels_nothing(aigerim, zoe, practice):
    appointment = book(aigerim, practice)
    for stranger in (zoe, factories.vera()):
        with pytest.raises(Denied, match="stranger"):
            operations.cancel(appointment_id=appointment.pk, by=stranger, at=NOW)
        with pytest.raises(Denied, match="stranger"):
            operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN, by=stranger, at=NOW)
    assert queries.appointment(appointment.pk).state == BOOKED


def test_what_is_cancelled_or_begun_is_not_cancelled_again(aigerim, practice):
    one, two = book(aigerim, practice), book(aigerim, practice, WEDNESDAY_TEN)
    operations.cancel(appointment_id=one.pk, by=aigerim, at=NOW)
    with pytest.raises(Denied, match="over"):
        operations.cancel(appointment_id=one.pk, by=aigerim, at=NOW)
    with pytest.raises(Denied, match="begun"):
        operations.cancel(appointment_id=two.pk, by=aigerim, at=WEDNESDAY_TEN)
    assert refunded(one.pk) == 6_001


def test_moving_keeps_the_price_and_frees_the_old_time(aigerim, boris, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    moved = operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + 2 * HOUR, by=aigerim, at=NOW)
    assert (moved.state, moved.starts_at, moved.ends_at) == (
        BOOKED,
        WEDNESDAY_TEN + 2 * HOUR,
        WEDNESDAY_TEN + 2 * HOUR + SESSION,
    )
    assert (moved.promised_wall, moved.sequence, moved.client_moves) == ("2026-11-25T12:00", 1, 1)
    assert WEDNESDAY_TEN in free_starts(practice)
    assert WEDNESDAY_TEN + 2 * HOUR not in free_starts(practice)
    told = Counter(Notice.objects.filter(event="booking.moved", channel="email").values_list("person_id", flat=True))
    assert told == {aigerim.pk: 1, boris.pk: 1}
    assert refunded(appointment.pk) == 0


def test_a_session_moves_by_half_of_its_length(aigerim, practice):
    """The new time overlaps the old one: it stands in no list of free times, and the plan offers it all the same."""
    operations.change_terms(specialist_id=practice.pk, at=NOW, step_minutes=30)
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    moved = operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + HOUR / 2, by=aigerim, at=NOW)
    assert moved.starts_at == WEDNESDAY_TEN + HOUR / 2
    around = [start for start in free_starts(practice) if abs(start - WEDNESDAY_TEN) <= 1.5 * HOUR]
    assert around == [WEDNESDAY_TEN - HOUR, WEDNESDAY_TEN - HOUR / 2, WEDNESDAY_TEN + 1.5 * HOUR]


def test_the_client_moves_twice_and_a_day_before(aigerim, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    with pytest.raises(Denied, match="too_late_to_move"):
        operations.reschedule(
            appointment_id=appointment.pk,
            starts_at=WEDNESDAY_TEN + 24 * HOUR,
            by=aigerim,
            at=WEDNESDAY_TEN - 23 * HOUR,
        )
    for number in (1, 2):
        operations.reschedule(
            appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + number * HOUR, by=aigerim, at=NOW
        )
    with pytest.raises(Denied, match="moved_enough"):
        operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN, by=aigerim, at=NOW)


def test_the_specialist_is_bound_by_neither_and_the_client_may_then_leave(aigerim, boris, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    for number in range(4):
        moved = operations.reschedule(
            appointment_id=appointment.pk,
            starts_at=WEDNESDAY_TEN + (3 + number) * HOUR,
            by=boris,
            at=WEDNESDAY_TEN - 2 * HOUR,
        )
    assert (moved.client_moves, moved.moved_by_specialist, moved.sequence) == (0, True, 4)
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=moved.starts_at - HOUR / 6)
    assert refunded(appointment.pk) == 12_001


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (TOMORROW_TEN, operations.SlotTaken),
        (WEDNESDAY_TEN + HOUR / 4, operations.NotASlot),
        (NOW - HOUR, operations.InThePast),
        (NOW + HOUR, operations.TooSoon),
        (NOW + 40 * 24 * HOUR, operations.BeyondHorizon),
    ],
)
def test_where_a_session_cannot_be_moved(aigerim, zoe, practice, to, refusal):
    hold(zoe, practice)
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    before = free_starts(practice)
    with pytest.raises(refusal):
        operations.reschedule(appointment_id=appointment.pk, starts_at=to, by=aigerim, at=NOW)
    assert queries.appointment(appointment.pk).starts_at == WEDNESDAY_TEN
    assert free_starts(practice) == before


def test_a_session_does_not_move_onto_another_of_the_same_client(aigerim, practice):
    hold(aigerim, practice_of(factories.vera()))
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    with pytest.raises(operations.ClientBusy):
        operations.reschedule(appointment_id=appointment.pk, starts_at=TOMORROW_TEN, by=aigerim, at=NOW)


def test_an_unpaid_hold_is_not_moved(aigerim, practice):
    with pytest.raises(Denied, match="over"):
        operations.reschedule(appointment_id=hold(aigerim, practice).pk, starts_at=WEDNESDAY_TEN, by=aigerim, at=NOW)


def test_sessions_held_are_counted_and_nothing_else(aigerim, practice):
    """4.1.6: equals completed sessions; neither a move nor a missed one counts."""
    outcomes = (COMPLETED, NO_SHOW_CLIENT, COMPLETED, NO_SHOW_SPECIALIST, FAILED)
    for number, outcome in enumerate(outcomes):
        appointment = book(aigerim, practice, WEDNESDAY_TEN + number * HOUR)
        if number == 0:
            operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + 6 * HOUR, by=aigerim, at=NOW)
        operations.complete(appointment_id=appointment.pk, outcome=outcome, at=WEDNESDAY_TEN + 9 * HOUR)
    assert queries.sessions_held(aigerim.pk) == 2
    assert queries.sessions_held(aigerim.pk, specialist_id=practice.pk) == 2


@pytest.mark.parametrize(
    ("outcome", "given_back"),
    [(COMPLETED, 0), (NO_SHOW_CLIENT, 0), (NO_SHOW_SPECIALIST, 12_001), (FAILED, 12_001)],
)
def test_a_session_that_we_or_the_specialist_failed_is_given_back(aigerim, practice, outcome, given_back):
    appointment = book(aigerim, practice)
    operations.complete(appointment_id=appointment.pk, outcome=outcome, at=TOMORROW_TEN + HOUR)
    assert refunded(appointment.pk) == given_back
    with pytest.raises(WrongState):
        operations.complete(appointment_id=appointment.pk, outcome=COMPLETED, at=TOMORROW_TEN + HOUR)


@pytest.mark.parametrize(("outcome", "at"), [("booked", TOMORROW_TEN + HOUR), (COMPLETED, TOMORROW_TEN - HOUR)])
def test_a_session_does_not_end_otherwise(aigerim, practice, outcome, at):
    with pytest.raises(WrongState):
        operations.complete(appointment_id=book(aigerim, practice).pk, outcome=outcome, at=at)


def test_withdrawn_consent_stops_what_lies_ahead(aigerim, zoe, practice):
    paid = book(aigerim, practice, WEDNESDAY_TEN)
    held = hold(aigerim, practice, WEDNESDAY_TEN + HOUR)
    past = book(aigerim, practice)
    others = book(zoe, practice, WEDNESDAY_TEN + 2 * HOUR)
    operations.complete(appointment_id=past.pk, outcome=COMPLETED, at=TOMORROW_TEN + HOUR)
    for _ in range(2):
        operations.stop_services(person_id=aigerim.pk, at=TOMORROW_TEN + HOUR)
    states = {one.pk: queries.appointment(one.pk).state for one in (paid, held, past, others)}
    assert states == {paid.pk: CANCELLED, held.pk: CANCELLED, past.pk: COMPLETED, others.pk: BOOKED}
    assert refunded(paid.pk) == 6_001


def test_a_specialist_who_withdraws_pays_everything_back(aigerim, boris, practice):
    appointment = book(aigerim, practice)
    operations.stop_services(person_id=boris.pk, at=TOMORROW_TEN - HOUR / 2)
    assert refunded(appointment.pk) == 12_001


def test_without_consent_nothing_is_moved(aigerim, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    consent.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=NOW)
    with pytest.raises(consent.ConsentMissing):
        operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + HOUR, by=aigerim, at=NOW)


def test_reminders_come_once_and_not_after_a_move(aigerim, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    for _ in range(2):
        operations.remind(appointment_id=appointment.pk, sequence=0, hours=24, at=WEDNESDAY_TEN - 24 * HOUR)
    assert Notice.objects.filter(event="booking.reminder", channel="email").count() == 2
    operations.reschedule(appointment_id=appointment.pk, starts_at=WEDNESDAY_TEN + 24 * HOUR, by=aigerim, at=NOW)
    operations.remind(appointment_id=appointment.pk, sequence=0, hours=1, at=WEDNESDAY_TEN - HOUR)
    assert Notice.objects.filter(event="booking.reminder", channel="email").count() == 2


def test_a_session_booked_in_the_last_day_has_the_nearest_reminder_alone(aigerim, practice):
    def waiting(appointment):
        jobs = ProcrastinateJob.objects.filter(task_name="booking.remind", args__appointment_id=str(appointment.pk))
        return {(job.args["hours"], job.scheduled_at) for job in jobs}

    near, far = book(aigerim, practice, TOMORROW_TEN), book(aigerim, practice, WEDNESDAY_TEN)
    assert waiting(near) == {(1, TOMORROW_TEN - HOUR)}
    assert waiting(far) == {(24, WEDNESDAY_TEN - 24 * HOUR), (1, WEDNESDAY_TEN - HOUR)}


def test_a_reminder_that_was_held_up_yields_to_the_nearer_one(aigerim, practice):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    for hours in (24, 1):
        operations.remind(appointment_id=appointment.pk, sequence=0, hours=hours, at=WEDNESDAY_TEN - HOUR / 2)
    assert Notice.objects.filter(event="booking.reminder", channel="email").count() == 2  # one for each side


class Thing:
    pk = 1

    def __init__(self, state: str) -> None:
        self.state = state


@pytest.mark.parametrize("before", AppointmentState)
@pytest.mark.parametrize("after", AppointmentState)
def test_states_follow_the_table_and_nothing_else(before, after):
    ways = {(HELD, state) for state in (BOOKED, "expired", CANCELLED)} | {
        (BOOKED, state) for state in (CANCELLED, *OUTCOMES)
    }
    thing = Thing(before)
    if (before, after) in ways:
        move(thing, to=after, moves=MOVES)
        assert thing.state == after
    else:
        with pytest.raises(WrongState):
            move(thing, to=after, moves=MOVES)
        assert thing.state == before


@pytest.mark.parametrize(
    ("hours", "kind", "gross"), [(12, "cancelled", 6_000), (1, "cancelled", 12_001), (-1, "missed", 12_001)]
)
def test_what_is_kept_is_earned_by_who_kept_the_time(aigerim, boris, practice, hours, kind, gross):
    appointment = book(aigerim, practice, WEDNESDAY_TEN)
    at = WEDNESDAY_TEN - hours * HOUR
    if kind == "missed":
        operations.complete(appointment_id=appointment.pk, outcome=NO_SHOW_CLIENT, at=at)
    else:
        operations.cancel(appointment_id=appointment.pk, by=aigerim, at=at)
    earning = Earning.objects.get(about_id=appointment.pk)
    assert (earning.kind, earning.payee_id) == (kind, boris.pk)
    earned = payments.earn(earning_id=earning.pk, at=earning.due_at)
    assert (earned.state, earned.gross_kzt) == ("owed", gross)
    assert earned.gross_kzt - earned.net_kzt == gross // 5
    assert orders.balances()["clients.prepaid"] == 0
    with pytest.raises(payments.RefundTooLarge):
        payments.refund(order_id=earning.order_id, amount_kzt=1, reason="test", at=earning.due_at)


def test_a_discount_makes_the_specialists_part_of_a_late_cancellation_no_larger(aigerim, practice):
    said = {"starts_at": NOW, "ends_at": NOW + 9 * HOUR, "most_uses": 1, "by": aigerim.pk, "at": NOW}
    payments.make_promo(code="HALF", per_cent=50, **said)
    appointment = hold(aigerim, practice, WEDNESDAY_TEN)
    payments.redeem(order_id=orders.order_about(appointment.pk).pk, code="HALF", at=NOW)
    operations.settle(order_id=pay(appointment).pk, at=NOW)
    operations.cancel(appointment_id=appointment.pk, by=aigerim, at=WEDNESDAY_TEN - 12 * HOUR)
    earning = Earning.objects.get(about_id=appointment.pk)
    earned = payments.earn(earning_id=earning.pk, at=earning.due_at)
    assert earned.gross_kzt == 6_000  # half of his price, whatever the client paid of it
    found = orders.balances()
    assert (found["clients.prepaid"], found["service.promotions"]) == (0, 3_000)


def test_what_goes_back_whole_earns_nothing(aigerim, boris, practice):
    for by, before in ((boris, 1), (aigerim, 30)):
        appointment = book(aigerim, practice, WEDNESDAY_TEN)
        operations.cancel(appointment_id=appointment.pk, by=by, at=WEDNESDAY_TEN - before * HOUR)
    assert Earning.objects.count() == 0
