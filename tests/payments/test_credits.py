"""Packages, certificates and codes: bought, spent, returned; never more than there is, and each rule has its no."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts.models import Person
from harmonia.journal.models import Entry
from harmonia.payments import operations, queries
from harmonia.payments.models import Credit, Order, Promo, Redemption, Refund
from harmonia.payments.rules.credits import (
    Returned,
    certificate_code,
    discount_kzt,
    on_sale,
    package_kzt,
    plain_code,
)
from harmonia.payments.states import OrderState
from harmonia.policy import BOOKING_TERMS
from tests import factories
from tests.payments.conftest import NOW, attempt, balance_of, open_order, paid
from tests.payments.earned import LATER, recorded

db = pytest.mark.django_db(databases=["default", "keys"])
FOUR = BOOKING_TERMS.packages[0]
ACCOUNTS = ("provider.sandbox", "clients.prepaid", "clients.credit", "clients.returning")
SPECIALIST = uuid4()
DAY = timedelta(days=1)


@pytest.fixture
def zoe(db: None) -> Person:
    return factories.zoe()


def package(person: Person) -> Credit:
    """Four sessions of 12 000 at 5 % off: 45 600 in all."""
    credit = operations.order_package(
        person_id=person.pk, specialist_id=SPECIALIST, session_kzt=12_000, offer=FOUR, at=NOW
    )
    paid(credit.order)
    return operations.issue(order_id=credit.order_id, at=NOW)


def certificate(buyer: Person, holder: Person, amount_kzt: int = 10_000) -> Credit:
    credit = operations.order_certificate(person_id=buyer.pk, amount_kzt=amount_kzt, at=NOW)
    paid(credit.order)
    operations.issue(order_id=credit.order_id, at=NOW)
    return operations.claim(code=operations.code_of(credit.pk), person_id=holder.pk, at=NOW)


def promo(by: Person, **changes: Any) -> Promo:
    said = {"code": "autumn", "per_cent": 10, "starts_at": NOW, "ends_at": LATER, "most_uses": 2, **changes}
    return operations.make_promo(**said, by=by.pk, at=NOW)


def spend(order: Order, credit: Credit, *, good_for: UUID = SPECIALIST, at: Any = NOW, **said: Any) -> Order:
    return operations.spend(order_id=order.pk, credit_id=credit.pk, good_for=good_for, at=at, **said)


def test_packages_are_sold_between_their_days() -> None:
    assert package_kzt(12_000, FOUR) == 45_600
    assert package_kzt(12_001, FOUR) % FOUR.sessions == 0
    assert FOUR in on_sale(FOUR.since_on)
    assert FOUR not in on_sale(FOUR.since_on - DAY)


@pytest.mark.parametrize(
    ("kzt", "per_cent", "off"), [(12_000, 10, 1_200), (12_001, 10, 1_201), (150, 90, 50), (100, 50, 0), (90, 50, 0)]
)
def test_a_code_rounds_for_the_client_and_leaves_something_to_pay(kzt: int, per_cent: int, off: int) -> None:
    assert discount_kzt(kzt, per_cent) == off


def test_a_certificate_code_is_long_and_reads_in_groups() -> None:
    first, second = (certificate_code(b"secret", uuid4()) for _ in range(2))
    assert first != second
    assert [len(part) for part in first.split("-")] == [4, 4, 4, 4]
    assert plain_code(f" {first.lower()} ") == first.replace("-", "")


@db
def test_a_package_pays_its_sessions_and_no_more(aigerim: Person) -> None:
    credit = package(aigerim)
    assert (credit.left_kzt, credit.unit_kzt, queries.sessions_left(credit)) == (45_600, 11_400, 4)
    for left in (3, 2, 1, 0):
        order = spend(open_order(aigerim), credit)
        assert (order.state, order.amount_kzt, order.credit_kzt, order.discount_kzt) == ("paid", 0, 11_400, 600)
        credit.refresh_from_db()
        assert queries.sessions_left(credit) == left
        assert ProcrastinateJob.objects.filter(task_name="booking.settle", args={"order_id": str(order.pk)}).exists()
    with pytest.raises(operations.NotUsable):
        spend(open_order(aigerim), credit)
    assert balance_of(*ACCOUNTS) == [45_600, -45_600, 0, 0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Credit.objects.filter(pk=credit.pk).update(left_kzt=credit.initial_kzt + 1)


@db
def test_only_its_holder_pays_with_it_the_specialist_it_is_for_while_it_lasts(aigerim: Person, zoe: Person) -> None:
    credit = package(aigerim)
    refused = (
        lambda: spend(open_order(zoe), credit),
        lambda: spend(open_order(aigerim), credit, good_for=uuid4()),
        lambda: spend(open_order(aigerim), credit, at=NOW + DAY * FOUR.valid_days),
        lambda: spend(open_order(aigerim, 11_399), credit),  # the session is cheaper than the package's
    )
    for each in refused:
        with pytest.raises(operations.NotUsable):
            each()
    unpaid = operations.order_package(
        person_id=aigerim.pk, specialist_id=SPECIALIST, session_kzt=12_000, offer=FOUR, at=NOW
    )
    assert operations.issue(order_id=unpaid.order_id, at=NOW).left_kzt == 0
    with pytest.raises(operations.NotUsable):
        spend(open_order(aigerim), unpaid)
    order = open_order(aigerim)
    attempt(order)
    with pytest.raises(operations.SumIsWithTheBank):
        spend(order, credit)


@db
def test_a_session_of_another_length_is_paid_with_a_certificate_but_not_with_a_package(
    aigerim: Person, zoe: Person
) -> None:
    """However dear it is: a package is so many ordinary sessions."""
    sessions, gift = package(aigerim), certificate(zoe, aigerim)
    said: dict[str, Any] = {"good_for": SPECIALIST, "price_kzt": 22_000, "at": NOW}
    assert queries.usable(aigerim.pk, **said) == [sessions, gift]
    assert queries.usable(aigerim.pk, **said, is_ordinary=False) == [gift]
    order = open_order(aigerim, 22_000)
    with pytest.raises(operations.NotUsable):
        spend(order, sessions, is_ordinary=False)
    assert spend(order, gift, is_ordinary=False).amount_kzt == 12_000


@db
@pytest.mark.parametrize(
    ("share", "left", "refunded", "state"),
    [(100, 45_600, 0, OrderState.REFUNDED), (50, 34_200, 5_700, OrderState.PARTLY_REFUNDED), (0, 34_200, 0, "paid")],
)
def test_a_cancelled_session_goes_back_to_its_package_or_in_part_to_the_card(
    aigerim: Person, share: int, left: int, refunded: int, state: str
) -> None:
    credit = package(aigerim)
    order = spend(open_order(aigerim), credit)
    said = queries.would_return(order, share)
    assert operations.give_back(order_id=order.pk, share=share, reason="test", at=NOW) == said
    operations.give_back(order_id=order.pk, share=share, reason="test", at=NOW)  # a second time changes nothing
    credit.refresh_from_db()
    order.refresh_from_db()
    assert (credit.left_kzt, order.state, said.kzt) == (left, state, 11_400 * share // 100)
    assert sum(Refund.objects.values_list("amount_kzt", flat=True)) == refunded
    assert sum(balance_of(*ACCOUNTS)) == 0


@db
def test_unspent_money_of_a_package_goes_back_to_its_buyer_once(aigerim: Person, zoe: Person) -> None:
    credit = package(aigerim)
    spend(open_order(aigerim), credit)
    with pytest.raises(operations.NotUsable):
        operations.close(credit_id=credit.pk, by=zoe.pk, at=NOW)
    assert operations.close(credit_id=credit.pk, by=aigerim.pk, at=NOW) == 34_200
    with pytest.raises(operations.NotUsable):
        operations.close(credit_id=credit.pk, by=aigerim.pk, at=NOW)
    assert balance_of(*ACCOUNTS) == [45_600, -11_400, 0, -34_200]


@db
def test_a_certificate_is_given_spent_in_part_and_topped_up_with_money(aigerim: Person, zoe: Person) -> None:
    credit = certificate(aigerim, zoe)
    assert operations.claim(code=operations.code_of(credit.pk), person_id=zoe.pk, at=NOW).pk == credit.pk
    with pytest.raises(operations.Claimed):
        operations.claim(code=operations.code_of(credit.pk), person_id=aigerim.pk, at=NOW)
    for wrong in ("AAAA-AAAA-AAAA-AAAA", "", operations.code_of(uuid4())):
        with pytest.raises(operations.NoSuchCode):
            operations.claim(code=wrong, person_id=zoe.pk, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM payments_credit c")
        assert operations.code_of(credit.pk).replace("-", "") not in cursor.fetchone()[0]
    order = spend(open_order(zoe), credit, good_for=uuid4())
    assert (order.state, order.amount_kzt, order.credit_kzt) == ("open", 2_000, 10_000)
    paid(order)
    assert operations.give_back(order_id=order.pk, share=50, reason="test", at=NOW) == Returned(1_000, 5_000)
    credit.refresh_from_db()
    assert (credit.left_kzt, Refund.objects.get().amount_kzt) == (5_000, 1_000)
    assert sum(balance_of(*ACCOUNTS)) == 0


@db
def test_a_time_given_up_gives_credit_and_code_back(aigerim: Person) -> None:
    credit, code = certificate(aigerim, aigerim), promo(aigerim)
    first, second = open_order(aigerim), open_order(aigerim)
    spend(first, credit)
    operations.redeem(order_id=second.pk, code="Autumn", at=NOW)
    for order in (first, second, second):
        operations.abandon(about_id=order.about_id, at=NOW)
    credit.refresh_from_db()
    code.refresh_from_db()
    assert (credit.left_kzt, code.used) == (10_000, 0)
    operations.redeem(order_id=open_order(aigerim).pk, code="autumn", at=NOW)


@db
def test_a_code_counts_between_its_moments_within_its_limit_once_a_person(aigerim: Person, zoe: Person) -> None:
    code = promo(aigerim)
    with pytest.raises(operations.UsedBefore):
        promo(aigerim, code="AUTUMN")
    for at in (NOW - DAY, LATER):
        with pytest.raises(operations.NoSuchCode):
            operations.redeem(order_id=open_order(aigerim).pk, code="autumn", at=at)
    order = open_order(aigerim)
    assert operations.redeem(order_id=order.pk, code=" autumn", at=NOW).amount_kzt == 10_800
    for again in (order, open_order(aigerim)):
        with pytest.raises(operations.UsedBefore):
            operations.redeem(order_id=again.pk, code="autumn", at=NOW)
    Promo.objects.filter(pk=code.pk).update(used=2)
    with pytest.raises(operations.NoSuchCode):
        operations.redeem(order_id=open_order(zoe).pk, code="autumn", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promo.objects.filter(pk=code.pk).update(used=3)
    operations.stop_promo(promo_id=code.pk, by=aigerim.pk, at=NOW)
    assert {"payments.promo_made", "payments.promo_redeemed", "payments.promo_stopped"} <= set(
        Entry.objects.values_list("event", flat=True)
    )


@db
def test_the_service_bears_what_a_code_takes_off(aigerim: Person, zoe: Person) -> None:
    promo(aigerim)
    order = operations.redeem(order_id=open_order(aigerim).pk, code="autumn", at=NOW)
    paid(order)
    order.refresh_from_db()
    done = operations.earn(earning_id=recorded(order, factories.boris()).pk, at=LATER)
    assert (done.gross_kzt, done.net_kzt) == (12_000, 9_600)
    found = balance_of(
        "provider.sandbox", "clients.prepaid", "service.promotions", "service.commission", "specialists.owed"
    )
    assert found == [10_800, 0, 1_200, -2_400, -9_600]
    assert Redemption.objects.get().discount_kzt == 1_200
