"""Money goes back by amount, never more than came, and the ledger balances on every path."""

import pytest

from harmonia.core.moves import WrongState
from harmonia.notices.models import Notice
from harmonia.payments import gateways, operations, queries
from harmonia.payments.models import Order, Refund
from harmonia.payments.states import OrderState, Outcome, RefundState
from tests.payments.conftest import NOW, attempt, balance_of, hook, paid

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
MONEY = ("provider.sandbox", "clients.prepaid", "clients.returning")


def refund(order: Order, amount_kzt: int) -> Refund:
    return operations.refund(order_id=order.pk, amount_kzt=amount_kzt, reason="cancelled", at=NOW)


def state(order: Order) -> str:
    return queries.order(order.pk).state


def test_a_refund_is_set_aside_then_gone(order: Order) -> None:
    payment = paid(order)
    asked = refund(order, 12000)
    assert (state(order), balance_of(*MONEY)) == (OrderState.REFUNDED, [12000, 0, -12000])
    recorded = hook(payment, "refund.succeeded", refund=asked).send()
    assert recorded == operations.Recorded(order.pk, Outcome.REFUND_DONE)
    assert balance_of(*MONEY) == [0, 0, 0]
    asked.refresh_from_db()
    assert (asked.state, asked.finished_at) == (RefundState.DONE, NOW)
    assert Notice.objects.filter(event="payment.refunded", channel="email").count() == 1


def test_refunds_in_parts_until_nothing_is_left(order: Order) -> None:
    paid(order)
    states = []
    for amount in (5000, 1, 6999):
        refund(order, amount)
        states.append(state(order))
    assert states == [OrderState.PARTLY_REFUNDED, OrderState.PARTLY_REFUNDED, OrderState.REFUNDED]
    with pytest.raises(operations.RefundTooLarge):
        refund(order, 1)
    assert balance_of(*MONEY) == [12000, 0, -12000]


@pytest.mark.parametrize("amount", [0, -1, 12001])
def test_wrong_amounts_are_refused(order: Order, amount: int) -> None:
    paid(order)
    with pytest.raises(operations.RefundTooLarge):
        refund(order, amount)
    assert Refund.objects.count() == 0


def test_nothing_unpaid_is_refunded(order: Order) -> None:
    with pytest.raises(operations.NotPaid):
        refund(order, 100)
    hook(attempt(order), "payment.declined").send()
    with pytest.raises(operations.NotPaid):
        refund(order, 100)


def test_a_failed_refund_is_owed_again_and_may_be_asked_again(order: Order) -> None:
    payment = paid(order)
    asked = refund(order, 12000)
    assert hook(payment, "refund.failed", refund=asked).send() == operations.Recorded(order.pk, Outcome.REFUND_FAILED)
    assert (state(order), balance_of(*MONEY)) == (OrderState.PAID, [12000, -12000, 0])
    assert Notice.objects.filter(event="payment.refunded").count() == 0
    refund(order, 12000)
    assert (state(order), balance_of(*MONEY)) == (OrderState.REFUNDED, [12000, 0, -12000])


def test_a_refund_ends_once(order: Order) -> None:
    payment = paid(order)
    asked = refund(order, 3000)
    hook(payment, "refund.succeeded", refund=asked).send()
    again = hook(payment, "refund.failed", refund=asked).send()
    assert again == operations.Recorded(order.pk, Outcome.OUT_OF_ORDER)
    with pytest.raises(WrongState):
        operations.finish_refund(refund_id=asked.pk, done=True, at=NOW)
    assert balance_of(*MONEY) == [9000, -9000, 0]


def test_a_refund_of_another_amount_or_payment_is_not_believed(order: Order) -> None:
    payment = paid(order)
    asked = refund(order, 3000)
    wrong = hook(payment, "refund.succeeded", refund=asked, amount=12000).send()
    assert wrong == operations.Recorded(order.pk, Outcome.AMOUNT_DIFFERS)
    unknown = hook(payment, "refund.succeeded", refund=asked, refund_reference=str(order.pk)).send()
    assert unknown == operations.Recorded(order.pk, Outcome.UNKNOWN)
    nameless = hook(payment, "refund.succeeded", refund=asked, refund_reference=None).send()
    assert nameless == operations.Recorded(order.pk, Outcome.UNKNOWN)
    asked.refresh_from_db()
    assert asked.state == RefundState.REQUESTED


def test_while_the_bank_is_away_the_refund_waits(order: Order) -> None:
    paid(order)
    asked = refund(order, 3000)
    with pytest.raises(gateways.ProviderUnavailable):
        operations.send_refund(refund_id=asked.pk, at=NOW)
    asked.refresh_from_db()
    assert asked.state == RefundState.REQUESTED


def test_a_bank_that_refuses_ends_the_refund(order: Order, bank) -> None:
    paid(order)  # our bank never saw this payment, so it refuses
    asked = refund(order, 3000)
    operations.send_refund(refund_id=asked.pk, at=NOW)
    asked.refresh_from_db()
    assert (asked.state, state(order), balance_of(*MONEY)) == (RefundState.FAILED, OrderState.PAID, [12000, -12000, 0])
