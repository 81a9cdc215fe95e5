"""The states of an order, of a payment towards it, of a refund of it, and of what a specialist earns by it."""

from django.db import models


class OrderState(models.TextChoices):
    OPEN = "open"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


ORDER_MOVES: dict[str, frozenset[str]] = {
    OrderState.OPEN: frozenset({OrderState.PAID}),
    OrderState.PAID: frozenset({OrderState.PARTLY_REFUNDED, OrderState.REFUNDED}),
    OrderState.PARTLY_REFUNDED: frozenset({OrderState.PARTLY_REFUNDED, OrderState.REFUNDED, OrderState.PAID}),
    OrderState.REFUNDED: frozenset({OrderState.PARTLY_REFUNDED, OrderState.PAID}),  # the provider could not refund
}


class PaymentState(models.TextChoices):
    """STARTED: the payer was sent to the provider. A declined attempt may still succeed: webhooks come in any order."""

    STARTED = "started"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


PAYMENT_MOVES: dict[str, frozenset[str]] = {
    PaymentState.STARTED: frozenset({PaymentState.CONFIRMED, PaymentState.DECLINED}),
    PaymentState.DECLINED: frozenset({PaymentState.CONFIRMED}),
    PaymentState.CONFIRMED: frozenset(),
}


class RefundState(models.TextChoices):
    REQUESTED = "requested"
    DONE = "done"
    FAILED = "failed"


REFUND_MOVES: dict[str, frozenset[str]] = {
    RefundState.REQUESTED: frozenset({RefundState.DONE, RefundState.FAILED}),
    RefundState.DONE: frozenset(),
    RefundState.FAILED: frozenset(),
}


class Outcome(models.TextChoices):
    """What a webhook came to. REPEATED is never stored: it is the answer to an event that was processed before."""

    CONFIRMED = "confirmed"
    SURPLUS = "surplus"
    DECLINED = "declined"
    REFUND_DONE = "refund_done"
    REFUND_FAILED = "refund_failed"
    OUT_OF_ORDER = "out_of_order"
    AMOUNT_DIFFERS = "amount_differs"
    UNKNOWN = "unknown"
    REPEATED = "repeated"


class TransactionKind(models.TextChoices):
    PAYMENT = "payment"
    REFUND_REQUESTED = "refund_requested"
    REFUND_DONE = "refund_done"
    REFUND_FAILED = "refund_failed"
    EARNED = "earned"
    PAID_OUT = "paid_out"
    UNPAID = "unpaid"
    CREDITED = "credited"
    SPENT = "spent"
    UNSPENT = "unspent"
    WITHDRAWN = "withdrawn"


class FiscalKind(models.TextChoices):
    SALE = "sale"
    RETURN = "return"


class FiscalState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


FISCAL_MOVES: dict[str, frozenset[str]] = {
    FiscalState.WAITING: frozenset({FiscalState.DONE, FiscalState.REFUSED}),
    FiscalState.DONE: frozenset(),
    FiscalState.REFUSED: frozenset(),
}


class CreditKind(models.TextChoices):
    """PACKAGE: sessions of one specialist. CERTIFICATE: a sum that its holder spends with anybody."""

    PACKAGE = "package"
    CERTIFICATE = "certificate"


class EarningKind(models.TextChoices):
    """For what: a session that took place, one that the client cancelled late, one to which he did not come."""

    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


class EarningState(models.TextChoices):
    """WAITING: the client may still say that it was otherwise. OWED: posted to the ledger, and nobody's any more."""

    WAITING = "waiting"
    DISPUTED = "disputed"
    OWED = "owed"
    PAID = "paid"
    VOID = "void"


EARNING_MOVES: dict[str, frozenset[str]] = {
    EarningState.WAITING: frozenset({EarningState.DISPUTED, EarningState.OWED, EarningState.VOID}),
    EarningState.DISPUTED: frozenset({EarningState.WAITING, EarningState.VOID}),
    EarningState.OWED: frozenset({EarningState.PAID}),
    EarningState.PAID: frozenset({EarningState.OWED}),  # a mark by hand was wrong
    EarningState.VOID: frozenset(),
}


class Ground(models.TextChoices):
    """Why a session is contested: what its rooms noted is looked into, or a dispute about it stands."""

    CASE = "case"
    DISPUTE = "dispute"


class PayoutRunState(models.TextChoices):
    PREPARED = "prepared"
    APPROVED = "approved"
    DECLINED = "declined"
    DONE = "done"


PAYOUT_RUN_MOVES: dict[str, frozenset[str]] = {
    PayoutRunState.PREPARED: frozenset({PayoutRunState.APPROVED, PayoutRunState.DECLINED}),
    PayoutRunState.APPROVED: frozenset({PayoutRunState.DONE}),
    PayoutRunState.DECLINED: frozenset(),
    PayoutRunState.DONE: frozenset({PayoutRunState.APPROVED}),  # a mark by hand was wrong
}


class PayoutState(models.TextChoices):
    """DROPPED: its run was declined. FAILED: the bank said no; what it was for waits for the next run."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


PAYOUT_MOVES: dict[str, frozenset[str]] = {
    PayoutState.WAITING: frozenset({PayoutState.DONE, PayoutState.FAILED, PayoutState.DROPPED}),
    PayoutState.DONE: frozenset({PayoutState.WAITING}),  # a mark by hand was wrong
    PayoutState.FAILED: frozenset(),
    PayoutState.DROPPED: frozenset(),
}


class Differs(models.TextChoices):
    """How a bank's statement and a payout that waits do not agree."""

    SUM = "sum"
    ACCOUNT = "account"
    TWICE = "twice"
    DAY = "day"
    CLOSED = "closed"
    USED = "used"


class Mistake(models.TextChoices):
    """Why a mark by hand is taken back."""

    NOT_SENT = "not_sent"
    OTHER_LINE = "other_line"
    MISTYPED = "mistyped"
