"""One contract for all providers, each against a program that speaks its protocol: practice bank, CloudPayments,
Freedom Pay."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid4

import pytest
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.payments import gateways, operations, queries
from harmonia.payments.gateways.sandbox import signature
from harmonia.payments.models import Order, Payment, Refund, WebhookEvent
from harmonia.payments.states import OrderState, Outcome, RefundState
from tests.payments import cloud, freedom
from tests.payments.conftest import SECRET, balance_of, within

Heard = tuple[dict[str, str], bytes]


def serving(module: Any) -> Iterator[str]:
    with subprocess.Popen([sys.executable, str(Path(module.__file__))], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        yield f"http://127.0.0.1:{program.stdout.readline().strip()}"
        program.terminate()


@pytest.fixture(scope="module")
def cloud_address() -> Iterator[str]:
    yield from serving(cloud)


@pytest.fixture(scope="module")
def freedom_address() -> Iterator[str]:
    yield from serving(freedom)


@dataclass
class Shop:
    """A provider and its payer: what he does comes back as notifications (headers, body)."""

    name: str
    address: str
    store: Any = None

    def pay(self, payment: Payment, *, decline: bool = False) -> Heard:
        if self.name == "cloudpayments":
            return self._ask("/practice/pay", InvoiceId=str(payment.pk), to="", decline=decline)
        if self.name == "freedompay":
            return self._freedom("pay", payment=payment.provider_reference, decline=decline)
        reference = payment.provider_reference
        card = "4000000000000002" if decline else "4242424242424242"
        typed = urlencode({"card": card}).encode()
        urllib.request.urlopen(f"{self.address}/pay/{reference}", typed)  # noqa: S310  the test's own bank
        return self._bank_says("payment.declined" if decline else "payment.succeeded")

    @property
    def tells_of_refunds(self) -> bool:
        """Or answers at once how a refund ended."""
        return self.name != "freedompay"

    def refunded(self, refund: Refund) -> Heard:
        if self.name == "cloudpayments":
            return self._ask("/practice/tell", to="")
        return self._bank_says("refund.succeeded")

    def _bank_says(self, kind: str) -> Heard:
        found: list[bytes] = []

        def told() -> bool:
            with self.store.open() as db:
                rows = db.execute("SELECT body FROM deliveries ORDER BY number DESC").fetchall()
            found[:] = [row["body"] for row in rows if json.loads(row["body"])["kind"] == kind]
            return bool(found)

        assert within(20, told)
        seconds = int(datetime.now(UTC).timestamp())
        return {"Sandbox-Signature": f"t={seconds},v1={signature(SECRET, found[0], seconds)}"}, found[0]

    def _freedom(self, path: str, **said: Any) -> Heard:
        with urllib.request.urlopen(f"{self.address}/practice/{path}", json.dumps(said).encode()) as answer:  # noqa: S310  the same
            return {}, json.loads(answer.read()).get("body", "").encode()

    def _ask(self, path: str, **said: Any) -> Heard:
        with urllib.request.urlopen(self.address + path, json.dumps(said).encode()) as answer:  # noqa: S310  the same
            told = json.loads(answer.read())["Model"]
        return {"Content-HMAC": told["mac"]}, told["body"].encode()


@pytest.fixture(params=["sandbox", "cloudpayments", "freedompay"])
def shop(request: pytest.FixtureRequest, settings: Any, cloud_address: str, freedom_address: str, bank: Any) -> Shop:
    settings.PAYMENT_PROVIDERS = [request.param]
    settings.INNER_ADDRESS = "http://127.0.0.1:9"
    settings.CLOUDPAYMENTS_ADDRESS, settings.CLOUDPAYMENTS_PAGES = cloud_address, "https://orders.example"
    settings.CLOUDPAYMENTS_PUBLIC_ID, settings.CLOUDPAYMENTS_API_SECRET = cloud.LOGIN, cloud.SECRET
    settings.FREEDOMPAY_ADDRESS, settings.FREEDOMPAY_PAGES = freedom_address, "https://customer.example"
    settings.FREEDOMPAY_MERCHANT_ID, settings.FREEDOMPAY_SECRET = freedom.MERCHANT, freedom.SECRET
    addresses = {"sandbox": bank.address, "cloudpayments": cloud_address, "freedompay": freedom_address}
    return Shop(request.param, addresses[request.param], bank.store)


def hear(shop: Shop, told: Heard) -> operations.Recorded | None:
    return operations.record(provider=shop.name, headers=told[0], body=told[1], at=datetime.now(UTC))


def started(order: Order) -> Payment:
    page = operations.start(order_id=order.pk, return_path="/me/", at=datetime.now(UTC))
    again = operations.start(order_id=order.pk, return_path="/me/", at=datetime.now(UTC))
    payment = order.payments.get()
    assert page == again
    assert page.startswith(gateways.provider(payment.provider).origin)
    return payment


@pytest.mark.django_db(databases=["default", "keys"])
def test_paid_refunded_replayed_and_reconciled(shop: Shop, order: Order) -> None:
    payment = started(order)
    declined = shop.pay(payment, decline=True) if shop.name == "cloudpayments" else None
    told = shop.pay(payment)
    assert hear(shop, told) == operations.Recorded(order.pk, Outcome.CONFIRMED)
    assert hear(shop, told) == operations.Recorded(order.pk, Outcome.CONFIRMED, repeated=True)
    if declined:  # another transaction of the same page, told late: nothing of ours any more
        assert hear(shop, declined) is None
    assert queries.reconciliation(shop.name, at=datetime.now(UTC)) == []
    asked = operations.refund(order_id=order.pk, amount_kzt=5_000, reason="test", at=datetime.now(UTC))
    for _ in range(2):
        operations.send_refund(refund_id=asked.pk, at=datetime.now(UTC))
    if shop.tells_of_refunds:
        hear_of_the_refund(shop, order, payment, asked)
    assert queries.reconciliation(shop.name, at=datetime.now(UTC)) == []
    assert queries.order(order.pk).state == OrderState.PARTLY_REFUNDED
    assert balance_of(f"provider.{shop.name}", "clients.prepaid", "clients.returning") == [7_000, -7_000, 0]


def hear_of_the_refund(shop: Shop, order: Order, payment: Payment, asked: Refund) -> None:
    back = shop.refunded(asked)
    if shop.name == "cloudpayments":
        assert [each.payment_id for each in queries.reconciliation(shop.name, at=datetime.now(UTC))] == [
            payment.pk
        ]  # we do not know yet
    assert hear(shop, back) == operations.Recorded(order.pk, Outcome.REFUND_DONE)
    assert hear(shop, back) == operations.Recorded(order.pk, Outcome.REFUND_DONE, repeated=True)


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_refund_larger_than_the_payment_is_refused_by_us_and_by_the_provider(shop: Shop, order: Order) -> None:
    payment = started(order)
    hear(shop, shop.pay(payment))
    payment.refresh_from_db()
    with pytest.raises(operations.RefundTooLarge):
        operations.refund(order_id=order.pk, amount_kzt=12_001, reason="test", at=datetime.now(UTC))
    with pytest.raises(gateways.ProviderRefused):
        gateways.provider(shop.name).refund(
            reference=str(payment.provider_reference), refund_id=uuid4(), amount_kzt=12_001, returned_kzt=0
        )
    assert Refund.objects.exclude(state=RefundState.FAILED).count() == 0


def signed_places(shop: Shop, body: bytes) -> list[int]:
    """Freedom Pay signs the values of fields and not their names (test_freedompay.py says what that lets through)."""
    if shop.name != "freedompay":
        return list(range(len(body)))
    inside = accumulate(body, lambda was, sign: sign if sign in b"=&" else was, initial=ord("&"))
    return [place for place, mark in enumerate(inside) if mark == ord("=") and place < len(body)]


@pytest.mark.django_db(databases=["default", "keys"])
def test_no_flipped_byte_is_heard(shop: Shop, order: Order) -> None:
    headers, body = shop.pay(started(order))
    for place in signed_places(shop, body)[::7]:
        wrong = bytearray(body)
        wrong[place] ^= 1
        with pytest.raises(gateways.Forged):
            hear(shop, (headers, bytes(wrong)))
    with pytest.raises(gateways.Forged):
        hear(shop, ({}, body.partition(b"&pg_sig=")[0]))
    assert WebhookEvent.objects.count() == 0
    assert hear(shop, (headers, body)) == operations.Recorded(order.pk, Outcome.CONFIRMED)


def test_a_provider_that_is_away_is_said_to_be_away(shop: Shop, settings: Any) -> None:
    settings.SANDBOX_BANK_ADDRESS = settings.CLOUDPAYMENTS_ADDRESS = "http://127.0.0.1:9"
    settings.FREEDOMPAY_ADDRESS = settings.SANDBOX_BANK_ADDRESS
    said = {"payment_id": uuid4(), "amount_kzt": 1_000, "return_address": "http://here", "language": "kk"}
    with pytest.raises(gateways.ProviderUnavailable):
        gateways.provider(shop.name).start(**said)


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("shop", ["cloudpayments"], indirect=True)
def test_a_notification_is_answered_as_the_documents_ask(shop: Shop, aigerim: Person) -> None:
    gift = operations.order_certificate(person_id=aigerim.pk, amount_kzt=10_000, at=datetime.now(UTC))
    headers, body = shop.pay(started(gift.order))
    client = Client(headers=headers)
    kind = "application/x-www-form-urlencoded"
    for _ in range(2):
        answer = client.post("/webhooks/cloudpayments/", body, content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (200, 0)
    gift.refresh_from_db()
    assert gift.left_kzt == 10_000
    assert Client().post("/webhooks/cloudpayments/", body, content_type=kind).status_code == 400


@pytest.mark.parametrize("shop", ["cloudpayments"], indirect=True)
@pytest.mark.parametrize(
    "change",
    [
        {"Amount": "12000.50"},
        {"Amount": "NaN"},
        {"Amount": "x"},
        {"Currency": "USD"},
        {"OperationType": "CardPayout"},
        {"Status": "Authorized"},
        {"TransactionId": "5x"},
        {"InvoiceId": "7"},
        {"OperationType": "Refund"},
    ],
)
def test_nonsense_under_a_true_signature_is_malformed(shop: Shop, change: dict[str, str]) -> None:
    said = {
        "TransactionId": "501", "Amount": "12000.00", "Currency": "KZT", "InvoiceId": str(UUID(int=7)),
        "OperationType": "Payment", "Status": "Completed",
    }  # fmt: skip
    assert gateways.provider(shop.name).read(urlencode(said).encode()).amount_kzt == 12_000
    body = urlencode(said | change).encode()
    mac = base64.b64encode(hmac.new(cloud.SECRET.encode(), body, hashlib.sha256).digest()).decode()
    with pytest.raises(gateways.Malformed):
        hear(shop, ({"content-hmac": mac}, body))
    assert dict(parse_qsl(body.decode())) == said | change
