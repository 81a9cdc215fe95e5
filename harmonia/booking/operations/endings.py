"""How an appointment ends: given up, run out, cancelled, held, missed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import permissions, queries
from harmonia.booking.models import Appointment
from harmonia.booking.operations import free_time
from harmonia.booking.rules.refunds import REMINDERS
from harmonia.booking.states import (
    BOOKED,
    CANCELLED,
    COMPLETED,
    EXPIRED,
    FAILED,
    HELD,
    LIVE,
    MOVES,
    NO_SHOW_CLIENT,
    NO_SHOW_SPECIALIST,
    OUTCOMES,
    AppointmentState,
    CancelledBy,
)
from harmonia.core import jobs
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import operations as payments
from harmonia.payments import queries as orders
from harmonia.payments.states import EarningKind
from harmonia.specialists.models import Specialist
from harmonia.specialists.states import Unlisted
from harmonia.vault import queries as blocks

DIRECTORY = "/specialists/"
EARNS: Mapping[str, EarningKind] = {COMPLETED: EarningKind.HELD, NO_SHOW_CLIENT: EarningKind.MISSED}


@transaction.atomic
def release(*, appointment_id: UUID, by: Person, at: datetime) -> Appointment:
    """The client gives up a time that he has not paid for. Raises WrongState, Denied."""
    appointment = queries.locked(appointment_id)
    permissions.check_cancel(by, appointment, at)
    if appointment.state != HELD:
        raise WrongState(f"{appointment.pk}: {appointment.state}")
    appointment.cancelled_by = permissions.side_of(by, appointment)
    _end(appointment, to=CANCELLED, at=at, event="booking.released", actor=by.pk)
    return appointment


@transaction.atomic
def expire(*, appointment_id: UUID, at: datetime) -> bool:
    """Clear an unpaid hold away once its time is over; False when there is nothing to clear."""
    appointment = queries.locked(appointment_id)
    if appointment.state != HELD or appointment.hold_expires_at is None or appointment.hold_expires_at > at:
        return False
    _end(appointment, to=EXPIRED, at=at, event="booking.expired", actor=None)
    return True


def clear_overdue(rivals: Iterable[Appointment], *, at: datetime) -> list[Appointment]:
    """Take those of the rivals that only look alive out of the way; pass them to `give_back_cleared` afterwards.

    In between, the caller writes his own row: what is locked after such a write must not be locked before it. A blocked
    person's stays as it is, and his time with it, until he is free.
    """
    overdue = [one for one in rivals if one.state == HELD and one.hold_expires_at and one.hold_expires_at <= at]
    blocked = blocks.blocked_among([one.client_id for one in overdue if one.client_id])
    free = [one.pk for one in overdue if one.client_id not in blocked]
    cleared = [appointment for appointment in map(queries.locked, free) if appointment.state == HELD]
    for appointment in cleared:
        _close(appointment, to=EXPIRED, at=at)
    return cleared


def give_back_cleared(cleared: Iterable[Appointment], *, at: datetime) -> None:
    for appointment in cleared:
        _after_end(appointment, at=at, event="booking.expired", actor=None)


@transaction.atomic
def cancel(*, appointment_id: UUID, by: Person, at: datetime) -> Appointment:
    """Free the time, give back what the policy says, tell both sides. Raises Denied."""
    appointment = queries.locked(appointment_id)
    permissions.check_cancel(by, appointment, at)
    side = permissions.side_of(by, appointment)
    _cancel(appointment, side=side, actor=by.pk, at=at)
    return appointment


def _cancel(appointment: Appointment, *, side: CancelledBy, actor: UUID | None, at: datetime) -> None:
    was_booked = appointment.state == BOOKED
    share, _ = queries.refund_now(appointment, by=side, at=at)
    appointment.cancelled_by = side
    appointment.sequence += 1
    _end(appointment, to=CANCELLED, at=at, event="booking.cancelled", actor=actor, by=str(side))
    give_back_money(appointment, share, reason=f"cancelled_by_{side}", at=at)
    if was_booked and share < 100:
        _earn(appointment, EarningKind.CANCELLED, at=at)
    if was_booked:
        tell_both("booking.cancelled", appointment, at=at)


@transaction.atomic
def complete(*, appointment_id: UUID, outcome: str, at: datetime) -> Appointment:
    """How the session went, said by the room. A session missed by the specialist or broken by us is given back."""
    appointment = queries.locked(appointment_id)
    if outcome not in OUTCOMES:
        raise WrongState(outcome)
    if appointment.starts_at > at:
        raise WrongState(f"{appointment.pk} has not begun")
    move(appointment, to=AppointmentState(outcome), moves=MOVES)
    appointment.over_at = at
    appointment.save(update_fields=["state", "over_at"])
    journal.record(
        f"booking.{outcome}", subject=appointment.client_id, actor=None, at=at, appointment_id=str(appointment.pk)
    )
    if kind := EARNS.get(outcome):
        _earn(appointment, kind, at=at)
    if outcome in (NO_SHOW_SPECIALIST, FAILED):
        give_back_money(appointment, 100, reason=outcome, at=at)
    return appointment


def _earn(appointment: Appointment, kind: EarningKind, *, at: datetime) -> None:
    """What is kept of the price is the specialist's, less the commission: he kept the time (policy/payout_terms.py)."""
    payments.record_earning(
        about_id=appointment.pk,
        payee_id=appointment.specialist.person_id,
        held_at=appointment.starts_at,
        at=at,
        kind=kind,
    )


