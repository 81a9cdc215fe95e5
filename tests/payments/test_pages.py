"""Paying, coming back, the receipt, the desk: for the one they concern, and for nobody else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmonia.booking import operations as booking
from harmonia.booking.models import Appointment
from harmonia.payments import operations, queries
from harmonia.payments.models import Order, WebhookEvent
from harmonia.payments.states import OrderState
from tests import factories
from tests.booking import scene
from tests.payments.conftest import Hook, attempt, hook, signed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim(db: None) -> Any:
    return factories.aigerim(language="en")


@pytest.fixture
def held(aigerim: Any) -> Appointment:
    return held_for(aigerim)


def held_for(client: Any, *, name: str = "Борис Ахметов", who: Any = factories.boris) -> Appointment:
    at = timezone.now()
    specialist = scene.practice_of(who(), at=at, display_name=name)
    starts_at = next(start for start in scene.free_starts(specialist) if start > at + timedelta(hours=6))
    return scene.hold(client, specialist, starts_at, at=at)


def order_of(appointment: Appointment) -> Order:
    order = queries.order_about(appointment.pk)
    assert order is not None
    return order


def page(name: str, appointment: Appointment) -> str:
    return reverse(f"client:{name}", args=[appointment.pk])


def confirm(appointment: Appointment) -> None:
    attempt(order_of(appointment))
    confirm_attempt(appointment)


def confirm_attempt(appointment: Appointment) -> None:
    told = hook(order_of(appointment).payments.get())
    at = timezone.now()
    booking.settle_webhook(provider="sandbox", headers=signed(told.body, at=at), body=told.body, at=at)


def enter(client: Client, person: Any) -> Client:
    client.force_login(person)
    return client


def test_the_pay_page_says_what_when_and_how_much(client: Client, aigerim: Any, held: Appointment) -> None:
    answer = enter(client, aigerim).get(page("pay", held))
    said = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Борис Ахметов", "12\u202f001\u202f₸", "Almaty time", "We keep this time for you until"):
        assert words in said


def test_the_pay_page_lets_its_form_lead_to_the_bank_and_other_pages_do_not(
    client: Client, aigerim: Any, held: Appointment
) -> None:
    enter(client, aigerim)
    rules = client.get(page("pay", held))["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:9;" in rules + ";"
    assert "form-action 'self';" in client.get(page("paid", held))["Content-Security-Policy"] + ";"


def test_the_button_leads_to_the_bank(client: Client, aigerim: Any, held: Appointment, bank: Any) -> None:
    answer = enter(client, aigerim).post(page("pay", held))
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{bank.address}/pay/pay_")


def test_a_bank_that_is_away_is_explained(client: Client, aigerim: Any, held: Appointment) -> None:
    answer = enter(client, aigerim).post(page("pay", held))
    assert (answer.status_code, "The bank does not answer" in answer.content.decode()) == (200, True)


def test_a_time_that_is_gone_cannot_be_paid_for(client: Client, aigerim: Any, held: Appointment, bank: Any) -> None:
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=timezone.now() - timedelta(seconds=1))
    enter(client, aigerim)
    assert "no longer kept" in client.get(page("pay", held)).content.decode()
    assert client.post(page("pay", held)).status_code == 200
    assert order_of(held).payments.count() == 0


@pytest.mark.parametrize("name", ["pay", "paid", "receipt"])
def test_another_ones_pages_are_missing(client: Client, held: Appointment, name: str) -> None:
    confirm(held)
    enter(client, factories.zoe())
    theirs = client.get(page(name, held))
    missing = client.get(reverse(f"client:{name}", args=["00000000-0000-4000-8000-000000000000"]))
    assert theirs.status_code == missing.status_code == 404


def test_her_specialist_does_not_see_what_she_pays(client: Client, held: Appointment) -> None:
    enter(client, held.specialist.person)
    assert [client.get(page(name, held)).status_code for name in ("pay", "paid", "receipt")] == [404] * 3


def test_a_visitor_is_asked_to_sign_in(client: Client, held: Appointment) -> None:
    assert [client.get(page(name, held)).status_code for name in ("pay", "paid", "receipt")] == [302] * 3


def test_coming_back_waits_for_the_webhook(client: Client, aigerim: Any, held: Appointment) -> None:
    enter(client, aigerim)
    assert "not paid for yet" in client.get(page("paid", held)).content.decode()
    attempt(order_of(held))
    waiting = client.get(page("paid", held)).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert client.get(page("paid", held), headers={"HX-Request": "true"}).status_code == 204
    confirm_attempt(held)
    fragment = client.get(page("paid", held), headers={"HX-Request": "true"}).content.decode()
    assert "Your appointment is confirmed." in fragment
    assert "<html" not in fragment


def test_once_it_has_come_the_page_says_so_and_asks_no_more(client: Client, aigerim: Any, held: Appointment) -> None:
    confirm(held)
    said = enter(client, aigerim).get(page("paid", held)).content.decode()
    assert "Your appointment is confirmed." in said
    assert "every 2s" not in said
    assert "http-equiv" not in said
    assert client.get(page("pay", held)).status_code == 302


def test_a_decline_offers_another_try(client: Client, aigerim: Any, held: Appointment) -> None:
    hook_at_now(attempt(order_of(held)), "payment.declined")
    said = enter(client, aigerim).get(page("paid", held)).content.decode()
    assert "declined the payment" in said
    assert page("pay", held) in said


def hook_at_now(payment: Any, kind: str) -> None:
    told, at = hook(payment, kind), timezone.now()
    operations.record(provider="sandbox", headers=signed(told.body, at=at), body=told.body, at=at)


def test_a_late_payment_is_returned_and_said(client: Client, aigerim: Any, held: Appointment) -> None:
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=timezone.now() - timedelta(seconds=1))
    confirm(held)
    said = enter(client, aigerim).get(page("paid", held)).content.decode()
    assert "We are returning the whole sum" in said
    assert order_of(held).state == OrderState.REFUNDED
    assert "on its way" in client.get(page("receipt", held)).content.decode()


def test_the_receipt_shows_number_sum_and_refunds(client: Client, aigerim: Any, held: Appointment) -> None:
    confirm(held)
    order = order_of(held)
    operations.refund(order_id=order.pk, amount_kzt=6000, reason="cancelled", at=timezone.now())
    said = enter(client, aigerim).get(page("receipt", held)).content.decode()
    for words in (order.number, "12\u202f001\u202f₸", "6\u202f000\u202f₸", "BIN"):
        assert words in said


def test_without_a_payment_there_is_no_receipt(client: Client, aigerim: Any, held: Appointment) -> None:
    assert enter(client, aigerim).get(page("receipt", held)).status_code == 404


def test_the_list_of_payments_is_her_own_at_one_number_of_queries(
    client: Client, aigerim: Any, held: Appointment, django_assert_num_queries: Any
) -> None:
    confirm(held)
    zoe = factories.zoe()
    confirm(held_for(zoe, who=factories.vera))
    enter(client, aigerim)
    said = client.get(reverse("client:payments")).content.decode()
    assert (order_of(held).number in said, said.count("<tr>")) == (True, 2)
    one = count(client, reverse("client:payments"))
    for _ in range(2):
        order = operations.open_order(
            person_id=aigerim.pk, amount_kzt=5, about="appointment", about_id=zoe.pk if _ else aigerim.pk,
            at=timezone.now(),
        )  # fmt: skip
        hook_at_now(attempt(order), "payment.succeeded")
    assert count(client, reverse("client:payments")) == one


def count(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries_made:
        assert client.get(address).status_code == 200
    return len(queries_made)


def send(client: Client, told: Hook, provider: str = "sandbox") -> tuple[int, Any]:
    answer = client.post(
        reverse("webhooks:webhook", args=[provider]),
        data=told.body,
        content_type="application/json",
        headers=told.headers,
    )
    return answer.status_code, answer.json()


def test_the_webhook_books_without_session_or_token(held: Appointment) -> None:
    client = Client(enforce_csrf_checks=True)
    body = hook(attempt(order_of(held))).body
    told = Hook(body, signed(body, at=timezone.now()))
    assert send(client, told) == (200, {"code": 0, "outcome": "confirmed", "repeated": False})
    assert send(client, told) == (200, {"code": 0, "outcome": "confirmed", "repeated": True})
    held.refresh_from_db()
    assert held.state == "booked"
    assert client.cookies == {}


def test_each_refusal_has_its_answer(client: Client, held: Appointment) -> None:
    at = timezone.now()
    body = hook(attempt(order_of(held))).body
    old = at - timedelta(minutes=6)
    answers = {
        "unsigned": send(client, Hook(body, {})),
        "changed": send(client, Hook(body + b" ", signed(body, at=at))),
        "old": send(client, Hook(body, signed(body, at=old))),
        "nonsense": send(client, Hook(b"{}", signed(b"{}", at=at))),
        "unknown provider": send(client, Hook(body, signed(body, at=at)), "other"),
        "about nothing": send(client, _about_nothing(at)),
    }
    assert answers == {
        "unsigned": (400, {"refused": "forged"}),
        "changed": (400, {"refused": "forged"}),
        "old": (400, {"refused": "outside_window"}),
        "nonsense": (422, {"refused": "malformed"}),
        "unknown provider": (404, {"refused": "unknown_provider"}),
        "about nothing": (200, {"code": 0, "outcome": "unknown", "repeated": False}),
    }
    held.refresh_from_db()
    assert (held.state, WebhookEvent.objects.count()) == ("held", 1)


def _about_nothing(at: Any) -> Hook:
    event = {"id": "evt_1", "kind": "payment.succeeded", "payment": "p", "amount": 1, "currency": "KZT",
             "reference": "00000000-0000-4000-8000-000000000000"}  # fmt: skip
    body = json.dumps(event).encode()
    return Hook(body, signed(body, at=at))


def test_a_body_too_long_is_not_read(client: Client) -> None:
    body = b"x" * (64 * 1024 + 1)
    assert send(client, Hook(body, signed(body, at=timezone.now()))) == (413, {"refused": "too_long"})


def test_a_webhook_is_posted(client: Client) -> None:
    assert client.get(reverse("webhooks:webhook", args=["sandbox"])).status_code == 405


def test_the_desk_lists_appointments_without_clients(client: Client, aigerim: Any, held: Appointment) -> None:
    enter(client, factories.olga(language="en"))
    said = client.get(reverse("staff:sessions")).content.decode()
    assert "Борис Ахметов" in said
    assert str(held.pk) in said
    assert "12\u202f001\u202f₸" in said
    for hidden in ("Aigerim", "aigerim@example.kz", str(aigerim.pk)):
        assert hidden not in said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?state=held", True),
        ("?state=booked", False),
        ("?state=nonsense", True),
        ("?specialist=борис", True),
        ("?specialist=vera", False),
        ("?since=2020-01-01&until=2100-01-01", True),
        ("?until=2020-01-01", False),
        ("?since=2100-01-01", False),
        ("?since=yesterday", True),
        ("?page=77", True),
    ],
)
def test_the_desk_filters(client: Client, held: Appointment, query: str, shown: bool) -> None:
    said = enter(client, factories.olga()).get(reverse("staff:sessions") + query).content.decode()
    assert (str(held.pk) in said) is shown


def test_the_desk_asks_as_much_for_three_as_for_one(client: Client, aigerim: Any, held: Appointment) -> None:
    enter(client, factories.olga())
    one = count(client, reverse("staff:sessions"))
    at = timezone.now()
    starts = [start for start in scene.free_starts(held.specialist) if start > at + timedelta(days=2)]
    for start in starts[:2]:
        scene.hold(factories.zoe() if start == starts[0] else aigerim, held.specialist, start, at=at)
    assert count(client, reverse("staff:sessions")) == one


@pytest.mark.parametrize("name", ["staff:sessions", "staff:payments"])
def test_the_desk_is_for_support_and_the_owner(client: Client, name: str) -> None:
    people = {
        who: who() for who in (factories.aigerim, factories.boris, factories.pavel, factories.dana, factories.olga)
    }
    answers = {}
    for who, person in people.items():
        enter(client, person)
        answers[who.__name__] = client.get(reverse(name)).status_code
    assert answers == {"aigerim": 404, "boris": 404, "pavel": 404, "dana": 404, "olga": 200}


def test_the_books_are_compared_on_request(client: Client, held: Appointment, bank: Any) -> None:
    enter(client, factories.olga(language="en"))
    assert "Compare with the providers" in client.get(reverse("staff:payments")).content.decode()
    assert "agree to the tenge" in client.get(reverse("staff:payments") + "?compare=1").content.decode()
    confirm(held)
    said = client.get(reverse("staff:payments") + "?compare=1").content.decode()
    assert "The books differ on 1 payment." in said
    assert "payment confirmed" in said
