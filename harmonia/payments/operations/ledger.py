"""Posting to the ledger. Money comes in at the provider and is owed to the client until it is earned or returned."""

from datetime import datetime

from harmonia.payments.models import Account, Payment, Posting, Refund, Transaction
from harmonia.payments.states import TransactionKind

PREPAID = "clients.prepaid"
SURPLUS = "clients.surplus"
RETURNING = "clients.returning"


def at_provider(payment: Payment) -> str:
    return f"provider.{payment.provider}"


def owed(payment: Payment) -> str:
    return SURPLUS if payment.surplus else PREPAID


def post_payment(payment: Payment, *, at: datetime) -> None:
    _post(TransactionKind.PAYMENT, payment, payment, at_provider(payment), owed(payment), at)


def post_refund(kind: TransactionKind, refund: Refund, *, at: datetime) -> None:
    """Requested: set aside. Done: gone from the provider. Failed: owed again."""
    payment = refund.payment
    to, out_of = {
        TransactionKind.REFUND_REQUESTED: (owed(payment), RETURNING),
        TransactionKind.REFUND_DONE: (RETURNING, at_provider(payment)),
        TransactionKind.REFUND_FAILED: (RETURNING, owed(payment)),
    }[kind]
    _post(kind, refund, payment, to, out_of, at)


def _post(
    kind: TransactionKind, source: Payment | Refund, payment: Payment, to: str, out_of: str, at: datetime
) -> None:
    """`to` grows (debit) by the source's amount, `out_of` shrinks (credit)."""
    Account.objects.bulk_create([Account(code=to), Account(code=out_of)], ignore_conflicts=True)
    posted = Transaction.objects.create(kind=kind, source_id=source.pk, order_id=payment.order_id, posted_at=at)
    Posting.objects.bulk_create(
        [
            Posting(transaction=posted, account_id=to, amount_kzt=source.amount_kzt),
            Posting(transaction=posted, account_id=out_of, amount_kzt=-source.amount_kzt),
        ]
    )
