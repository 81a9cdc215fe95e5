"""What is Freedom Pay's own: a signature over fields, an answer in XML, refunds answered at once that have no name."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.payments import gateways, operations, queries
from harmonia.payments.models import Order, Refund, WebhookEvent
from harmonia.payments.states import Outcome, RefundState
from tests.payments import freedom
from tests.payments.test_providers import Shop, cloud_address, freedom_address, hear, shop, started

__all__ = ["cloud_address", "freedom_address", "shop"]
only_here = pytest.mark.parametrize("shop", ["freedompay"], indirect=True)
db = pytest.mark.django_db(databases=["default", "keys"])
ASKED = {"amount_kzt": 5_000, "reason": "test"}


def resigned(body: bytes, **changes: str) -> bytes:
    said = dict(parse_qsl(body.decode())) | changes
    return urlencode(said | {"pg_sig": freedom.signed("result", said)}).encode()


@db
@only_here
def test_a_result_is_answered_in_signed_xml_and_nothing_of_the_payer_is_stored(shop: Shop, aigerim: Person) -> None:
    gift = operations.order_certificate(person_id=aigerim.pk, amount_kzt=10_000, at=datetime.now(UTC))
    _, body = shop.pay(started(gift.order))
    assert b"pg_user_phone=77010000001" in body
    for _ in range(2):
        answer = Client().post("/webhooks/freedompay/result", body, content_type="application/x-www-form-urlencoded")
        told = {field.tag: str(field.text) for field in ElementTree.fromstring(answer.content)}  # noqa: S314  our own
        assert (answer.status_code, told["pg_status"]) == (200, "ok")
        assert told["pg_sig"] == freedom.signed("result", told)
    stored = bytes(WebhookEvent.objects.get().raw)
    assert set(dict(parse_qsl(stored.decode()))) == {
        "pg_order_id", "pg_payment_id", "pg_amount", "pg_currency", "pg_result",
    }  # fmt: skip
    assert Client().post("/webhooks/freedompay/result", body[:-1], content_type="text/plain").status_code == 400


@db
@only_here
def test_a_decline_told_after_the_payment_changes_nothing(shop: Shop, order: Order) -> None:
    payment = started(order)
    declined = shop.pay(payment, decline=True)
    paid = shop.pay(payment)
    assert hear(shop, paid) == operations.Recorded(order.pk, Outcome.CONFIRMED)
    assert hear(shop, declined) == operations.Recorded(order.pk, Outcome.OUT_OF_ORDER)
    assert queries.reconciliation("freedompay", at=datetime.now(UTC)) == []


@db
@only_here
def test_a_lost_answer_returns_nothing_twice(shop: Shop, order: Order) -> None:
    payment = started(order)
    hear(shop, shop.pay(payment))
    asked = operations.refund(order_id=order.pk, at=datetime.now(UTC), **ASKED)  # type: ignore[arg-type]
    shop._freedom("lose", script="revoke.php")
    with pytest.raises(gateways.ProviderUnavailable):
        operations.send_refund(refund_id=asked.pk, at=datetime.now(UTC))
    [difference] = queries.reconciliation("freedompay", at=datetime.now(UTC))
    assert (difference.ours, difference.theirs) == ((12_000, 0), (12_000, 5_000))
    operations.send_refund(refund_id=asked.pk, at=datetime.now(UTC))
    asked.refresh_from_db()
    assert (asked.state, queries.reconciliation("freedompay", at=datetime.now(UTC))) == (RefundState.DONE, [])


@db
@only_here
def test_two_refunds_of_one_payment_wait_for_each_other(shop: Shop, order: Order) -> None:
    hear(shop, shop.pay(started(order)))
    first, second = (
        operations.refund(order_id=order.pk, amount_kzt=kzt, reason="test", at=datetime.now(UTC))
        for kzt in (5_000, 3_000)
    )
    shop._freedom("lose", script="revoke.php")
    with pytest.raises(gateways.ProviderUnavailable):
        operations.send_refund(refund_id=first.pk, at=datetime.now(UTC))
    with pytest.raises(gateways.ProviderUnavailable, match="another return"):
        operations.send_refund(refund_id=second.pk, at=datetime.now(UTC))
    for each in (first, second):
        operations.send_refund(refund_id=each.pk, at=datetime.now(UTC))
    assert Refund.objects.filter(state=RefundState.DONE).count() == 2
    assert queries.reconciliation("freedompay", at=datetime.now(UTC)) == []


@db
@only_here
def test_names_that_nobody_signed_make_no_other_payment(shop: Shop, order: Order) -> None:
    _, body = shop.pay(started(order))
    for name in ("pg_amount", "pg_order_id", "pg_payment_id", "pg_result", "pg_currency"):
        with pytest.raises(gateways.Forged):
            hear(shop, ({}, body.replace(f"{name}=".encode(), f"{name}z=".encode())))
    renamed = body.replace(b"pg_card_pan=", b"pg_card_pbn=")
    driver = gateways.provider("freedompay")
    assert driver.read(renamed) == driver.read(body)
    assert hear(shop, ({}, renamed)) == operations.Recorded(order.pk, Outcome.CONFIRMED)


@db
@only_here
def test_another_amount_or_another_transaction_confirms_nothing(shop: Shop, order: Order) -> None:
    headers, body = shop.pay(started(order))
    wrong = hear(shop, (headers, resigned(body, pg_amount="1.00")))
    assert wrong == operations.Recorded(order.pk, Outcome.AMOUNT_DIFFERS)
    assert hear(shop, (headers, resigned(body, pg_payment_id="1"))) is None


@only_here
@pytest.mark.parametrize(
    "change",
    [{"pg_amount": "12000.50"}, {"pg_amount": "x"}, {"pg_currency": "USD"}, {"pg_result": "2"}, {"pg_order_id": "7"},
     {"pg_payment_id": "5x"}, {"pg_payment_id": ""}],
)  # fmt: skip
def test_nonsense_under_a_true_signature_is_malformed(shop: Shop, change: dict[str, str]) -> None:
    said = {
        "pg_order_id": str(UUID(int=7)), "pg_payment_id": "501", "pg_amount": "12000.00", "pg_currency": "KZT",
        "pg_result": "1", "pg_salt": "s",
    }  # fmt: skip
    assert gateways.provider("freedompay").read(resigned(urlencode(said).encode())).amount_kzt == 12_000
    with pytest.raises(gateways.Malformed):
        hear(shop, ({}, resigned(urlencode(said).encode(), **change)))


@only_here
def test_a_wrong_secret_of_ours_and_an_unsigned_answer_are_told_apart(shop: Shop, settings: Any) -> None:
    said = {"payment_id": uuid4(), "amount_kzt": 1_000, "return_address": "http://here", "language": "kk"}
    settings.FREEDOMPAY_SECRET = "another"
    with pytest.raises(gateways.ProviderRefused, match="9998"):
        gateways.provider("freedompay").start(**said)
    settings.FREEDOMPAY_SECRET = freedom.SECRET
    driver = gateways.PROVIDERS["freedompay"]()
    unsigned = b"<response><pg_status>ok</pg_status><pg_redirect_url>https://elsewhere</pg_redirect_url></response>"
    bomb = b"<!DOCTYPE x [<!ENTITY a 'a'>]><response><pg_status>ok</pg_status></response>"
    for body in (unsigned, bomb, b"<response>", b""):
        with pytest.raises(gateways.ProviderUnavailable):
            driver._told("init_payment.php", body)  # type: ignore[attr-defined]  # its own
