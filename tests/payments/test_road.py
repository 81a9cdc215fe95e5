"""The driver and the practice bank over real HTTP: from the pay button to the money back, and the books agree."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import urllib3
from django.db import connections
from django.utils.timezone import now

from harmonia.payments import gateways, operations, queries
from harmonia.payments.models import Order, Payment, Refund, Transaction, WebhookEvent
from harmonia.payments.states import OrderState, PaymentState, RefundState
from tests.payments.conftest import balance_of, open_order, person, within

pytestmark = [pytest.mark.real_clock, pytest.mark.django_db(transaction=True, databases=["default", "keys"])]
SUCCESS, DECLINE, SLOW, NO_REFUND = "4242424242424242", "4000000000000002", "4000000000000077", "4000000000005126"


@pytest.fixture
def ear(settings: Any) -> Iterator[None]:
    """The webhook page's place: hands every webhook to `record`."""

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operations.record(provider="sandbox", headers=dict(self.headers), body=body, at=now())
            connections.close_all()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    settings.PUBLIC_ADDRESS = settings.INNER_ADDRESS = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture
def order(bank: Any, ear: None) -> Order:
    return open_order(person())


def start(order: Order) -> str:
    return operations.start(order_id=order.pk, return_path="/me/appointments/1/paid/", at=now())


def pay(page: str, card: str) -> None:
    browser = urllib3.PoolManager()
    answer = browser.request("POST", page, fields={"card": card}, encode_multipart=False, redirect=False)
    assert answer.status == 303


def state(order: Order) -> str:
    return queries.order(order.pk).state


def refund(order: Order, amount_kzt: int) -> Refund:
    asked = operations.refund(order_id=order.pk, amount_kzt=amount_kzt, reason="test", at=now())
    operations.send_refund(refund_id=asked.pk, at=now())
    return asked


def test_pay_refund_and_reconcile(order: Order) -> None:
    page = start(order)
    assert page.startswith(queries.provider_origins()[0])
    pay(page, SUCCESS)
    assert within(10, lambda: state(order) == OrderState.PAID)
    asked = refund(order, 5000)
    assert within(10, lambda: Refund.objects.get(pk=asked.pk).state == RefundState.DONE)
    assert within(10, lambda: WebhookEvent.objects.count() == 2)
    assert balance_of("provider.sandbox", "clients.prepaid", "clients.returning") == [7000, -7000, 0]
    assert queries.reconciliation("sandbox", at=now()) == []


def test_a_second_click_leads_to_the_same_attempt(order: Order) -> None:
    assert start(order) == start(order)
    assert Payment.objects.count() == 1


def test_declined_then_tried_again(order: Order) -> None:
    pay(start(order), DECLINE)
    assert within(10, lambda: Payment.objects.get().state == PaymentState.DECLINED)
    pay(start(order), SLOW)
    assert within(10, lambda: state(order) == OrderState.PAID)
    assert Payment.objects.count() == 2
    with pytest.raises(operations.AlreadyPaid):
        start(order)


def test_a_refund_that_the_card_does_not_take(order: Order) -> None:
    pay(start(order), NO_REFUND)
    assert within(10, lambda: state(order) == OrderState.PAID)
    refund(order, 12000)
    assert within(10, lambda: state(order) == OrderState.PAID)
    assert queries.reconciliation("sandbox", at=now()) == []


def test_a_refund_asked_twice_of_the_bank_is_one(order: Order) -> None:
    pay(start(order), SUCCESS)
    assert within(10, lambda: state(order) == OrderState.PAID)
    asked = refund(order, 12000)
    operations.send_refund(refund_id=asked.pk, at=now())
    assert within(10, lambda: Refund.objects.get().state == RefundState.DONE)
    assert queries.reconciliation("sandbox", at=now()) == []


def test_money_that_the_bank_has_and_we_never_heard_of_is_found(order: Order, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = settings.INNER_ADDRESS = "http://127.0.0.1:9"
    pay(start(order), SUCCESS)
    payment = Payment.objects.get()
    assert within(10, lambda: queries.reconciliation("sandbox", at=now()) != [])
    assert queries.reconciliation("sandbox", at=now()) == [
        queries.Difference(payment.pk, ours=(0, 0), theirs=(12000, 0))
    ]
    assert Transaction.objects.count() == 0


def test_a_bank_that_is_away_costs_nothing(order: Order, settings: Any) -> None:
    there, settings.SANDBOX_BANK_ADDRESS = settings.SANDBOX_BANK_ADDRESS, "http://127.0.0.1:9"
    with pytest.raises(gateways.ProviderUnavailable):
        start(order)
    settings.SANDBOX_BANK_ADDRESS = there
    assert start(order).startswith(there)
    assert Payment.objects.count() == 1


def test_an_attempt_that_the_bank_refuses_makes_room_for_another(order: Order, settings: Any) -> None:
    start(order)
    settings.PUBLIC_ADDRESS = settings.INNER_ADDRESS = "http://127.0.0.1:10"  # the same key with another body
    with pytest.raises(gateways.ProviderRefused):
        start(order)
    assert start(order)
    assert sorted(Payment.objects.values_list("state", flat=True)) == [PaymentState.DECLINED, PaymentState.STARTED]


def test_the_page_opens_in_the_language_of_the_person(order: Order) -> None:
    from django.utils import translation

    with translation.override("kk"):
        assert start(order).endswith("?language=kk")