def stop_services(*, person_id: UUID, at: datetime) -> None:
    """The agreement to the service is withdrawn: nothing of his that lies ahead takes place (6.5, 7.3.2)."""
    for appointment_id in queries.live_from(person_id, at):
        _stop(appointment_id, person_id=person_id, at=at)


def stop_practice(*, person_id: UUID, at: datetime, since: datetime | None = None) -> None:
    """He meets nobody as a specialist, from now or from `since` on; where he is a client, all stands."""
    for appointment_id in queries.practised_from(person_id, since or at):
        _stop(appointment_id, person_id=person_id, at=at)


def tell_clients(*, specialist_id: UUID, at: datetime) -> int:
    """He was taken from the directory: whoever met him lately, or is to, is told and offered others; returns how many.

    Who was struck off may not practise (332-VIII art. 13): what lies ahead is cancelled and given back in full.
    """
    specialist = Specialist.objects.get(pk=specialist_id)
    if specialist.unlisted_at is None or specialist.person_id is None:
        return 0
    if specialist.unlisted_because == Unlisted.REGISTER_STRUCK_OFF:
        stop_practice(person_id=specialist.person_id, at=at)
    clients = queries.recent_clients(specialist_id, at)
    for client_id in clients:
        once = f"{specialist_id}:{specialist.unlisted_at.date()}"
        notices.send("booking.left_alone", person_id=client_id, at=at, facts={"path": DIRECTORY}, once=once)
    return len(clients)


@transaction.atomic
def _stop(appointment_id: UUID, *, person_id: UUID, at: datetime) -> None:
    appointment = queries.locked(appointment_id)
    if appointment.state in LIVE:
        side = CancelledBy.CLIENT if appointment.client_id == person_id else CancelledBy.SPECIALIST
        _cancel(appointment, side=side, actor=person_id, at=at)


def remind(*, appointment_id: UUID, sequence: int, hours: int, at: datetime) -> None:
    """Tell both of a session that is near. A moved or cancelled one is silent; one held up yields to the nearer."""
    appointment = queries.appointment(appointment_id)
    yields = any(before < timedelta(hours=hours) and appointment.starts_at - before <= at for before in REMINDERS)
    if appointment.state == BOOKED and appointment.sequence == sequence and appointment.starts_at > at and not yields:
        tell_both("booking.reminder", appointment, at=at, once=f"{appointment.pk}:{sequence}:{hours}")


def schedule_reminders(appointment: Appointment, *, at: datetime) -> None:
    for before in REMINDERS:
        if (due := appointment.starts_at - before) > at:
            hours = int(before / timedelta(hours=1))
            jobs.defer(
                "booking.remind", at=due, appointment_id=appointment.pk, sequence=appointment.sequence, hours=hours
            )


def tell_both(
    event: str, appointment: Appointment, *, at: datetime, once: str = "", to_specialist: str | None = None
) -> None:
    """`to_specialist`: he is told of it in other words."""
    for person_id, path in sides(appointment):
        told = event if person_id == appointment.client_id else to_specialist or event
        facts = {"starts_at": appointment.starts_at.isoformat(), "path": path}
        notices.send(told, person_id=person_id, at=at, facts=facts, once=once)


def sides(appointment: Appointment) -> list[tuple[UUID, str]]:
    """Each of the two people with the address of his page of the appointment; an erased one is not there."""
    pages = (
        (appointment.client_id, f"/me/appointments/{appointment.pk}/"),
        (appointment.specialist.person_id, f"/practice/appointments/{appointment.pk}/"),
    )
    return [(person_id, path) for person_id, path in pages if person_id]


def give_back_money(appointment: Appointment, share: int, *, reason: str, at: datetime) -> None:
    """So many per cent of what was paid, each part where it came from."""
    order = orders.order_about(appointment.pk)
    if share and order is not None and order.paid_at is not None:
        payments.give_back(order_id=order.pk, share=share, reason=reason, at=at)


def _end(
    appointment: Appointment, *, to: AppointmentState, at: datetime, event: str, actor: UUID | None, **facts: str
) -> None:
    _close(appointment, to=to, at=at)
    _after_end(appointment, at=at, event=event, actor=actor, **facts)


def offer_to_waiting(specialist_id: UUID, starts_at: datetime) -> None:
    if queries.anybody_waits(specialist_id, starts_at):
        jobs.defer("booking.offer_freed", specialist_id=specialist_id, starts_at=int(starts_at.timestamp()))


def _close(appointment: Appointment, *, to: AppointmentState, at: datetime) -> None:
    move(appointment, to=to, moves=MOVES)
    appointment.over_at = at
    appointment.save(update_fields=["state", "over_at", "cancelled_by", "sequence"])
    payments.abandon(about_id=appointment.pk, at=at)


def _after_end(appointment: Appointment, *, at: datetime, event: str, actor: UUID | None, **facts: str) -> None:
    """Its time is offered again."""
    timetable = queries.timetable_of(appointment.specialist_id)
    free_time.give_back(timetable, appointment.starts_at, appointment.free_from, at=at)
    offer_to_waiting(appointment.specialist_id, appointment.starts_at)
    journal.record(
        event,
        subject=appointment.client_id,
        actor=actor,
        at=at,
        appointment_id=str(appointment.pk),
        minutes_before=int((appointment.starts_at - at) / timedelta(minutes=1)),
        **facts,
    )
