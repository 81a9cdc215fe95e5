"""Packages, certificates and codes as people meet them: the sums are said before the click, strangers find nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmonia.accounts.states import EDITOR
from harmonia.booking.models import Appointment
from harmonia.payments import operations
from harmonia.payments.models import Credit, Promo, Refund
from tests import factories
from tests.booking import scene
from tests.payments.conftest import attempt, hook
from tests.payments.test_pages import held_for, order_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def aigerim(db: None) -> Any:
    return factories.aigerim(language="en")


def browser(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def paid_now(credit: Credit) -> Credit:
    at = timezone.now()
    hook(attempt(credit.order)).send()
    return operations.issue(order_id=credit.order_id, at=at)


def test_a_package_is_bought_pays_a_session_and_takes_it_back(aigerim: Any) -> None:
    held = held_for(aigerim)
    hers = browser(aigerim)
    slug = held.specialist.slug
    assert b"45" in hers.get(reverse("client:package", args=[slug])).content
    where = hers.post(reverse("client:package", args=[slug]), {"sessions": "4"}).headers["Location"]
    credit = Credit.objects.get()
    assert where == reverse("client:credit", args=[credit.pk])
    assert b"Pay" in hers.get(where).content
    paid_now(credit)
    pay = reverse("client:pay", args=[held.pk])
    assert b"From my package: 4 sessions are left" in hers.get(pay).content
    stranger = browser(factories.zoe())
    assert stranger.post(reverse("client:pay_by_credit", args=[held.pk]), {"credit": credit.pk}).status_code == 404
    hers.post(reverse("client:pay_by_credit", args=[held.pk]), {"credit": credit.pk})
    held.refresh_from_db()
    assert held.state == "booked"
    cancelling = hers.get(reverse("client:cancel", args=[held.pk])).content.decode()
    assert "to the card that was paid with" in cancelling  # so near, half of it comes back, and not as half a session
    hers.post(reverse("client:cancel", args=[held.pk]), {"shown_kzt": -(-credit.unit_kzt // 2)})
    credit.refresh_from_db()
    assert credit.left_kzt == credit.initial_kzt - credit.unit_kzt
    assert Refund.objects.get().amount_kzt == -(-credit.unit_kzt // 2)
    assert "goes back to the card" in hers.get(reverse("client:credit_close", args=[credit.pk])).content.decode()
    hers.post(reverse("client:credit_close", args=[credit.pk]))
    credit.refresh_from_db()
    assert credit.left_kzt == 0
    for name in ("client:credit", "client:credit_close"):
        assert stranger.get(reverse(name, args=[credit.pk])).status_code == 404


def test_a_certificate_goes_from_one_to_another(aigerim: Any) -> None:
    hers, zoe = browser(aigerim), browser(factories.zoe())
    hers.post(reverse("client:certificate"), {"amount": "123"})
    assert Credit.objects.count() == 0
    hers.post(reverse("client:certificate"), {"amount": "10000"})
    credit = Credit.objects.get()
    code = operations.code_of(credit.pk)
    assert code not in hers.get(reverse("client:credits")).content.decode()  # it is not paid for yet
    paid_now(credit)
    assert code in hers.get(reverse("client:credits")).content.decode()
    wrong = zoe.post(reverse("client:credit_claim"), {"code": "AAAA-BBBB"}).content.decode()
    assert "There is no such certificate" in wrong
    assert "AAAA-BBBB" in wrong
    zoe.post(reverse("client:credit_claim"), {"code": code.lower()})
    assert "Gift certificate" in zoe.get(reverse("client:credits")).content.decode()
    assert "belongs to somebody" in hers.post(reverse("client:credit_claim"), {"code": code}).content.decode()


def test_a_code_takes_its_part_off_before_the_bank_is_asked(aigerim: Any) -> None:
    editor = browser(factories.entered("Nina", EDITOR, number=51, language="en"))
    today = timezone.localdate()
    said = {
        "code": "autumn",
        "per_cent": "10",
        "starts_on": today,
        "ends_on": today - timedelta(days=1),
        "most_uses": 5,
    }
    assert b"before the first one" in editor.post(reverse("staff:promos"), said).content
    editor.post(reverse("staff:promos"), said | {"ends_on": today})
    assert b"is or was such a code" in editor.post(reverse("staff:promos"), said | {"ends_on": today}).content
    held = held_for(aigerim)
    hers, pay = browser(aigerim), reverse("client:pay_with_code", args=[held.pk])
    assert b"There is no such code" in hers.post(pay, {"code": "winter"}).content
    assert hers.post(pay, {"code": "AUTUMN"}).status_code == 302
    assert order_of(held).amount_kzt == held.price_kzt - -(-held.price_kzt // 10)
    assert b"used this already" in hers.post(pay, {"code": "AUTUMN"}).content
    promo = Promo.objects.get()
    assert promo.used == 1
    editor.post(reverse("staff:promo_stop", args=[promo.pk]))
    other: Appointment = scene.hold(
        factories.zoe(), held.specialist, held.starts_at + timedelta(days=1), at=timezone.now()
    )
    refused = browser(other.client).post(reverse("client:pay_with_code", args=[other.pk]), {"code": "AUTUMN"})
    assert b"There is no such code" in refused.content
