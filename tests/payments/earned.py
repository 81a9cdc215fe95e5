"""Sessions that were held and paid, and what comes of them: for the tests of payouts."""

from datetime import datetime, timedelta
from uuid import UUID

from harmonia.accounts.models import Person
from harmonia.payments import operations, queries
from harmonia.payments.models import Earning, Order, PayoutRun
from harmonia.vault import reading
from tests.payments.conftest import NOW, open_order, paid

IBAN = "KZ86125KZT5004100100"  # the example of the National Bank
CLOSED_IBAN = "KZ67125KZT1000000000"
WEEK = timedelta(days=7)
LATER = NOW + WEEK


def held(client: Person, payee: Person, amount_kzt: int = 12_000, *, at: datetime = NOW) -> Earning:
    """A paid session that took place."""
    order = open_order(client, amount_kzt)
    paid(order)
    return recorded(order, payee, at=at)


def recorded(order: Order, payee: Person, *, at: datetime = NOW) -> Earning:
    earning = operations.record_earning(about_id=order.about_id, payee_id=payee.pk, held_at=at, at=at)
    assert earning is not None
    return earning


def owed(client: Person, payee: Person, amount_kzt: int = 12_000) -> Earning:
    earning = held(client, payee, amount_kzt)
    return operations.earn(earning_id=earning.pk, at=LATER)


def says_where(payee: Person, iban: str = IBAN) -> None:
    operations.enter_details(payee_id=payee.pk, iban=iban, holder="Boris A.", at=NOW)


def approved(two: tuple[UUID, UUID]) -> PayoutRun:
    run = operations.prepare_run(by=two[0], at=LATER)
    return operations.approve_run(run_id=run.pk, by=two[1], at=LATER)


def send_all(at: datetime = LATER) -> None:
    with reading.session(actor=None), reading.reading("service", actor=None):
        for payout_id in queries.waiting_payouts():
            operations.send_payout(payout_id=payout_id, at=at)
