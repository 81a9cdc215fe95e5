"""Posting to the ledger. Money comes in at the provider and is owed to the client until it is earned or returned; what
is earned is the service's commission and owed to the specialist until it is paid out.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from harmonia.payments import queries
from harmonia.payments.models import Account, Earning, Payment, PayoutMark, Posting, Refund, Transaction
from harmonia.payments.states import TransactionKind

PREPAID = "clients.prepaid"
SURPLUS = "clients.surplus"
RETURNING = "clients.returning"
OWED = "specialists.owed"
COMMISSION = "service.commission"
PAID_OUT = "bank.paid_out"
CREDIT = "clients.credit"
PROMOTIONS = "service.promotions"


def at_provider(payment: Payment) -> str:
    return f"provider.{payment.provider}"


def owed(payment: Payment) -> str:
    return SURPLUS if payment.surplus else PREPAID


def post_payment(payment: Payment, *, at: datetime) -> None:
    _move(TransactionKind.PAYMENT, payment, payment, at_provider(payment), owed(payment), at)


def post_refund(kind: TransactionKind, refund: Refund, *, at: datetime) -> None:
    """Requested: set aside. Done: gone from the provider. Failed: owed again."""
    payment = refund.payment
    to, out_of = {
        TransactionKind.REFUND_REQUESTED: (owed(payment), RETURNING),
        TransactionKind.REFUND_DONE: (RETURNING, at_provider(payment)),
        TransactionKind.REFUND_FAILED: (RETURNING, owed(payment)),
    }[kind]
    _move(kind, refund, payment, to, out_of, at)


def post_earned(earning: Earning, *, at: datetime) -> None:
    """What the client paid for is held: a part is the service's, the rest is owed to the specialist. What a promotion
    took off is the service's expense: the specialist earns by his own price. Nothing of the order stays prepaid."""
    assert earning.commission_kzt is not None  # noqa: S101  the database says so too
    assert earning.net_kzt is not None  # noqa: S101  the same
    kept_kzt = queries.kept_kzt(earning.order)
    sides = {
        PREPAID: kept_kzt,
        PROMOTIONS: earning.gross_kzt - kept_kzt,
        COMMISSION: -earning.commission_kzt,
        OWED: -earning.net_kzt,
    }
    post(TransactionKind.EARNED, earning.pk, earning.order_id, sides, at=at)


def post_paid_out(earning: Earning, *, mark: PayoutMark | None, at: datetime) -> None:
    assert earning.net_kzt is not None  # noqa: S101  the database says so too
    sides = {OWED: earning.net_kzt, PAID_OUT: -earning.net_kzt}
    post(TransactionKind.PAID_OUT, _sending(earning, mark), earning.order_id, sides, at=at)


def post_unpaid(earning: Earning, *, mark: PayoutMark, at: datetime) -> None:
    """The mark was wrong: it is owed again."""
    assert earning.net_kzt is not None  # noqa: S101  the same
    sides = {PAID_OUT: earning.net_kzt, OWED: -earning.net_kzt}
    post(TransactionKind.UNPAID, _sending(earning, mark), earning.order_id, sides, at=at)


def _sending(earning: Earning, mark: PayoutMark | None) -> UUID:
    """A bank sends an earning once; by hand it may be said again after a wrong mark, once a mark."""
    return uuid5(mark.pk, earning.pk.hex) if mark else earning.pk


def post(kind: TransactionKind, source_id: UUID, order_id: UUID, sides: Mapping[str, int], *, at: datetime) -> None:
    """One transaction of these sides; what is zero is no side."""
    Account.objects.bulk_create([Account(code=code) for code in sides], ignore_conflicts=True)
    posted = Transaction.objects.create(kind=kind, source_id=source_id, order_id=order_id, posted_at=at)
    Posting.objects.bulk_create(
        [Posting(transaction=posted, account_id=code, amount_kzt=kzt) for code, kzt in sides.items() if kzt]
    )


def _move(
    kind: TransactionKind, source: Payment | Refund, payment: Payment, to: str, out_of: str, at: datetime
) -> None:
    """`to` grows (debit) by the source's amount, `out_of` shrinks (credit)."""
    sides = {to: source.amount_kzt, out_of: -source.amount_kzt}
    post(kind, source.pk, payment.order_id, sides, at=at)
