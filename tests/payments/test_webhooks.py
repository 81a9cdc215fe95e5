"""What a provider says counts only when it is true, timely, ours and new; and then it counts once."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.payments import gateways, operations, queries
from harmonia.payments.models import Order, Payment, Transaction, WebhookEvent
from harmonia.payments.states import OrderState, Outcome, PaymentState
from tests.payments.conftest import NOW, SECRET, Hook, attempt, balance_of, hook, open_order, paid, signed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MONEY = ("provider.sandbox", "clients.prepaid", "clients.surplus", "clients.returning")


def settlements(order: Order) -> int:
    return ProcrastinateJob.objects.filter(task_name="booking.settle", args={"order_id": str(order.pk)}).count()


def test_a_true_webhook_pays_the_order_once(order: Order) -> None:
    recorded = hook(attempt(order)).send()
    order.refresh_from_db()
    assert recorded == operations.Recorded(order.pk, Outcome.CONFIRMED)
    assert (order.state, order.paid_at) == (OrderState.PAID, NOW)
    assert balance_of(*MONEY) == [12000, -12000, 0, 0]
    assert settlements(order) == 1
    assert sorted(Notice.objects.values_list("event", "channel")) == [
        ("payment.confirmed", "cabinet"),
        ("payment.confirmed", "email"),
    ]
    assert Entry.objects.filter(event="payments.confirmed").count() == 1


def test_a_replay_answers_the_same_and_changes_nothing(order: Order) -> None:
    told = hook(attempt(order))
    told.send()
    again = [told.send() for _ in range(10)]
    assert again == [operations.Recorded(order.pk, Outcome.CONFIRMED, repeated=True)] * 10
    assert balance_of(*MONEY) == [12000, -12000, 0, 0]
    assert (WebhookEvent.objects.count(), Transaction.objects.count(), settlements(order)) == (1, 1, 1)
    assert Notice.objects.count() == 2


def test_another_event_about_the_same_payment_charges_nothing_more(order: Order) -> None:
    payment = paid(order)
    recorded = hook(payment).send()
    assert recorded == operations.Recorded(order.pk, Outcome.OUT_OF_ORDER)
    assert balance_of(*MONEY) == [12000, -12000, 0, 0]


def test_every_flipped_bit_is_refused_and_nothing_is_stored(order: Order) -> None:
    told = hook(attempt(order))
    for place in range(len(told.body)):
        for bit in range(8):
            wrong = bytearray(told.body)
            wrong[place] ^= 1 << bit
            with pytest.raises(gateways.Forged):
                Hook(bytes(wrong), told.headers).send()
    assert WebhookEvent.objects.count() == 0
    assert told.send() == operations.Recorded(order.pk, Outcome.CONFIRMED)


@pytest.mark.parametrize(
    "header",
    ["", "t=,v1=", "v1=aa", "t=1", "t=x,v1=aa", "t=-5,v1=aa", "t=١٢,v1=aa", "t=99999999999999999999,v1=aa", "t=1,v1=ы"],
)
def test_a_missing_or_strange_signature_is_forged(order: Order, header: str) -> None:
    with pytest.raises(gateways.Forged):
        Hook(hook(attempt(order)).body, {"Sandbox-Signature": header}).send()


def test_the_signature_of_another_secret_or_another_time_is_forged(order: Order) -> None:
    body = hook(attempt(order)).body
    with pytest.raises(gateways.Forged):
        Hook(body, signed(body, secret=SECRET + "x")).send()
    moved = signed(body)["Sandbox-Signature"].replace(f"t={int(NOW.timestamp())}", f"t={int(NOW.timestamp()) + 1}")
    with pytest.raises(gateways.Forged):
        Hook(body, {"Sandbox-Signature": moved}).send()


@pytest.mark.parametrize(("minutes", "heard"), [(-5, True), (5, True), (-5.1, False), (5.1, False), (-60, False)])
def test_a_true_signature_counts_within_five_minutes_only(order: Order, minutes: float, heard: bool) -> None:
    body = hook(attempt(order)).body
    late = Hook(body, signed(body, at=NOW + timedelta(minutes=minutes)))
    if heard:
        assert late.send() == operations.Recorded(order.pk, Outcome.CONFIRMED)
    else:
        with pytest.raises(gateways.OutsideWindow):
            late.send()
        assert WebhookEvent.objects.count() == 0


def test_the_header_is_found_in_any_case(order: Order) -> None:
    told = hook(attempt(order))
    headers = {"SANDBOX-SIGNATURE": told.headers["Sandbox-Signature"]}
    assert Hook(told.body, headers).send() == operations.Recorded(order.pk, Outcome.CONFIRMED)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "12000"},
        {"amount": 12000.0},
        {"amount": True},
        {"amount": None},
        {"currency": "USD"},
        {"kind": "payment.invented"},
        {"kind": []},
        {"reference": "x"},
        {"id": ""},
        {"id": "e" * 81},
        {"id": 5},
        {"id": "a\x00b"},
        {"payment": None},
        {"refund_reference": "x"},
    ],
)
def test_a_true_signature_over_nonsense_is_malformed(order: Order, change: dict[str, object]) -> None:
    with pytest.raises(gateways.Malformed):
        hook(attempt(order), **change).send()
    assert WebhookEvent.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"1", b'"x"', b"[" * 100_000])
def test_bodies_that_are_no_events_are_malformed(order: Order, body: bytes) -> None:
    with pytest.raises(gateways.Malformed):
        Hook(body, signed(body)).send()


def test_another_amount_confirms_nothing_and_is_journalled(order: Order) -> None:
    for amount in (11999, 12001, 1, 120):
        payment = Payment.objects.filter(order=order).first() or attempt(order)
        assert hook(payment, amount=amount).send() == operations.Recorded(order.pk, Outcome.AMOUNT_DIFFERS)
    order.refresh_from_db()
    assert (order.state, balance_of(*MONEY)) == (OrderState.OPEN, [0, 0, 0, 0])
    assert Entry.objects.filter(event="payments.amount_differs").count() == 4
    assert settlements(order) == 0
    assert hook(payment).send() == operations.Recorded(order.pk, Outcome.CONFIRMED)


def test_events_about_nothing_of_ours_are_stored_and_ignored(order: Order) -> None:
    payment = attempt(order)
    assert hook(payment, reference=str(uuid4())).send() is None
    assert hook(payment, payment="pay_of_someone_else").send() is None
    assert set(WebhookEvent.objects.values_list("outcome", "order")) == {(Outcome.UNKNOWN, None)}
    assert queries.order(order.pk).state == OrderState.OPEN


def test_a_webhook_may_come_before_our_call_of_the_bank_returned(order: Order) -> None:
    payment = attempt(order, provider_reference=None)
    assert hook(payment, payment="pay_early").send() == operations.Recorded(order.pk, Outcome.CONFIRMED)
    payment.refresh_from_db()
    assert payment.provider_reference == "pay_early"


def test_a_decline_takes_nothing_and_a_new_attempt_is_open(order: Order) -> None:
    payment = attempt(order)
    assert hook(payment, "payment.declined").send() == operations.Recorded(order.pk, Outcome.DECLINED)
    payment.refresh_from_db()
    assert (payment.state, queries.order(order.pk).state) == (PaymentState.DECLINED, OrderState.OPEN)
    assert paid(order).state == PaymentState.CONFIRMED


def test_success_and_decline_in_either_order_end_paid(order: Order) -> None:
    payment = attempt(order)
    hook(payment, "payment.declined").send()
    assert hook(payment).send() == operations.Recorded(order.pk, Outcome.CONFIRMED)
    assert hook(payment, "payment.declined").send() == operations.Recorded(order.pk, Outcome.OUT_OF_ORDER)
    payment.refresh_from_db()
    assert (payment.state, queries.order(order.pk).state) == (PaymentState.CONFIRMED, OrderState.PAID)


def test_a_second_payment_of_the_order_goes_back_whole(order: Order) -> None:
    first = attempt(order)
    hook(first, "payment.declined").send()
    paid(order)
    assert hook(first).send() == operations.Recorded(order.pk, Outcome.SURPLUS)
    first.refresh_from_db()
    assert (first.surplus, [refund.amount_kzt for refund in first.refunds.all()]) == (True, [12000])
    assert balance_of(*MONEY) == [24000, -12000, 0, -12000]
    assert (queries.order(order.pk).state, queries.refunded_kzt(order.pk)) == (OrderState.PAID, 0)
    hook(first, "refund.succeeded", refund=first.refunds.get()).send()
    assert balance_of(*MONEY) == [12000, -12000, 0, 0]
    assert settlements(order) == 1


def test_what_was_stored_and_not_processed_is_processed_by_the_job(order: Order) -> None:
    told = hook(attempt(order))
    event_id = json.loads(told.body)["id"]
    stored = WebhookEvent.objects.create(provider="sandbox", event_id=event_id, raw=told.body, received_at=NOW)
    assert queries.waiting_events(before=NOW) == []
    assert queries.waiting_events(before=NOW + timedelta(seconds=31)) == [stored.pk]
    operations.process(event_id=stored.pk, at=NOW)
    assert queries.waiting_events(before=NOW + timedelta(seconds=31)) == []
    assert told.send() == operations.Recorded(order.pk, Outcome.CONFIRMED, repeated=True)
    assert balance_of(*MONEY) == [12000, -12000, 0, 0]


def test_a_provider_that_is_not_in_use_is_unknown(order: Order, settings) -> None:
    told = hook(attempt(order))
    with pytest.raises(gateways.UnknownProvider):
        operations.record(provider="other", headers=told.headers, body=told.body, at=NOW)
    settings.PAYMENT_PROVIDERS = []
    with pytest.raises(gateways.UnknownProvider):
        told.send()


def test_orders_do_not_touch_each_other(order: Order, aigerim) -> None:
    other = open_order(aigerim, 9000)
    paid(order)
    assert queries.order(other.pk).state == OrderState.OPEN
    paid(other)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert balance_of(*MONEY) == [21000, -21000, 0, 0]
