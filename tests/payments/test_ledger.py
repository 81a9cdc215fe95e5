"""The database itself refuses a ledger that does not balance, is rewritten, or returns more than came."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from harmonia.accounts.models import Person
from harmonia.payments import operations, queries
from harmonia.payments.models import Account, LedgerSums, Order, Payment, Posting, Refund, Transaction
from harmonia.payments.states import TransactionKind
from tests.payments.conftest import NOW, attempt, open_order, paid

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@contextmanager
def committing() -> Iterator[None]:
    """A savepoint that checks the deferred constraints as a commit would."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def post(order: Order, *amounts: int) -> None:
    posted = Transaction.objects.create(kind=TransactionKind.PAYMENT, source_id=uuid4(), order=order, posted_at=NOW)
    for number, amount in enumerate(amounts):
        account, _ = Account.objects.get_or_create(code=f"test.{number}")
        Posting.objects.create(transaction=posted, account=account, amount_kzt=amount)


def test_balanced_transactions_are_taken(order: Order) -> None:
    with committing():
        post(order, 100, -100)
        post(order, 100, -60, -40)


@pytest.mark.parametrize("amounts", [(), (100,), (100, -99), (100, 100), (100, -60, -39)])
def test_unbalanced_transactions_are_refused(order: Order, amounts: tuple[int, ...]) -> None:
    with pytest.raises(IntegrityError, match="does not balance"), committing():
        post(order, *amounts)


def test_a_posting_cannot_be_zero(order: Order) -> None:
    with pytest.raises(IntegrityError, match="posting_not_zero"), transaction.atomic():
        post(order, 0, 0)


def test_the_ledger_is_append_only(order: Order) -> None:
    paid(order)
    operations.keep_ledger_sums(at=NOW)
    attempts = (
        lambda: Posting.objects.update(amount_kzt=1),
        lambda: Posting.objects.all().delete(),
        lambda: Transaction.objects.update(posted_at=NOW),
        lambda: LedgerSums.objects.update(sums={}),
        lambda: LedgerSums.objects.all().delete(),
        lambda: Posting.objects.create(
            transaction=Transaction.objects.get(), account=Account.objects.all()[0], amount_kzt=5
        ),
    )
    for attempted in attempts:
        with pytest.raises(IntegrityError, match=r"append-only|does not balance"), committing():
            attempted()


def test_the_sums_are_kept_once_and_nothing_is_added_twice(order: Order, aigerim: Person) -> None:
    operations.keep_ledger_sums(at=NOW)
    assert (queries.balances(), LedgerSums.objects.count()) == ({}, 0)
    paid(order)
    for _ in range(2):
        operations.keep_ledger_sums(at=NOW)
    assert LedgerSums.objects.count() == 1
    paid(open_order(aigerim))
    with CaptureQueriesContext(connection) as sent:
        assert queries.balances() == {"clients.prepaid": -24_000, "provider.sandbox": 24_000}
    assert len(sent) == 2


def test_the_application_keeps_sums_and_compares_with_the_rights_that_it_has(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the table's lock nor a table of its own for a while takes the owner."""
    payment = paid(order)
    monkeypatch.setattr("harmonia.payments.gateways.sandbox.Sandbox.statement", lambda bank, **said: iter(()))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE harmonia_app")
        operations.keep_ledger_sums(at=NOW)
        found = [each.payment_id for each in queries.reconciliation("sandbox", at=NOW)]
        cursor.execute("RESET ROLE")
    assert (LedgerSums.objects.count(), found) == (1, [payment.pk])


def test_each_movement_is_posted_once(order: Order) -> None:
    paid(order)
    posted = Transaction.objects.get()
    with pytest.raises(IntegrityError, match="transaction_once_a_source"), transaction.atomic():
        Transaction.objects.create(kind=posted.kind, source_id=posted.source_id, order=order, posted_at=NOW)


def test_refunds_beyond_the_payment_are_refused_by_the_database(order: Order) -> None:
    payment = paid(order)
    with pytest.raises(IntegrityError, match="exceed the payment"), transaction.atomic():
        Refund.objects.create(payment=payment, amount_kzt=12001, reason="x", requested_at=NOW)
    Refund.objects.create(payment=payment, amount_kzt=12000, reason="x", requested_at=NOW)
    with pytest.raises(IntegrityError, match="exceed the payment"), transaction.atomic():
        Refund.objects.create(payment=payment, amount_kzt=1, reason="x", requested_at=NOW)


def test_an_unconfirmed_payment_cannot_be_refunded(order: Order) -> None:
    with pytest.raises(IntegrityError, match="exceed the payment"), transaction.atomic():
        Refund.objects.create(payment=attempt(order), amount_kzt=1, reason="x", requested_at=NOW)


def test_an_order_has_one_open_attempt_and_one_confirmed_payment(order: Order, aigerim) -> None:
    attempt(order)
    with pytest.raises(IntegrityError, match="one_open_attempt_an_order"), transaction.atomic():
        attempt(order)
    other = open_order(aigerim)
    paid(other)
    with pytest.raises(IntegrityError, match="one_confirmed_payment_an_order"), transaction.atomic():
        Payment.objects.create(
            order=other, provider="sandbox", amount_kzt=1, state="confirmed", confirmed_at=NOW, started_at=NOW
        )


def test_one_order_a_thing(order: Order, aigerim) -> None:
    same = {"person_id": aigerim.pk, "about": "appointment", "about_id": order.about_id, "at": NOW}
    assert operations.open_order(amount_kzt=12000, **same).pk == order.pk
    with pytest.raises(operations.OrderDiffers):
        operations.open_order(amount_kzt=1, **same)
    with pytest.raises(operations.OrderDiffers):
        operations.open_order(amount_kzt=12000, **{**same, "person_id": None})
