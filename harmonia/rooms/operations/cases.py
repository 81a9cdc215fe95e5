"""What a person of the service looks into after a session: opened by a bad answer or a contested outcome, taken by one
of support, closed with an outcome. The specialist learns of it from nobody: not by a page, a notice or his archive.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.accounts.states import OWNER, SUPPORT
from harmonia.booking.models import Appointment
from harmonia.core import queues, working_days
from harmonia.core.moves import WrongState, move
from harmonia.core.queues import InOtherHands
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import operations as payments
from harmonia.rooms import permissions, queries
from harmonia.rooms.models import SafetyCase
from harmonia.rooms.states import CASE_MOVES, CaseCause, CaseOutcome, CaseState

TERMS = policy.FEEDBACK_TERMS
QUEUE = "/desk/cases/"


class NoSuchCase(Exception):
    """There is none, or it is not for this person."""


def due_at(at: datetime, *, urgent: bool) -> datetime:
    if urgent:
        return at + timedelta(minutes=TERMS.urgent_minutes)
    return working_days.deadline(at, amount=TERMS.usual_working_days, unit="working_days")


def open_case(*, appointment: Appointment, cause: CaseCause, urgent: bool, at: datetime) -> SafetyCase:
    """In the caller's transaction. A graver answer brings the clock of an open case forward, and opens a closed one."""
    assert appointment.client_id is not None  # noqa: S101  it is the client who answers and contests
    due, waits_more = due_at(at, urgent=urgent), urgent
    case, made = SafetyCase.objects.select_for_update(of=("self",)).get_or_create(
        appointment=appointment,
        cause=cause,
        defaults={"client_id": appointment.client_id, "opened_at": at, "due_at": due},
    )
    if not made and case.state == CaseState.CLOSED and urgent:
        move(case, to=CaseState.OPEN, moves=CASE_MOVES)
        case.due_at, case.taken_by, case.closed_at = due, None, None
        made = True
    elif not made:
        waits_more = due < case.due_at and urgent
        case.due_at = min(case.due_at, due)
    case.save(update_fields=["state", "due_at", "taken_by", "closed_at"])
    if made:
        _note("opened", case, None, at)
    if waits_more:
        _tell_support(case, at)
    return case


def _tell_support(case: SafetyCase, at: datetime) -> None:
    """That an urgent one waits, and nothing else; not to those whom it is about. Where nobody is left, the owner."""
    of_both = (case.client_id, case.appointment.specialist.person_id)
    about = [person_id for person_id in of_both if person_id is not None]
    support, owners = (people.with_role(role).exclude(pk__in=about) for role in (SUPPORT, OWNER))
    for person in list(support) or list(owners):
        notices.send("room.case_waits", person_id=person.pk, at=at, facts={"path": QUEUE})


@transaction.atomic
def assign_case(*, case_id: UUID, to: Person | None, by: Person, at: datetime) -> SafetyCase:
    """Take it, hand it over, or (to None) give it back; its clock runs on.

    Raises NoSuchCase, Denied: not for this colleague, InOtherHands, WrongState.
    """
    case = _mine_to_work_on(case_id, by)
    if to is not None:
        permissions.check_work_on_case(to, case)
    if case.state == CaseState.CLOSED:
        raise WrongState(f"SafetyCase {case.pk}: {case.state}")
    held_by = people.at_work(case.taken_by, SUPPORT)
    receiver = to.pk if to else None
    what = queues.passing(held_by, to=receiver, by=by.pk)
    state = CaseState.TAKEN if to else CaseState.OPEN
    if state != case.state:
        move(case, to=state, moves=CASE_MOVES)
    case.taken_by = receiver
    case.save(update_fields=["state", "taken_by"])
    _note(what, case, by.pk, at, to=receiver)
    return case


@transaction.atomic
def close_case(*, case_id: UUID, outcome: str, note: str, by: Person, at: datetime) -> SafetyCase:
    """Raises NoSuchCase, WrongState."""
    case = _in_hands_of(case_id, by)
    move(case, to=CaseState.CLOSED, moves=CASE_MOVES)
    case.closed_at = at
    case.closing = {"outcome": CaseOutcome(outcome).value, "note": note.strip()}
    case.save(update_fields=["state", "closed_at", "closing"])
    if case.cause == CaseCause.CONTESTED:
        payments.settle_dispute(about_id=case.appointment_id, at=at)
    _note("closed", case, by.pk, at)
    return case


def _mine_to_work_on(case_id: UUID, by: Person) -> SafetyCase:
    case = queries.locked_case(case_id)
    if case is None:
        raise NoSuchCase
    try:
        permissions.check_work_on_case(by, case)
    except permissions.Denied:
        raise NoSuchCase from None
    return case


def _in_hands_of(case_id: UUID, by: Person) -> SafetyCase:
    case = _mine_to_work_on(case_id, by)
    if case.state != CaseState.TAKEN or case.taken_by != by.pk:
        raise InOtherHands
    return case


def _note(what: str, case: SafetyCase, actor: UUID | None, at: datetime, **facts: UUID | None) -> None:
    journal.record(f"rooms.case_{what}", subject=case.client_id, actor=actor, at=at, case=str(case.pk), **facts)
