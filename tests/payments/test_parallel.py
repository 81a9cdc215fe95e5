"""Ten deliveries at the same instant, on ten connections: one confirmation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts.states import CLIENT
from harmonia.notices.models import Notice
from harmonia.payments import operations
from harmonia.payments.models import Order, Refund, Transaction
from harmonia.payments.states import Outcome
from harmonia.policy import BOOKING_TERMS
from tests import factories
from tests.payments.conftest import NOW, attempt, balance_of, hook, open_order, paid, person

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
AT_ONCE = 10


def at_once(work: Callable[[], Any]) -> list[Any]:
    def alone(_: int) -> Any:
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


def test_ten_replays_at_once_confirm_once() -> None:
    order = open_order(person())
    told = hook(attempt(order))
    answers = at_once(told.send)
    assert {(answer.order_id, answer.outcome) for answer in answers} == {(order.pk, Outcome.CONFIRMED)}
    assert sum(not answer.repeated for answer in answers) == 1
    assert Transaction.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="booking.settle", args={"order_id": str(order.pk)}).count() == 1
    assert Notice.objects.filter(event="payment.confirmed", channel="email").count() == 1
    assert balance_of("provider.sandbox", "clients.prepaid") == [12000, -12000]


def test_ten_orders_opened_at_once_for_one_thing_are_one() -> None:
    client, about_id = person(), uuid4()
    opened = at_once(
        lambda: (
            operations.open_order(
                person_id=client.pk, amount_kzt=5000, about="appointment", about_id=about_id, at=NOW
            ).pk
        )
    )
    assert (len(set(opened)), Order.objects.count()) == (1, 1)


def test_ten_refunds_at_once_never_return_more_than_was_paid() -> None:
    order = open_order(person())
    paid(order)
    answers = at_once(lambda: operations.refund(order_id=order.pk, amount_kzt=5000, reason="test", at=NOW))
    assert sum(isinstance(answer, Refund) for answer in answers) == 2
    assert sum(isinstance(answer, operations.RefundTooLarge) for answer in answers) == 8
    assert balance_of("clients.prepaid", "clients.returning") == [-2000, -10000]


def test_ten_sessions_at_once_spend_a_package_of_four_four_times() -> None:
    client, specialist = person(), uuid4()
    offer = BOOKING_TERMS.packages[0]
    credit = operations.order_package(
        person_id=client.pk, specialist_id=specialist, session_kzt=10_000, offer=offer, at=NOW
    )
    paid(credit.order)
    operations.issue(order_id=credit.order_id, at=NOW)
    orders = iter([open_order(client, 10_000).pk for _ in range(AT_ONCE)])
    answers = at_once(lambda: operations.spend(order_id=next(orders), credit_id=credit.pk, good_for=specialist, at=NOW))
    assert sum(isinstance(answer, Order) for answer in answers) == 4
    assert sum(isinstance(answer, operations.NotUsable) for answer in answers) == 6
    assert balance_of("clients.prepaid", "clients.credit") == [-38_000, 0]


def test_a_code_for_three_used_by_ten_at_once_counts_three_times() -> None:
    made_by = person()
    code = operations.make_promo(
        code="three", per_cent=10, starts_at=NOW, ends_at=NOW + timedelta(days=1), most_uses=3, by=made_by.pk, at=NOW
    )
    buyers = [factories.entered(f"Buyer{number}", CLIENT, number=20 + number, age=30) for number in range(AT_ONCE)]
    orders = iter([open_order(buyer).pk for buyer in buyers])
    answers = at_once(lambda: operations.redeem(order_id=next(orders), code="three", at=NOW))
    assert sum(isinstance(answer, Order) for answer in answers) == 3
    assert sum(isinstance(answer, operations.NoSuchCode) for answer in answers) == 7
    code.refresh_from_db()
    assert (code.used, code.redemptions.count()) == (3, 3)
