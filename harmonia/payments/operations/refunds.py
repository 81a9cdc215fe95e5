"""Giving money back: never more than was paid, each time once, whoever asks and however often."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import gateways, queries
from harmonia.payments.models import Order, Payment, Refund
from harmonia.payments.operations import checks, ledger
from harmonia.payments.states import (
    ORDER_MOVES,
    REFUND_MOVES,
    FiscalKind,
    OrderState,
    PaymentState,
    RefundState,
    TransactionKind,
)


class NotPaid(Exception):
    """There is no confirmed payment to refund."""


class RefundTooLarge(Exception):
    """More than is left of what was paid, and is not earned yet."""


@transaction.atomic
def refund(*, order_id: UUID, amount_kzt: int, reason: str, at: datetime) -> Refund:
    """Send that much of the order back; `reason` is a key, not words about a person. Raises NotPaid, RefundTooLarge."""
    order = queries.locked_order(order_id)
    payment = Payment.objects.filter(order=order, state=PaymentState.CONFIRMED, surplus=False).first()
    if payment is None:
        raise NotPaid(order.pk)
    left = queries.refundable_kzt(order)
    if not 0 < amount_kzt <= left:
        raise RefundTooLarge(f"{amount_kzt} of {left}")
    asked = request(payment, amount_kzt=amount_kzt, reason=reason, at=at)
    follow_refunds(order)
    journal.record(
        "payments.refund_requested",
        subject=order.person_id,
        actor=None,
        at=at,
        order_id=str(order.pk),
        amount_kzt=amount_kzt,
        reason=reason,
    )
    return asked


def request(payment: Payment, *, amount_kzt: int, reason: str, at: datetime) -> Refund:
    """Set the money aside and queue the provider's call; the caller holds the order's lock."""
    asked = Refund.objects.create(payment=payment, amount_kzt=amount_kzt, reason=reason, requested_at=at)
    ledger.post_refund(TransactionKind.REFUND_REQUESTED, asked, at=at)
    jobs.defer("payments.send_refund", refund_id=asked.pk)
    return asked


def follow_refunds(order: Order) -> None:
    """Let the order's state say what its refunds come to."""
    returned = queries.refunded_kzt(order.pk)
    state = OrderState.PARTLY_REFUNDED if returned else OrderState.PAID
    if returned == order.amount_kzt:
        state = OrderState.REFUNDED
    if state != order.state or state == OrderState.PARTLY_REFUNDED:
        move(order, to=state, moves=ORDER_MOVES)
        order.save(update_fields=["state"])


def send_refund(*, refund_id: UUID, at: datetime) -> None:
    """Ask the provider, idempotently by the refund's id. Raises gateways.ProviderUnavailable: then ask again."""
    asked = Refund.objects.select_related("payment").get(pk=refund_id)
    if asked.state != RefundState.REQUESTED:
        return
    reference = asked.payment.provider_reference
    assert reference is not None  # noqa: S101  only confirmed payments are refunded, and those have been named
    try:
        done = gateways.provider(asked.payment.provider).refund(
            reference=reference,
            refund_id=asked.pk,
            amount_kzt=asked.amount_kzt,
            returned_kzt=queries.returned_kzt(asked.payment_id),
        )
    except gateways.ProviderRefused:
        finish_refund(refund_id=refund_id, done=False, at=at)
    else:
        if done:
            finish_refund(refund_id=refund_id, done=True, at=at)


@transaction.atomic
def finish_refund(*, refund_id: UUID, done: bool, at: datetime) -> Refund:
    """What the provider said of it in the end. Raises moves.WrongState when that was said already."""
    order = queries.locked_order(Refund.objects.values_list("payment__order_id", flat=True).get(pk=refund_id))
    asked = Refund.objects.select_related("payment").select_for_update(of=("self",)).get(pk=refund_id)
    move(asked, to=RefundState.DONE if done else RefundState.FAILED, moves=REFUND_MOVES)
    asked.finished_at = at
    asked.save(update_fields=["state", "finished_at"])
    ledger.post_refund(TransactionKind.REFUND_DONE if done else TransactionKind.REFUND_FAILED, asked, at=at)
    if not asked.payment.surplus:
        follow_refunds(order)
    journal.record(
        "payments.refund_done" if done else "payments.refund_failed",
        subject=order.person_id,
        actor=None,
        at=at,
        order_id=str(order.pk),
        amount_kzt=asked.amount_kzt,
    )
    if done and not asked.payment.surplus:
        checks.owe_receipt(FiscalKind.RETURN, asked.pk, order, amount_kzt=asked.amount_kzt, at=at)
    if done and order.person_id:
        facts = {"amount_kzt": asked.amount_kzt}
        notices.send("payment.refunded", person_id=order.person_id, at=at, facts=facts, once=str(asked.pk))
    return asked
