"""What a payment does to a hold: it becomes a booking, exactly once; a payment that came too late goes back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.booking import queries
from harmonia.booking.models import Appointment, Waiting
from harmonia.booking.operations.endings import expire, schedule_reminders, tell_both
from harmonia.booking.states import BOOKED, HELD, MOVES, Origin
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.payments.operations import Recorded
from harmonia.payments.states import OrderState, Outcome


def settle_webhook(*, provider: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Recorded | None:
    """The one call of the webhook page. The deferred job settles too, should we die between the two lines."""
    recorded = payments.record(provider=provider, headers=headers, body=body, at=at)
    if recorded and recorded.outcome == Outcome.CONFIRMED:
        follow(order_id=recorded.order_id, at=at)
    return recorded


def follow(*, order_id: UUID, at: datetime) -> None:
    """A paid order has its consequence: the session is booked, the package or certificate can be used."""
    if orders.order(order_id).about == "appointment":
        settle(order_id=order_id, at=at)
    else:
        payments.issue(order_id=order_id, at=at)


@transaction.atomic
def settle(*, order_id: UUID, at: datetime) -> Appointment:
    """Give the session that a paid order is for. Safe to repeat: only the first call changes anything."""
    order = orders.order(order_id)
    expire(appointment_id=order.about_id, at=at)
    appointment = queries.locked(order.about_id)
    if appointment.state == HELD:
        _book(appointment, at=at)
    elif appointment.booked_at is None:
        _return_late(appointment, order_id=order_id, at=at)
    return appointment


def _book(appointment: Appointment, *, at: datetime) -> None:
    move(appointment, to=BOOKED, moves=MOVES)
    appointment.booked_at = at
    appointment.save(update_fields=["state", "booked_at"])
    Waiting.objects.filter(
        client=appointment.client_id, specialist=appointment.specialist_id, before__gt=appointment.starts_at
    ).delete()
    journal.record(
        "booking.booked", subject=appointment.client_id, actor=None, at=at, appointment_id=str(appointment.pk)
    )
    answered = "booking.suggestion_taken" if appointment.origin == Origin.SUGGESTED else None
    tell_both("booking.booked", appointment, at=at, once=str(appointment.pk), to_specialist=answered)
    schedule_reminders(appointment, at=at)


def _return_late(appointment: Appointment, *, order_id: UUID, at: datetime) -> None:
    """The time was no longer kept: someone else may have it by now."""
    order = orders.locked_order(order_id)
    if order.state != OrderState.PAID:
        return
    returned = payments.give_back(order_id=order_id, share=100, reason="late_payment", at=at)
    if appointment.client_id:
        notices.send(
            "booking.late_payment_refunded",
            person_id=appointment.client_id,
            at=at,
            facts={"amount_kzt": returned.kzt},
            once=str(appointment.pk),
        )
