"""Moving a booked session: by one of the two, or because a country moved its clocks."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from psycopg.errors import DeadlockDetected, ExclusionViolation
from psycopg.types.range import TimestamptzRange

from harmonia.accounts.models import Person
from harmonia.booking import permissions, queries
from harmonia.booking.models import Appointment, Timetable
from harmonia.booking.operations import free_time
from harmonia.booking.operations.endings import (
    clear_overdue,
    give_back_cleared,
    offer_to_waiting,
    schedule_reminders,
    tell_both,
)
from harmonia.booking.operations.holds import ClientBusy, SlotTaken, check_offered, check_time, put_at, wall_time
from harmonia.booking.states import BOOKED, LIVE, CancelledBy
from harmonia.consent import operations as consent
from harmonia.journal import operations as journal
from harmonia.policy import SERVICE

Place = tuple[datetime, datetime]
WRITTEN = ["starts_at", "ends_at", "busy", "promised_wall", "sequence", "client_moves", "moved_by_specialist"]


@transaction.atomic
def reschedule(*, appointment_id: UUID, starts_at: datetime, by: Person, at: datetime) -> Appointment:
    """Move a booked session to another free time of the same specialist; its length and its price stay.

    Raises Denied, ConsentMissing, SlotTaken, ClientBusy, NotASlot, NoRoom, InThePast, TooSoon, BeyondHorizon.
    """
    appointment = queries.locked(appointment_id)
    permissions.check_reschedule(by, appointment, at)
    side = permissions.side_of(by, appointment)
    assert appointment.client_id is not None  # noqa: S101  the database keeps a live appointment's client
    consent.check(subject=appointment.client_id, purpose=SERVICE, at=at)
    timetable = queries.timetable_of(appointment.specialist_id)
    check_time(timetable, starts_at, at)
    lasts = appointment.ends_at - appointment.starts_at  # its own, whatever he offers today
    check_offered(timetable, starts_at, lasts)
    left = (appointment.starts_at, appointment.free_from)
    put_at(appointment, timetable, starts_at, lasts)
    appointment.sequence += 1
    appointment.client_moves += side is CancelledBy.CLIENT
    appointment.moved_by_specialist |= side is CancelledBy.SPECIALIST
    _take_place(appointment, timetable, left, at=at)
    _tell_moved(appointment, actor=by.pk, at=at)
    return appointment


def _take_place(appointment: Appointment, timetable: Timetable, left: Place, *, at: datetime) -> None:
    """Write the new time under the constraints, then keep the free time right: the new is taken, the old given back."""
    rivals = queries.in_the_way_of(appointment)
    cleared = clear_overdue(rivals, at=at)
    try:
        with transaction.atomic():
            appointment.save(update_fields=WRITTEN)
    except (IntegrityError, OperationalError) as refusal:
        if not isinstance(refusal.__cause__, ExclusionViolation | DeadlockDetected):
            raise
        if rivals.filter(client_id=appointment.client_id).exists():
            raise ClientBusy(appointment.starts_at) from None
        raise SlotTaken(appointment.starts_at) from None
    give_back_cleared(cleared, at=at)
    free_time.take(appointment.specialist_id, appointment.starts_at, appointment.free_from)
    free_time.give_back(timetable, *left, at=at)
    offer_to_waiting(appointment.specialist_id, left[0])


@transaction.atomic
def keep_promise(*, appointment_id: UUID, at: datetime) -> Appointment:
    """Where a law moved the clocks since, move the instant so that the client's clock shows what it was to show.

    If the specialist's time there is taken, the instant stays and the client is told the new wall time instead.
    """
    appointment = queries.locked(appointment_id)
    instant = queries.instant_of_promise(appointment)
    if appointment.state not in LIVE or instant == appointment.starts_at:
        return appointment
    timetable = queries.timetable_of(appointment.specialist_id)
    stood = appointment.starts_at
    left = (stood, appointment.free_from)
    _shift(appointment, instant - stood)
    appointment.sequence += 1
    try:
        _take_place(appointment, timetable, left, at=at)
    except (SlotTaken, ClientBusy):
        _shift(appointment, stood - instant)
        appointment.promised_wall = wall_time(stood, appointment.promised_zone)
        appointment.moved_by_specialist = True
        appointment.save(update_fields=WRITTEN)
    _tell_moved(appointment, actor=None, at=at)
    return appointment


def _shift(appointment: Appointment, by: timedelta) -> None:
    appointment.busy = TimestamptzRange(appointment.starts_at + by, appointment.free_from + by, "[)")
    appointment.starts_at += by
    appointment.ends_at += by


def _tell_moved(appointment: Appointment, *, actor: UUID | None, at: datetime) -> None:
    journal.record(
        "booking.moved",
        subject=appointment.client_id,
        actor=actor,
        at=at,
        appointment_id=str(appointment.pk),
        sequence=appointment.sequence,
    )
    if appointment.state == BOOKED:
        tell_both("booking.moved", appointment, at=at, once=f"{appointment.pk}:{appointment.sequence}")
        schedule_reminders(appointment, at=at)
