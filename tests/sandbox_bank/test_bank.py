"""The practice bank keeps the promises that a real one makes to shops and payers."""

import ast
import time
from pathlib import Path

import harmonia.sandbox_bank
from harmonia.sandbox_bank import signing
from tests.sandbox_bank.conftest import SECRET, Caller, Shop, within

SUCCESS, DECLINE, SLOW, NO_REFUND = "4242 4242 4242 4242", "4000000000000002", "4000000000000077", "4000000000005126"


def test_a_payment_succeeds_and_is_told_twice_with_one_event_id(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    assert caller.pay(payment, SUCCESS).status == 303
    assert within(5, lambda: len(shop.heard) == 2)
    first, second = shop.events()
    assert first == second
    assert {name: first[name] for name in ("kind", "reference", "payment", "amount", "currency")} == {
        "kind": "payment.succeeded",
        "reference": "order-1",
        "payment": payment["id"],
        "amount": 12000,
        "currency": "KZT",
    }
    assert caller.state(payment) == "succeeded"


def test_webhooks_are_signed_over_their_raw_bytes(caller: Caller, shop: Shop) -> None:
    caller.pay(caller.payment(), SUCCESS)
    assert within(5, lambda: bool(shop.heard))
    body, signature = shop.heard[0]
    now = int(time.time())
    assert signing.is_true(SECRET, body, signature, now)
    assert not signing.is_true(SECRET, body + b" ", signature, now)
    assert not signing.is_true("another", body, signature, now)
    assert not signing.is_true(SECRET, body, signature, now + signing.WINDOW_SECONDS + 2)


def test_a_refused_webhook_is_tried_again_with_a_pause(caller: Caller, shop: Shop) -> None:
    shop.answers = [500, 503]
    caller.pay(caller.payment(), SUCCESS)
    assert within(8, lambda: len(shop.heard) == 4)
    assert len({event["id"] for event in shop.events()}) == 1


def test_a_declined_card_takes_nothing(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    caller.pay(payment, DECLINE)
    assert within(5, lambda: bool(shop.heard))
    assert shop.events()[0]["kind"] == "payment.declined"
    assert caller.api("GET", "/api/statement").json() == {"lines": []}


def test_a_slow_card_is_processing_first(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    caller.pay(payment, SLOW)
    assert caller.state(payment) == "processing"
    assert 'http-equiv="refresh" content="2"' in caller.see(payment)
    assert within(5, lambda: caller.state(payment) == "succeeded")


def test_an_unknown_card_is_refused_beside_the_field_and_nothing_happens(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    answer = caller.pay(payment, "5555 5555 5555 4444")
    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.data.decode()
    assert caller.state(payment) == "waiting"
    assert shop.heard == []


def test_a_payment_is_paid_once_however_often_the_button_is_pressed(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    for _ in range(3):
        caller.pay(payment, SUCCESS)
    caller.pay(payment, DECLINE)
    assert within(5, lambda: len(shop.heard) == 2)
    time.sleep(0.5)
    assert len(shop.heard) == 2
    assert caller.state(payment) == "succeeded"


def test_the_same_key_gives_the_same_payment_and_another_body_is_refused(caller: Caller) -> None:
    assert caller.payment() == caller.payment()
    assert caller.api("POST", "/api/payments", caller.asked(amount=13000)).status == 409
    assert caller.payment(key="other")["id"] != caller.payment()["id"]


def test_unsigned_wrong_and_old_calls_are_refused(caller: Caller) -> None:
    old = signing.sign(SECRET, b"{}", int(time.time()) - 301)
    forged = signing.sign("guessed", b"{}", int(time.time()))
    for signature in ("", "t=1,v1=2", "t=x", old, forged):
        assert caller.api("POST", "/api/payments", {}, signature=signature).status == 401


def test_malformed_requests_are_refused(caller: Caller) -> None:
    wrong = ({"amount": 0}, {"amount": -5}, {"amount": 1.5}, {"amount": True}, {"currency": "USD"}, {"extra": 1},
             {"return_url": "javascript:alert(1)"})  # fmt: skip
    for change in wrong:
        assert caller.api("POST", "/api/payments", caller.asked(**change)).status == 400, change
    assert caller.api("POST", "/api/payments", caller.asked(), key="").status == 400
    assert caller.api("GET", "/api/payments/pay_none").status == 404
    assert caller.api("GET", "/api/nothing").status == 404


def test_refunds_never_exceed_the_payment(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    path = f"/api/payments/{payment['id']}/refunds"
    assert caller.api("POST", path, {"amount": 1, "reference": "r0"}, key="r0").status == 422
    caller.pay(payment, SUCCESS)
    assert within(5, lambda: caller.state(payment) == "succeeded")
    assert caller.api("POST", path, {"amount": 7000, "reference": "r1"}, key="r1").status == 202
    assert caller.api("POST", path, {"amount": 7000, "reference": "r1"}, key="r1").status == 202
    assert caller.api("POST", path, {"amount": 5001, "reference": "r2"}, key="r2").status == 422
    assert within(5, lambda: any(event["kind"] == "refund.succeeded" for event in shop.events()))
    told = next(event for event in shop.events() if event["kind"] == "refund.succeeded")
    assert (told["refund_reference"], told["amount"]) == ("r1", 7000)
    lines = [{"reference": "order-1", "paid": 12000, "refunded": 7000}]
    assert caller.api("GET", "/api/statement").json() == {"lines": lines}


def test_a_refund_to_a_card_that_takes_none_fails(caller: Caller, shop: Shop) -> None:
    payment = caller.payment()
    caller.pay(payment, NO_REFUND)
    assert within(5, lambda: caller.state(payment) == "succeeded")
    caller.api("POST", f"/api/payments/{payment['id']}/refunds", {"amount": 500, "reference": "r"}, key="r")
    assert within(5, lambda: any(event["kind"] == "refund.failed" for event in shop.events()))


def test_the_page_speaks_three_languages_and_escapes_what_the_shop_gave(caller: Caller) -> None:
    payment = caller.payment(return_url='http://127.0.0.1:9/?"><script>x</script>')
    for language, title in (("kk", "Төлем"), ("ru", "Оплата"), ("en", "Payment"), ("xx", "Оплата")):
        page = caller.see(payment, language)
        assert f"<h1>{title}</h1>" in page
        assert "<script" not in page
        assert "12\u202f000\u202f₸" in page


def test_a_missing_page_says_so(caller: Caller) -> None:
    answer = caller.http.request("GET", f"{caller.bank.address}/pay/pay_none?language=en")
    assert (answer.status, "There is no such payment." in answer.data.decode()) == (404, True)


def test_the_bank_imports_nothing_of_the_service() -> None:
    for file in Path(harmonia.sandbox_bank.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("harmonia"):
                assert node.module.startswith("harmonia.sandbox_bank"), (file.name, node.module)
