"""Who may enter a room, and who may decide something in it."""

from datetime import datetime

from harmonia.accounts.models import Person
from harmonia.accounts.states import SUPPORT
from harmonia.booking.models import Appointment
from harmonia.rooms import queries
from harmonia.rooms.models import Guest, SafetyCase
from harmonia.rooms.rules import entrance
from harmonia.rooms.states import Role


class Denied(Exception):
    """Not allowed; `reason` is a key of `entrance.Reason` or names what is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_enter(person: Person, appointment: Appointment, *, at: datetime) -> None:
    """Appointment, person, time, the client's agreement to the service and informed consent, nobody blocked."""
    check_takes_part(person, appointment)
    reason = entrance.refusal(queries.facts(person, appointment, at), at)
    if reason is not None:
        raise Denied(reason)


def check_takes_part(person: Person, appointment: Appointment) -> None:
    if person.pk not in (appointment.client_id, appointment.specialist.person_id):
        raise Denied("stranger")


def check_is_client(person: Person, appointment: Appointment) -> None:
    if person.pk != appointment.client_id:
        raise Denied("stranger")


def check_is_specialist(person: Person, appointment: Appointment) -> None:
    if person.pk != appointment.specialist.person_id or queries.side_of(person, appointment) != Role.SPECIALIST:
        raise Denied("stranger")


def check_answer_guest(person: Person, guest: Guest) -> None:
    """The one of the two who did not ask for him."""
    check_takes_part(person, guest.appointment)
    if queries.side_of(person, guest.appointment) == guest.asked_by:
        raise Denied("asked_himself")


def check_work_on_case(person: Person, case: SafetyCase) -> None:
    """Support, and never the one whom the case is about, should he work here too."""
    both = (case.client_id, case.appointment.specialist.person_id)
    if not person.has_role(SUPPORT) or person.pk in both:
        raise Denied("not_for_you")
