from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.timezone import now

from harmonia.core import jobs
from harmonia.payments import gateways, operations, queries
from harmonia.policy import SERVICE
from harmonia.vault import reading


@jobs.task("payments.send_refund")
def send_refund(refund_id: str) -> None:
    operations.send_refund(refund_id=UUID(refund_id), at=now())


@jobs.every("* * * * * 20", "payments.process_waiting")
def process_waiting() -> None:
    """Events stored just before a crash; the provider's own retries would bring them too, but later."""
    at = now()
    for event_id in queries.waiting_events(before=at - timedelta(seconds=30)):
        with reading.unless_blocked():
            operations.process(event_id=event_id, at=at)


@jobs.every("30 20 * * *", "payments.earn_due")
def earn_due() -> None:
    """Each night: whose term of disputes is over is owed its session."""
    at = now()
    for earning_id in queries.due_earnings(at):
        with reading.unless_blocked():
            operations.earn(earning_id=earning_id, at=at)


@jobs.task("payments.send_payout")
def send_payout(payout_id: str) -> None:
    with reading.unless_blocked(), reading.reading(SERVICE, actor=None):
        operations.send_payout(payout_id=UUID(payout_id), at=now())


@jobs.every("*/10 * * * *", "payments.carry_on_payouts")
def carry_on_payouts() -> None:
    """Payouts whose job died with its worker, or whose payee was blocked for a time."""
    for payout_id in queries.waiting_payouts():
        with reading.unless_blocked(), reading.reading(SERVICE, actor=None):
            operations.send_payout(payout_id=payout_id, at=now())


@jobs.task("payments.make_fiscal_receipt")
def make_fiscal_receipt(receipt_id: str) -> None:
    operations.make_receipt(receipt_id=UUID(receipt_id), at=now())


@jobs.every("5-59/10 * * * *", "payments.carry_on_fiscal_receipts")
def carry_on_fiscal_receipts() -> None:
    """Those whose job gave up while the service was away."""
    for receipt_id in queries.waiting_receipts():
        operations.make_receipt(receipt_id=receipt_id, at=now())


@jobs.every("5 19 * * *", "payments.keep_ledger_sums")
def keep_ledger_sums() -> None:
    """At midnight of the office: the sums of the day that is over are kept."""
    operations.keep_ledger_sums(at=now())


@jobs.every("10 21 * * *", "payments.check_books")
def check_books() -> None:
    """Each night, with every provider in use, and with the marks of who pays by hand."""
    for provider in settings.PAYMENT_PROVIDERS:
        operations.check_books(provider=provider, at=now())
    if gateways.pays_by_hand():
        operations.check_marks(at=now())
