"""What providers tell us. Store, then process: what the event says is committed first, so that a crash loses nothing,
and each event is processed once under its row's lock, however many copies of it arrive at once. Only the signature's
holder is heard; whatever it says is weighed against what we asked: another amount confirms nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.core import jobs
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import gateways, queries
from harmonia.payments.gateways import Said, Told
from harmonia.payments.models import Order, Payment, Refund, WebhookEvent
from harmonia.payments.operations import checks, ledger, refunds
from harmonia.payments.states import ORDER_MOVES, PAYMENT_MOVES, FiscalKind, OrderState, Outcome, PaymentState
from harmonia.vault import reading


@dataclass(frozen=True)
class Recorded:
    """What an event came to; `repeated` says that it had come to that before."""

    order_id: UUID
    outcome: Outcome
    repeated: bool = False


def record(*, provider: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Recorded | None:
    """Verify, store and process one webhook. None: a true event about nothing of ours, or one that waits stored,
    because the payer is blocked: `payments.process_waiting` takes it up when he is free.

    Raises gateways.UnknownProvider, Forged, OutsideWindow, Malformed; then nothing is stored. Call it outside of a
    transaction, or storing first means nothing.
    """
    gateway = gateways.provider(provider)
    gateway.verify(headers=headers, body=body, at=at)
    told = gateway.read(body)
    event = WebhookEvent(provider=provider, event_id=told.event_id, raw=gateway.kept(body), received_at=at)
    WebhookEvent.objects.bulk_create([event], ignore_conflicts=True)
    stored = WebhookEvent.objects.get(provider=provider, event_id=told.event_id)
    try:
        return process(event_id=stored.pk, at=at)
    except reading.Blocked:
        return None


@transaction.atomic
def process(*, event_id: UUID, at: datetime) -> Recorded | None:
    """Do what the stored event says, once."""
    event = WebhookEvent.objects.select_for_update(of=("self",)).get(pk=event_id)
    repeated = event.processed_at is not None
    if not repeated:
        told = gateways.provider(event.provider).read(bytes(event.raw))
        event.order_id, event.outcome = _weigh(event.provider, told, at)
        event.processed_at = at
        event.save(update_fields=["order", "outcome", "processed_at"])
    if event.order_id is None:
        return None
    return Recorded(event.order_id, Outcome(event.outcome), repeated)


def _weigh(provider: str, told: Told, at: datetime) -> tuple[UUID | None, Outcome]:
    payment = Payment.objects.filter(pk=told.payment_id, provider=provider).first()
    if payment is None or payment.provider_reference not in (None, told.reference):
        return None, Outcome.UNKNOWN
    order = queries.locked_order(payment.order_id)
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    return order.pk, ANSWERS[told.said](order, payment, told, at)


def _paid(order: Order, payment: Payment, told: Told, at: datetime) -> Outcome:
    if told.amount_kzt != payment.amount_kzt:
        _journal("payments.amount_differs", order, at, asked_kzt=payment.amount_kzt, told_kzt=told.amount_kzt)
        return Outcome.AMOUNT_DIFFERS
    if payment.state == PaymentState.CONFIRMED:
        return Outcome.OUT_OF_ORDER
    move(payment, to=PaymentState.CONFIRMED, moves=PAYMENT_MOVES)
    payment.confirmed_at, payment.provider_reference = at, told.reference
    payment.surplus = order.state != OrderState.OPEN
    payment.save(update_fields=["state", "confirmed_at", "provider_reference", "surplus"])
    ledger.post_payment(payment, at=at)
    return _return_surplus(order, payment, at) if payment.surplus else _confirm(order, payment, at)


def _confirm(order: Order, payment: Payment, at: datetime) -> Outcome:
    """The one confirmation of an order. The job makes what was paid for follow, even if we die right after."""
    move(order, to=OrderState.PAID, moves=ORDER_MOVES)
    order.paid_at = at
    order.save(update_fields=["state", "paid_at"])
    _journal("payments.confirmed", order, at, amount_kzt=payment.amount_kzt)
    checks.owe_receipt(FiscalKind.SALE, payment.pk, order, amount_kzt=payment.amount_kzt, at=at)
    jobs.defer("booking.settle", order_id=order.pk)
    if order.person_id:
        told: dict[str, str | int] = {"amount_kzt": payment.amount_kzt, "path": payment.return_path}
        notices.send("payment.confirmed", person_id=order.person_id, at=at, facts=told, once=str(payment.pk))
    return Outcome.CONFIRMED


def _return_surplus(order: Order, payment: Payment, at: datetime) -> Outcome:
    """The order was paid before, from another tab: this second payment goes back whole."""
    refunds.request(payment, amount_kzt=payment.amount_kzt, reason="paid_twice", at=at)
    _journal("payments.surplus", order, at, amount_kzt=payment.amount_kzt)
    return Outcome.SURPLUS


def _declined(order: Order, payment: Payment, told: Told, at: datetime) -> Outcome:
    if payment.state != PaymentState.STARTED:
        return Outcome.OUT_OF_ORDER
    move(payment, to=PaymentState.DECLINED, moves=PAYMENT_MOVES)
    payment.save(update_fields=["state"])
    _journal("payments.declined", order, at)
    return Outcome.DECLINED


def _refund_ended(order: Order, payment: Payment, told: Told, at: datetime) -> Outcome:
    asked = Refund.objects.filter(pk=told.refund_id, payment=payment).first() if told.refund_id else None
    if asked is None:
        return Outcome.UNKNOWN
    if asked.amount_kzt != told.amount_kzt:
        _journal("payments.amount_differs", order, at, asked_kzt=asked.amount_kzt, told_kzt=told.amount_kzt)
        return Outcome.AMOUNT_DIFFERS
    done = told.said == Said.REFUND_DONE
    try:
        refunds.finish_refund(refund_id=asked.pk, done=done, at=at)
    except WrongState:
        return Outcome.OUT_OF_ORDER
    return Outcome.REFUND_DONE if done else Outcome.REFUND_FAILED


ANSWERS: dict[Said, Callable[[Order, Payment, Told, datetime], Outcome]] = {
    Said.PAID: _paid,
    Said.DECLINED: _declined,
    Said.REFUND_DONE: _refund_ended,
    Said.REFUND_FAILED: _refund_ended,
}


def _journal(event: str, order: Order, at: datetime, **facts: int) -> None:
    journal.record(event, subject=order.person_id, actor=None, at=at, order_id=str(order.pk), **facts)
