"""Reads of what comes after a session: the client's answers, the cases at the desk, the totals for the specialist."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import queries as consents
from harmonia.core import queues, working_days
from harmonia.rooms.models import Room, SafetyCase, SessionCheck
from harmonia.rooms.queries.sessions import room_of, visits
from harmonia.rooms.rules import attendance, checks
from harmonia.rooms.states import CaseState, Role, RoomState
from harmonia.vault import reading
from harmonia.vault.models import Blocked


def locked_check(appointment: Appointment) -> SessionCheck | None:
    return SessionCheck.objects.select_for_update(of=("self",)).filter(appointment=appointment).first()


def check_of(appointment: Appointment) -> SessionCheck | None:
    return SessionCheck.objects.filter(appointment=appointment).first()


def asks_after(appointment: Appointment, at: datetime) -> bool:
    """Whether the client may be asked how it was: the two have met, and it is not long ago."""
    room = room_of(appointment)
    met = room is not None and room.state in (RoomState.HELD, RoomState.FAILED)
    return met and at < appointment.ends_at + timedelta(days=policy.FEEDBACK_TERMS.answer_within_days)


def check_is_asked(appointment: Appointment, at: datetime) -> bool:
    """Whether there is still something to ask."""
    done = SessionCheck.objects.filter(appointment=appointment, done_at__isnull=False).exists()
    return asks_after(appointment, at) and not done


def cases_for_desk(state: str, by: Person) -> QuerySet[SafetyCase]:
    """Of one state, the most pressing first; blocked people's rest, and nobody sees what is about himself."""
    cases = SafetyCase.objects.filter(state=state).exclude(client_id__in=Blocked.objects.values("pk"))
    cases = cases.exclude(appointment__specialist__person_id=by.pk).exclude(client_id=by.pk)
    return cases.select_related("appointment").order_by("due_at", "pk")


def desk_queue(by: Person) -> QuerySet[SafetyCase, dict[str, Any]]:
    """Open, and in somebody's hands."""
    found = cases_for_desk(CaseState.OPEN, by) | cases_for_desk(CaseState.TAKEN, by)
    return queues.waiting(found, since="opened_at", until="due_at", held_by="taken_by")


def case_for(case_id: UUID, by: Person) -> SafetyCase | None:
    """Whoever the case is about, and works here too, does not find it."""
    cases = SafetyCase.objects.exclude(appointment__specialist__person_id=by.pk).exclude(client_id=by.pk)
    return cases.select_related("appointment__specialist", "appointment__room").filter(pk=case_id).first()


def locked_case(case_id: UUID) -> SafetyCase | None:
    cases = SafetyCase.objects.select_for_update(of=("self",)).select_related("appointment__specialist")
    return cases.filter(pk=case_id).first()


def feedback_allowed(client_id: UUID, at: datetime) -> bool:
    return consents.allows(client_id, policy.FEEDBACK, at=at)


def quality_of(person: Person, at: datetime) -> dict[str, dict[str, int]] | None:
    """What his clients answered in the last closed quarter, in totals that tell of nobody; None: too few did.

    Of each client the latest answers count; who is blocked or has taken the agreement back is left out.
    """
    terms, days = policy.FEEDBACK_TERMS, checks.closed_quarter(working_days.day_of(at))
    since, until = (datetime.combine(day, time(), tzinfo=working_days.ZONE) for day in days)
    done = SessionCheck.objects.filter(appointment__specialist__person=person, done_at__gte=since, done_at__lt=until)
    done = done.exclude(client_id__in=Blocked.objects.values("pk"))
    latest = list(done.order_by("client_id", "-done_at", "pk").distinct("client_id"))
    counted = [one for one in latest if feedback_allowed(one.client_id, at)]
    if len(counted) < terms.fewest_people:
        return None
    with reading.reading(policy.FEEDBACK, actor=None):
        said = [one.answers for one in counted]
    return checks.totals(said, fewest_people=terms.fewest_people, rounded_to=terms.rounded_to)


def attendance_in_short(room: Room) -> list[dict[str, Any]]:
    """Of each side: when it came and was last there, how late, and whether sound or picture reached it."""
    stays, starts_at = visits(room), room.appointment.starts_at
    return [
        {
            "role": role,
            "came_at": min((one.joined_at for one in stays if one.role == role), default=None),
            "left_at": max((one.until for one in stays if one.role == role), default=None),
            "late_minutes": int((attendance.late_by(stays, role, starts_at) or timedelta()) / timedelta(minutes=1)),
            "heard": any(one.media_up_at for one in stays if one.role == role),
        }
        for role in Role.values
    ]
