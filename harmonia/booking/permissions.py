"""Who may do what to an appointment. Each check raises Denied with a reason that the page explains."""

from datetime import datetime

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.booking.rules.refunds import MOST_CLIENT_MOVES, MOVE_NOTICE
from harmonia.booking.states import BOOKED, LIVE, CancelledBy


class Denied(Exception):
    """`reason` is one of: stranger, over, begun, too_late_to_move, moved_enough."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def side_of(by: Person, appointment: Appointment) -> CancelledBy:
    """On which side of the appointment he is. Raises Denied for anyone else."""
    if appointment.client_id == by.pk:
        return CancelledBy.CLIENT
    if appointment.specialist.person_id == by.pk:
        return CancelledBy.SPECIALIST
    raise Denied("stranger")


def check_cancel(by: Person, appointment: Appointment, at: datetime) -> None:
    side_of(by, appointment)
    if appointment.state not in LIVE:
        raise Denied("over")
    if appointment.starts_at <= at:
        raise Denied("begun")


def check_reschedule(by: Person, appointment: Appointment, at: datetime) -> None:
    """The client within the notice and the count; the specialist is bound by neither, and the client may then leave."""
    side = side_of(by, appointment)
    if appointment.state != BOOKED:
        raise Denied("over")
    if appointment.starts_at <= at:
        raise Denied("begun")
    if side is CancelledBy.CLIENT:
        if appointment.starts_at - at < MOVE_NOTICE and not appointment.moved_by_specialist:
            raise Denied("too_late_to_move")
        if appointment.client_moves >= MOST_CLIENT_MOVES:
            raise Denied("moved_enough")
