"""Prices that fall for everybody: between two moments, within limits, never twice, and shown beside what they were."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from harmonia.accounts.models import Person
from harmonia.accounts.states import EDITOR, OWNER
from harmonia.booking import operations as booking
from harmonia.booking.models import Appointment
from harmonia.journal.models import Entry
from harmonia.payments import operations
from harmonia.payments.models import Order, Promotion, PromotionUse
from harmonia.payments.rules.credits import promotion_kzt
from harmonia.specialists.models import Specialist
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.payments.conftest import balance_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
DAY = timedelta(days=1)


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim()


@pytest.fixture
def practice(db: None) -> Specialist:
    return scene.practice_of(factories.boris())  # 12 001 tenge


def somebody() -> UUID:
    return Person.objects.values_list("pk", flat=True)[:1].get()


def let_fall(**changes: Any) -> Promotion:
    said = {
        "per_cent": 20, "off_kzt": None, "specialists": [], "starts_at": NOW - DAY, "ends_at": NOW + 30 * DAY,
        "most_uses": None, "by": somebody(), "at": NOW,
    }  # fmt: skip
    return operations.make_promotion(**said | changes)


def order_of(appointment: Appointment) -> Order:
    return Order.objects.get(about_id=appointment.pk)


@pytest.mark.parametrize(
    ("price", "per_cent", "off_kzt", "taken"),
    [(12_001, 20, None, 2_401), (12_001, None, 3_000, 3_000), (1_000, None, 5_000, 900), (1_000, 90, None, 900),
     (100, 50, None, 0), (50, None, 10, 0)],
)  # fmt: skip
def test_what_is_taken_off_leaves_something_to_pay(price: int, per_cent: int, off_kzt: int, taken: int) -> None:
    assert promotion_kzt(price, per_cent, off_kzt) == taken


def test_a_session_costs_less_and_the_specialist_earns_the_same(aigerim: Person, practice: Specialist) -> None:
    let_fall()
    held = scene.hold(aigerim, practice)
    order = order_of(held)
    assert (order.price_kzt, order.discount_kzt, order.amount_kzt) == (12_001, 2_401, 9_600)
    booking.settle(order_id=scene.pay(held).pk, at=NOW)
    earning = operations.record_earning(about_id=held.pk, payee_id=None, held_at=NOW, at=NOW)
    assert earning is not None
    assert operations.earn(earning_id=earning.pk, at=earning.due_at).gross_kzt == 12_001
    assert balance_of("clients.prepaid", "service.promotions") == [0, 2_401]
    assert Entry.objects.filter(event="payments.promotion_used").count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"starts_at": NOW + timedelta(seconds=1)}, {"ends_at": NOW}, {"specialists": [uuid4()]}],
)
def test_before_after_and_with_others_the_price_stands(
    aigerim: Person, practice: Specialist, changes: dict[str, Any]
) -> None:
    let_fall(**changes)
    assert order_of(scene.hold(aigerim, practice)).discount_kzt == 0


def test_promotions_do_not_add_up_and_a_stopped_one_counts_no_more(aigerim: Person, practice: Specialist) -> None:
    let_fall(per_cent=10)
    largest = let_fall(per_cent=None, off_kzt=3_000, specialists=[practice.pk])
    held = scene.hold(aigerim, practice)
    assert order_of(held).discount_kzt == 3_000
    operations.stop_promotion(promotion_id=largest.pk, by=somebody(), at=NOW)
    operations.promote(order_id=order_of(held).pk, good_for=practice.pk, at=NOW)
    assert order_of(held).discount_kzt == 3_000  # who holds it keeps it
    assert order_of(scene.hold(aigerim, practice, scene.WEDNESDAY_TEN)).discount_kzt == 1_201


def test_a_code_takes_its_place_only_when_it_takes_off_more(aigerim: Person, practice: Specialist) -> None:
    let_fall()
    for code, per_cent in (("SMALL", 20), ("LARGE", 25)):
        operations.make_promo(
            code=code, per_cent=per_cent, starts_at=NOW, ends_at=NOW + DAY, most_uses=5, by=somebody(), at=NOW
        )
    order = order_of(scene.hold(aigerim, practice))
    with pytest.raises(operations.FallenByMore):
        operations.redeem(order_id=order.pk, code="SMALL", at=NOW)
    after = operations.redeem(order_id=order.pk, code="LARGE", at=NOW)
    assert (after.price_kzt, after.discount_kzt, after.amount_kzt) == (12_001, 3_001, 9_000)
    assert PromotionUse.objects.get().given_up_at == NOW


def test_a_time_given_up_leaves_the_place_to_the_next(aigerim: Person, practice: Specialist) -> None:
    let_fall(most_uses=1)
    first = scene.hold(aigerim, practice)
    zoe = factories.zoe()
    assert order_of(scene.hold(zoe, practice, scene.WEDNESDAY_TEN)).discount_kzt == 0
    booking.release(appointment_id=first.pk, by=aigerim, at=NOW)
    assert order_of(scene.hold(zoe, practice)).discount_kzt == 2_401


@pytest.mark.parametrize("wrong", [{"off_kzt": 5}, {"per_cent": None}, {"per_cent": 91}, {"most_uses": 0}])
def test_the_database_refuses_what_cannot_be(practice: Specialist, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        let_fall(**wrong)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_limit_holds_however_many_come_at_once(aigerim: Person, practice: Specialist) -> None:
    let_fall(most_uses=2)
    opened = [
        operations.open_order(person_id=aigerim.pk, amount_kzt=12_001, about="appointment", about_id=uuid4(), at=NOW)
        for _ in range(6)
    ]
    start = threading.Barrier(len(opened))

    def come(order: Order) -> None:
        start.wait()
        operations.promote(order_id=order.pk, good_for=practice.pk, at=NOW)
        connections.close_all()

    crowd = [threading.Thread(target=come, args=[order]) for order in opened]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert Order.objects.filter(discount_kzt=2_401).count() == PromotionUse.objects.count() == 2


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return factories.confirmed(client)


def test_the_owner_names_with_whom_by_the_addresses_of_their_pages(practice: Specialist) -> None:
    owner = browser(factories.entered("Saule", OWNER, number=52, language="en"))
    said = {"per_cent": "20", "starts_on": localdate().isoformat(), "ends_on": (localdate() + DAY).isoformat()}
    unknown = owner.post(reverse("staff:promotions"), said | {"specialists": f"{practice.slug}\nnobody-at-all"})
    assert b"has this address: nobody-at-all" in unknown.content
    assert f"{practice.slug}\nnobody-at-all".encode() in unknown.content, "what was written is not lost"
    assert Promotion.objects.count() == 0
    written = f"https://harmonia.kz/specialists/{practice.slug}/\n"
    assert owner.post(reverse("staff:promotions"), said | {"specialists": written}).status_code == 302
    assert Promotion.objects.get().specialists == [practice.pk]


def test_the_owner_lets_prices_fall_and_everybody_sees_what_they_were(practice: Specialist) -> None:
    owner = browser(factories.entered("Saule", OWNER, number=52, language="en"))
    path = reverse("staff:promotions")
    said = {"per_cent": "20", "starts_on": localdate().isoformat(), "ends_on": (localdate() + DAY).isoformat()}
    both = owner.post(path, said | {"off_kzt": "500"})
    assert b"one of the two" in both.content
    assert b"before the first one" in owner.post(path, said | {"ends_on": "2020-01-01"}).content
    assert Promotion.objects.count() == 0
    assert owner.post(path, said).status_code == 302
    page = Client(headers={"accept-language": "en"}).get(f"/specialists/{practice.slug}/").content.decode()
    assert '<s class="muted">12' in page
    assert "9 600" in page.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ") or "9,600" in page
    owner.post(reverse("staff:promotion_stop", args=[Promotion.objects.get().pk]))
    assert Promotion.objects.get().stopped_at is not None
    assert "<s class" not in Client().get(f"/specialists/{practice.slug}/").content.decode()
    editor = browser(factories.entered("Nurlan", EDITOR, number=51, language="en"))
    assert editor.get(path).status_code == 404
