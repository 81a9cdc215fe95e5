"""Anything that may happen to sessions and money, in any order: what may be done, and what must stay true."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.test import override_settings
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking import permissions
from harmonia.booking import queries as bookings
from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED, COMPLETED, HELD, LIVE, NO_SHOW_CLIENT
from harmonia.core.moves import WrongState
from harmonia.payments import operations, queries
from harmonia.payments.models import (
    Credit,
    Earning,
    Order,
    Payment,
    Payout,
    PayoutMark,
    Posting,
    Promo,
    PromotionUse,
    Refund,
    Spending,
)
from harmonia.payments.states import (
    CreditKind,
    EarningState,
    Mistake,
    OrderState,
    PaymentState,
    PayoutRunState,
    PayoutState,
    RefundState,
)
from harmonia.policy import BOOKING_TERMS
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules.lengths import SessionLength
from harmonia.vault import reading
from tests.booking.scene import HOUR, TOMORROW_TEN
from tests.factories import NOW
from tests.payments.conftest import attempt, signed
from tests.payments.earned import says_where

SLOTS = [TOMORROW_TEN + number * HOUR for number in range(4)]
FIRST = SessionLength(minutes=30, price_kzt=6_000, is_first_only=True)
LONG = SessionLength(minutes=110, price_kzt=25_000)
WAITS = [timedelta(minutes=20), timedelta(hours=3), timedelta(hours=22), timedelta(days=8)]
REFUSED = (
    booking.SlotTaken, booking.ClientBusy, booking.NotASlot, booking.TooSoon, booking.InThePast, booking.BeyondHorizon,
    booking.TooManyHolds, booking.NotBookable, booking.NoRoom, booking.MetAlready, permissions.Denied, WrongState,
    operations.UsedBefore, operations.NoSuchCode, operations.NotUsable, operations.SumIsWithTheBank,
    operations.AlreadyPaid, operations.Claimed, operations.NothingOwed, operations.RunWaits, operations.SamePerson,
    operations.FallenByMore, operations.NotThatDay, operations.BooksClosed, operations.TransferUsed,
)  # fmt: skip
some = st.integers(min_value=0, max_value=7)


class World:
    """The people and the practice, made once; each run of the machine starts from here and is undone."""

    clients: tuple[Person, ...]
    specialist: Specialist
    staff: tuple[UUID, UUID]
    transfers: Callable[[], list[dict[str, Any]]]


class Money(RuleBasedStateMachine):
    world: World

    @initialize()
    def begin(self) -> None:
        self.point = transaction.savepoint()
        self.at, self.told, self.sent = NOW, [], 0
        assert self.world.specialist.person is not None
        says_where(self.world.specialist.person)
        self.promo = operations.make_promo(
            code="autumn", per_cent=15, starts_at=NOW, ends_at=NOW + timedelta(days=9), most_uses=1,
            by=self.world.staff[0], at=NOW,
        )  # fmt: skip
        operations.make_promotion(
            per_cent=10, off_kzt=None, specialists=[], starts_at=NOW, ends_at=NOW + timedelta(days=1), most_uses=2,
            by=self.world.staff[0], at=NOW,
        )  # fmt: skip

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def tries(self, act: Callable[..., Any], **said: Any) -> Any:
        """What the product refuses by name is no fault; anything else is."""
        try:
            with transaction.atomic():
                return act(**said)
        except REFUSED:
            return None

    def pick(self, rows: Any, number: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(wait=st.sampled_from(WAITS))
    def time_passes(self, wait: timedelta) -> None:
        self.at += wait

    @rule(who=some, slot=some, minutes=st.sampled_from([None, None, FIRST.minutes, LONG.minutes]))
    def hold(self, who: int, slot: int, minutes: int | None = None) -> None:
        said = {"specialist_id": self.world.specialist.pk, "starts_at": SLOTS[slot % len(SLOTS)]}
        said["taking"] = booking.Taking(minutes=minutes)
        client = self.world.clients[who % 2]
        self.tries(booking.hold, client=client, idempotency_key=uuid4().hex, at=self.at, **said)

    @rule(which=some)
    def go_to_the_bank(self, which: int) -> None:
        order = self.pick(Order.objects.filter(state=OrderState.OPEN), which)
        if order and not order.payments.filter(state=PaymentState.STARTED).exists():
            self.tell(attempt(order), "payment.succeeded")

    @rule(which=some)
    def the_bank_declines(self, which: int) -> None:
        payment = self.pick(Payment.objects.filter(state=PaymentState.STARTED), which)
        if payment:
            self.tell(payment, "payment.declined")

    @rule(which=some, done=st.booleans())
    def the_bank_answers_a_refund(self, which: int, done: bool) -> None:
        asked = self.pick(Refund.objects.filter(state=RefundState.REQUESTED), which)
        if asked:
            self.tell(asked.payment, "refund.succeeded" if done else "refund.failed", asked)

    def tell(self, payment: Payment, kind: str, refund: Refund | None = None) -> None:
        """A webhook that will be delivered some time, or several times, or never."""
        event = {
            "id": f"evt_{uuid4().hex}", "kind": kind, "payment": payment.provider_reference, "currency": "KZT",
            "reference": str(payment.pk), "amount": (refund or payment).amount_kzt,
        }  # fmt: skip
        if refund:
            event |= {"refund": "ref_1", "refund_reference": str(refund.pk)}
        self.told.append(json.dumps(event).encode())

    @precondition(lambda self: self.told)
    @rule(which=some)
    def a_webhook_arrives(self, which: int) -> None:
        body = self.told[-1 - which % len(self.told)]
        headers = signed(body, at=self.at)
        booking.settle_webhook(provider="sandbox", headers=headers, body=body, at=self.at)

    @rule(which=some, by_client=st.booleans())
    def cancel(self, which: int, by_client: bool) -> None:
        found = self.pick(Appointment.objects.filter(state__in=LIVE), which)
        if found:
            by = found.client if by_client else self.world.specialist.person
            self.tries(booking.cancel, appointment_id=found.pk, by=by, at=self.at)

    @rule(which=some, slot=some)
    def move(self, which: int, slot: int) -> None:
        found = self.pick(Appointment.objects.filter(state=BOOKED), which)
        if found:
            starts_at = SLOTS[slot % len(SLOTS)]
            self.tries(booking.reschedule, appointment_id=found.pk, starts_at=starts_at, by=found.client, at=self.at)

    @rule(which=some)
    def clear_away(self, which: int) -> None:
        found = self.pick(Appointment.objects.filter(state=HELD), which)
        if found:
            booking.expire(appointment_id=found.pk, at=self.at)

    @rule(which=some, outcome=st.sampled_from(["completed", "completed", "no_show_client", "no_show_specialist"]))
    def a_session_ends(self, which: int, outcome: str) -> None:
        found = self.pick(Appointment.objects.filter(state=BOOKED), which)
        if found:
            self.tries(booking.complete, appointment_id=found.pk, outcome=outcome, at=self.at)

    @rule(which=some)
    def use_the_code(self, which: int) -> None:
        order = self.pick(Order.objects.filter(about="appointment"), which)
        if order:
            self.tries(operations.redeem, order_id=order.pk, code="autumn", at=self.at)

    @rule(who=some, gift=st.booleans())
    def buy_beforehand(self, who: int, gift: bool) -> None:
        client = self.world.clients[who % 2]
        if gift:
            credit = operations.order_certificate(person_id=client.pk, amount_kzt=10_000, at=self.at)
        else:
            credit = operations.order_package(
                person_id=client.pk, specialist_id=self.world.specialist.pk, at=self.at,
                session_kzt=self.world.specialist.price_kzt, offer=BOOKING_TERMS.packages[0],
            )  # fmt: skip
        self.tell(attempt(credit.order), "payment.succeeded")
        self.a_webhook_arrives(0)
        if gift:
            code = operations.code_of(credit.pk)
            self.tries(operations.claim, code=code, person_id=self.world.clients[0].pk, at=self.at)

    @rule(which=some, credit=some)
    def spend(self, which: int, credit: int) -> None:
        order = self.pick(Order.objects.filter(about="appointment"), which)
        chosen = self.pick(Credit.objects.all(), credit)
        if order and chosen:
            said = {"order_id": order.pk, "credit_id": chosen.pk, "good_for": self.world.specialist.pk}
            said["is_ordinary"] = Appointment.objects.get(pk=order.about_id).is_ordinary
            spent = self.tries(operations.spend, at=self.at, **said)
            if spent and spent.state == OrderState.PAID:
                booking.follow(order_id=order.pk, at=self.at)

    @rule(which=some)
    def take_the_rest_back(self, which: int) -> None:
        credit = self.pick(Credit.objects.all(), which)
        if credit and credit.holder_id:
            self.tries(operations.close, credit_id=credit.pk, by=credit.holder_id, at=self.at)

    @rule(which=some, over=st.booleans())
    def object(self, which: int, over: bool) -> None:
        earning = self.pick(Earning.objects.all(), which)
        if earning:
            (operations.settle_dispute if over else operations.dispute)(about_id=earning.about_id, at=self.at)

    @rule()
    def the_night_comes(self) -> None:
        for earning_id in queries.due_earnings(self.at):
            operations.earn(earning_id=earning_id, at=self.at)
        operations.keep_ledger_sums(at=self.at)

    @rule(approve=st.booleans(), second=st.booleans())
    def pay_specialists(self, approve: bool, second: bool) -> None:
        self.prepare(approve, second)
        with reading.session(actor=None), reading.reading("service", actor=None):
            for payout_id in queries.waiting_payouts() * 2:
                operations.send_payout(payout_id=payout_id, at=self.at)

    @rule(approve=st.booleans(), second=st.booleans(), which=some)
    def pay_specialists_by_hand(self, approve: bool, second: bool, which: int) -> None:
        with override_settings(PAYOUT_BANK="by_hand"):
            self.prepare(approve, second)
            payout = self.pick(Payout.objects.filter(state=PayoutState.WAITING), which)
            if payout:
                said = {"reference": f"KZ-{which}", "sent_on": timezone.localdate(self.at)}
                self.tries(operations.mark_sent, payout_id=payout.pk, by=self.world.staff[second], at=self.at, **said)

    @rule(which=some, second=st.booleans())
    def a_mark_was_wrong(self, which: int, second: bool) -> None:
        payout = self.pick(Payout.objects.filter(state=PayoutState.DONE), which)
        if payout:
            said = {"mistake": Mistake.NOT_SENT, "by": self.world.staff[second]}
            self.tries(operations.take_mark_back, payout_id=payout.pk, at=self.at, **said)

    def prepare(self, approve: bool, second: bool) -> None:
        self.the_night_comes()
        self.tries(operations.prepare_run, by=self.world.staff[0], at=self.at)
        run = queries.runs().filter(state=PayoutRunState.PREPARED).first()
        if run:
            decide = operations.approve_run if approve else operations.decline_run
            self.tries(decide, run_id=run.pk, by=self.world.staff[second], at=self.at)

    @invariant()
    def all_is_true(self) -> None:
        if hasattr(self, "point"):
            found = faults(self.world)
            assert found == [], found
            since = max(SLOTS[0], self.at + 3 * HOUR)  # of what has begun nothing is given back
            assert stored_times(self.world.specialist, since) == fresh_times(self.world.specialist, since)


def total(values: Any) -> int:
    return sum(value or 0 for value in values)


def faults(world: World) -> list[str]:
    """Everything that must not be, by name."""
    books = queries.balances()
    promo = Promo.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    confirmed = Payment.objects.filter(state=PaymentState.CONFIRMED).values_list("amount_kzt", flat=True)
    returned = Refund.objects.filter(state=RefundState.DONE).values_list("amount_kzt", flat=True)
    returning = Refund.objects.filter(state=RefundState.REQUESTED).values_list("amount_kzt", flat=True)
    owed = Earning.objects.filter(state=EarningState.OWED).values_list("net_kzt", flat=True)
    paid = Earning.objects.filter(state=EarningState.PAID).values_list("net_kzt", flat=True)
    done = {str(each.pk): each.net_kzt for each in Payout.objects.filter(state=PayoutState.DONE)}
    marks = PayoutMark.objects.filter(taken_back_at=None)
    by_hand = {str(each.payout_id): each.payout.net_kzt for each in marks.select_related("payout")}
    by_bank = {pk: kzt for pk, kzt in done.items() if pk not in by_hand}
    sent = [line for line in world.transfers() if line["reference"] in by_bank]
    true = {
        "the ledger balances": sum(books.values()) == 0,
        "the kept sums and what came later are all postings": books == all_postings(),
        "the provider holds what was paid and not returned": books.get("provider.sandbox", 0)
        == total(confirmed) - total(returned),
        "what is on its way back is set aside": books.get("clients.returning", 0) == -total(returning),
        "what is left of credits is owed": books.get("clients.credit", 0)
        == -total(Credit.objects.values_list("left_kzt", flat=True)),
        "nobody owes what he prepaid": books.get("clients.prepaid", 0) <= 0,
        "specialists are owed what they earned": books.get("specialists.owed", 0) == -total(owed),
        "they were paid what was sent": books.get("bank.paid_out", 0) == -total(paid) == -sum(done.values()),
        "each payout left once": {line["reference"]: line["amount"] for line in sent} == by_bank
        and len(sent) == len(by_bank)
        and by_hand.items() <= done.items(),
        "of what is earned nothing stays prepaid": not prepaid_of_earned(),
        "a code is used within its limit": promo.used == promo.redemptions.filter(given_up_at=None).count() <= 1,
        "a promotion is used within its limit": standing_uses().count() <= 2,
        "a code does not add to a promotion": not standing_uses().filter(
            order__redemption__isnull=False, order__redemption__given_up_at=None
        ),
        "nobody is in two sessions": not overlapping(),
        "a first meeting is one": not two_first_meetings(),
        "packages pay for ordinary sessions": not Spending.objects.filter(
            credit__kind=CreditKind.PACKAGE,
            order__about_id__in=Appointment.objects.filter(is_ordinary=False).values("pk"),
        ),
        "no order gives more than it took": all(map(within, Order.objects.all())),
    }
    return [name for name, holds in true.items() if not holds]


def all_postings() -> dict[str, int]:
    rows = Posting.objects.values("account_id").annotate(total=Sum("amount_kzt")).order_by()
    return {row["account_id"]: row["total"] for row in rows}


def standing_uses() -> QuerySet[PromotionUse]:
    return PromotionUse.objects.filter(given_up_at=None)


def prepaid_of_earned() -> int:
    """What the ledger still calls prepaid of orders that a specialist has earned."""
    earned = Earning.objects.filter(state__in=(EarningState.OWED, EarningState.PAID)).values("order")
    held = Posting.objects.filter(account_id="clients.prepaid", transaction__order__in=earned)
    sums = held.values("transaction__order").annotate(total=Sum("amount_kzt")).order_by()
    return sum(abs(row["total"]) for row in sums)


def overlapping() -> bool:
    live = list(Appointment.objects.filter(state__in=LIVE).order_by("starts_at").values_list("busy", flat=True))
    return any(first.upper > second.lower for first, second in pairwise(live))


def stored_times(specialist: Specialist, since: datetime) -> set[tuple[datetime, int]]:
    """Begins, minutes of room; of the day that the machine plays in."""
    found = bookings.slots(specialist.pk, since, SLOTS[0] + 12 * HOUR)
    return set(found.values_list("starts_at", "room_minutes"))


def fresh_times(specialist: Specialist, since: datetime) -> set[tuple[datetime, int]]:
    """The same, worked out anew."""
    until = SLOTS[0] + 12 * HOUR
    fresh = bookings.preview(bookings.timetable_of(specialist.pk), since, until) if since < until else ()
    return {(start.at, start.room_minutes) for start in fresh}


def two_first_meetings() -> bool:
    met = Appointment.objects.filter(state__in=(BOOKED, COMPLETED, NO_SHOW_CLIENT), price_kzt=FIRST.price_kzt)
    return met.values("client").annotate(times=Count("pk")).filter(times__gt=1).order_by().exists()


def within(order: Order) -> bool:
    out = queries.refunded_kzt(order.pk) + queries.earned_kzt(order.pk) + queries.credit_returned_kzt(order.pk)
    return out <= (order.price_kzt if order.paid_at else order.credit_kzt)
