"""Each payment and return is told to the fiscal service once; each night the books are compared for the staff."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.accounts.states import ACCOUNTANT
from harmonia.payments import gateways, operations, queries
from harmonia.payments.gateways import StatementLine
from harmonia.payments.models import BooksCheck, FiscalReceipt, Order, Payment
from harmonia.payments.states import FiscalKind, FiscalState
from tests import factories
from tests.payments import taxman
from tests.payments.conftest import NOW, attempt, hook, open_order, paid

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TOKEN = "practice"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    command = [sys.executable, str(Path(taxman.__file__)), TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        yield f"http://127.0.0.1:{program.stdout.readline().strip()}"
        program.terminate()


@pytest.fixture
def fiscal(service: str, settings: Any) -> str:
    settings.FISCAL_SERVICE_ADDRESS, settings.FISCAL_SERVICE_TOKEN = service, TOKEN
    return service


def made(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  the test's own program
        told: dict[str, Any] = json.loads(answer.read())
    return told


def make_all() -> None:
    for receipt_id in queries.waiting_receipts():
        operations.make_receipt(receipt_id=receipt_id, at=NOW)


def test_a_payment_and_its_return_have_a_receipt_each_once(fiscal: str, order: Order) -> None:
    payment = paid(order)
    hook(payment).send()  # another event about the same payment
    asked = operations.refund(order_id=order.pk, amount_kzt=4_000, reason="test", at=NOW)
    hook(payment, "refund.succeeded", refund=asked).send()
    for receipt in FiscalReceipt.objects.all():
        for _ in range(2):
            operations.make_receipt(receipt_id=receipt.pk, at=NOW)
    found = {(each.kind, each.amount_kzt): each for each in queries.fiscal_receipts_of(order.pk)}
    assert set(found) == {(FiscalKind.SALE, 12_000), (FiscalKind.RETURN, 4_000)}
    told = made(fiscal)
    for each in found.values():
        assert (told[str(each.pk)]["number"], told[str(each.pk)]["amount"]) == (each.number, each.amount_kzt)
    assert queries.waiting_receipts() == []


def test_a_refusal_ends_and_an_absence_waits(fiscal: str, settings: Any, aigerim: Any) -> None:
    paid(open_order(aigerim, 13))
    make_all()
    assert FiscalReceipt.objects.get().state == FiscalState.REFUSED
    settings.FISCAL_SERVICE_ADDRESS = "http://127.0.0.1:9"
    paid(open_order(aigerim))
    with pytest.raises(gateways.ProviderUnavailable):
        make_all()
    settings.FISCAL_SERVICE_ADDRESS = fiscal
    make_all()
    assert queries.fiscal_counts(since=NOW) == {FiscalState.DONE: 1, FiscalState.REFUSED: 1}
    later = NOW + timedelta(seconds=1)
    assert queries.fiscal_counts(since=later) == {FiscalState.REFUSED: 1}


def test_without_a_service_nothing_is_owed(order: Order) -> None:
    paid(order)
    assert FiscalReceipt.objects.count() == 0


def test_what_differs_is_kept_and_shown_to_those_whose_work_it_is(order: Order, bank: Any) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(factories.entered("Nurlan", ACCOUNTANT, number=51, language="en"))
    assert operations.check_books(provider="sandbox", at=NOW).differences == []
    payment: Payment = attempt(order)
    hook(payment).send()  # we believe that it was paid, and the bank knows nothing of it
    differences = [{"payment": str(payment.pk), "ours": [12_000, 0], "theirs": [0, 0]}]
    operations.check_books(provider="sandbox", at=NOW)
    assert BooksCheck.objects.filter(differences=differences).count() == 1
    page = client.get(reverse("staff:payments")).content.decode()
    assert str(payment.pk) in page
    assert "agree to the tenge" in page
    stranger = Client()
    stranger.force_login(factories.zoe())
    assert stranger.get(reverse("staff:payments")).status_code == 404


def test_the_comparison_reaches_back_to_the_oldest_open_payment(
    aigerim: Any, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []
    held: list[StatementLine] = []

    def statement(bank: object, *, since: date, known: object) -> list[StatementLine]:
        asked.append(since)
        return held

    monkeypatch.setattr("harmonia.payments.gateways.sandbox.Sandbox.statement", statement)
    later = NOW + timedelta(days=100)
    settled = paid(open_order(aigerim))
    earning = operations.record_earning(about_id=settled.order.about_id, payee_id=None, held_at=NOW, at=NOW)
    assert earning is not None
    operations.earn(earning_id=earning.pk, at=later)
    held.append(StatementLine(settled.pk, 12_000, 0))
    assert queries.reconciliation("sandbox", at=later) == []  # compared long ago
    still = paid(order)
    held.append(StatementLine(still.pk, 12_000, 0))
    assert queries.reconciliation("sandbox", at=later) == []
    assert asked == [(later - timedelta(days=40)).date(), NOW.date()]
    held[1] = StatementLine(still.pk, 11_000, 0)
    assert [each.payment_id for each in queries.reconciliation("sandbox", at=later)] == [still.pk]


def test_a_provider_that_is_away_is_written_down(order: Order) -> None:
    check = operations.check_books(provider="sandbox", at=NOW)
    assert (check.answered, check.differences) == (False, [])


def test_of_a_thousand_payments_and_more_all_that_differ_are_found(
    aigerim: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paid and given back in parts; missing on one side or the other; of another sum. What agrees is not told."""
    opened = [open_order(aigerim).pk for _ in range(2)]
    many = [Order(person=aigerim, amount_kzt=100, about="test", about_id=uuid4(), opened_at=NOW) for _ in range(1_200)]
    opened += [each.pk for each in Order.objects.bulk_create(many)]
    made = {"provider": "sandbox", "amount_kzt": 100, "state": "confirmed", "started_at": NOW, "confirmed_at": NOW}
    held = Payment.objects.bulk_create([Payment(order_id=pk, return_path="/", **made) for pk in opened])
    missing, smaller, *agreed = held
    parts = [StatementLine(each.pk, part, 0) for each in agreed for part in (60, 40)]
    unknown = uuid4()
    lines = [*parts, StatementLine(smaller.pk, 100, 30), StatementLine(unknown, 70, 0), StatementLine(uuid4(), 0, 0)]
    monkeypatch.setattr("harmonia.payments.gateways.sandbox.Sandbox.statement", lambda bank, **said: iter(lines))
    found = {each.payment_id: (each.ours, each.theirs) for each in queries.reconciliation("sandbox", at=NOW)}
    assert found == {
        missing.pk: ((100, 0), (0, 0)),
        smaller.pk: ((100, 0), (100, 30)),
        unknown: ((0, 0), (70, 0)),
    }
    assert list(found) == sorted(found)
    assert len(queries.reconciliation("sandbox", at=NOW)) == 3  # the lines of before are gone
