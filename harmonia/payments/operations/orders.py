from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from harmonia.core.moves import move
from harmonia.payments import gateways, queries
from harmonia.payments.models import Order, Payment
from harmonia.payments.states import PAYMENT_MOVES, OrderState, PaymentState


class OrderDiffers(Exception):
    """This thing has an order already, of another amount or for another person."""


class AlreadyPaid(Exception):
    """The order needs no further payment."""


def open_order(*, person_id: UUID, amount_kzt: int, about: str, about_id: UUID, at: datetime) -> Order:
    """The order for this thing; asking again gives the same one. Raises OrderDiffers."""
    Order.objects.bulk_create(
        [Order(person_id=person_id, amount_kzt=amount_kzt, about=about, about_id=about_id, opened_at=at)],
        ignore_conflicts=True,
    )
    order = Order.objects.get(about=about, about_id=about_id)
    if (order.person_id, order.price_kzt) != (person_id, amount_kzt):
        raise OrderDiffers(order.pk)
    return order


def start(*, order_id: UUID, return_path: str, at: datetime) -> str:
    """The address of the provider's page for this order. A second click leads to the same attempt.

    The provider is asked outside of the transaction, idempotently by our payment's id, so no lock waits for a network.
    Raises AlreadyPaid, gateways.ProviderUnavailable, gateways.ProviderRefused.
    """
    payment = _open_attempt(order_id=order_id, return_path=return_path, at=at)
    try:
        started = gateways.provider(payment.provider).start(
            payment_id=payment.pk,
            amount_kzt=payment.amount_kzt,
            return_address=settings.PUBLIC_ADDRESS + payment.return_path,
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except gateways.ProviderRefused:
        _give_up(payment)
        raise
    Payment.objects.filter(pk=payment.pk, provider_reference=None).update(provider_reference=started.reference)
    return started.page


@transaction.atomic
def _give_up(payment: Payment) -> None:
    """Let the next click make a new attempt; should this one be paid all the same, that still counts."""
    queries.locked_order(payment.order_id)
    payment.refresh_from_db()
    if payment.state == PaymentState.STARTED:
        move(payment, to=PaymentState.DECLINED, moves=PAYMENT_MOVES)
        payment.save(update_fields=["state"])


@transaction.atomic
def _open_attempt(*, order_id: UUID, return_path: str, at: datetime) -> Payment:
    order = queries.locked_order(order_id)
    if order.state != OrderState.OPEN:
        raise AlreadyPaid(order.pk)
    attempt, _ = Payment.objects.get_or_create(
        order=order,
        state=PaymentState.STARTED,
        defaults={
            "provider": settings.PAYMENT_PROVIDERS[0],
            "amount_kzt": order.amount_kzt,
            "return_path": return_path,
            "started_at": at,
        },
    )
    return attempt
