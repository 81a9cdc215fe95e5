"""Opening rooms, writing down who came, and saying at the end what came of it.

Sockets tell what they saw as `Seen` facts, in batches; each fact may come twice and out of order with nothing lost. The
outcome is worked out once, from the rows of attendance, and handed to booking in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Greatest

from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking import states as booking_states
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from harmonia.consent.models import Record
from harmonia.core.moves import WrongState, move
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.payments import operations as payments
from harmonia.rooms import permissions, queries
from harmonia.rooms.models import Attendance, ConsentBypass, Room
from harmonia.rooms.operations import cases
from harmonia.rooms.rules import attendance as rules
from harmonia.rooms.rules import entrance, passes
from harmonia.rooms.rules.attendance import Seen
from harmonia.rooms.states import COMING_AND_GOING, MOVES, OUTCOMES, BypassReason, CaseCause, Role, RoomState
from harmonia.vault import reading

BOOKING_OUTCOMES = {
    RoomState.HELD: booking_states.COMPLETED,
    RoomState.NO_SHOW_CLIENT: booking_states.NO_SHOW_CLIENT,
    RoomState.NO_SHOW_SPECIALIST: booking_states.NO_SHOW_SPECIALIST,
    RoomState.FAILED: booking_states.FAILED,
}


class NotOver(Exception):
    """The session may still go on."""


class StillGoing(Exception):
    """There is nothing to confirm or contest yet."""


@transaction.atomic
def open_room(*, appointment_id: UUID, at: datetime) -> Room:
    """Make the room and open its door. Opening twice is opening once."""
    room, _ = Room.objects.get_or_create(pk=appointment_id)
    room = queries.locked(room.pk)
    if room.state == RoomState.SCHEDULED:
        move(room, to=RoomState.OPEN, moves=MOVES)
        room.opened_at = at
        room.save(update_fields=["state", "opened_at"])
    return room


def issue_pass(*, person: Person, appointment: Appointment, at: datetime) -> str:
    """What a page shows to the socket, valid for minutes. Raises permissions.Denied."""
    permissions.check_enter(person, appointment, at=at)
    open_room(appointment_id=appointment.pk, at=at)
    side = queries.side_of(person, appointment)
    return passes.issue(appointment.pk, side, secret=settings.SECRET_KEY, at=at)


def record(facts: Sequence[Seen]) -> set[UUID]:
    """What sockets saw, in order. A fact about a room that is gone or over is let go.

    Returns the rooms that must be left, since one of the two is blocked: of those nothing is written down.
    """
    does = {"entered": enter, "reported": report, "left": leave, "finished": finish}
    stopped = queries.stopped_among({fact.room_id for fact in facts})
    for fact in (fact for fact in facts if fact.room_id not in stopped):
        try:
            does[fact.what](fact)
        except (Room.DoesNotExist, NotOver, WrongState):
            continue
        except reading.Blocked:
            stopped.add(fact.room_id)
    return stopped


@transaction.atomic
def enter(fact: Seen) -> Room:
    """A page came, or came back: its stay goes on as if it had not left. Raises Room.DoesNotExist."""
    room = queries.locked(fact.room_id)
    alone = not Attendance.objects.filter(room=room, left_at=None).exclude(role=fact.role).exists()
    stay, came = Attendance.objects.get_or_create(
        room=room, role=fact.role, page=fact.page, defaults={"joined_at": fact.at, "seen_at": fact.at}
    )
    if not came:
        stay.left_at, stay.seen_at = None, max(stay.seen_at, fact.at)
        stay.save(update_fields=["left_at", "seen_at"])
    first = Attendance.objects.filter(room=room, role=fact.role).count() == 1
    if came and first and alone and room.state in COMING_AND_GOING:
        _tell_the_other(room, fact)
    return _settle(room)


@transaction.atomic
def media_up(fact: Seen) -> Room:
    """This side says that sound or picture reaches it. Raises Room.DoesNotExist."""
    room = queries.locked(fact.room_id)
    Attendance.objects.filter(room=room, role=fact.role, page=fact.page).update(
        media_up_at=Coalesce("media_up_at", Value(fact.at))
    )
    return _settle(room)


def report(fact: Seen) -> None:
    """A sign of life with byte counters, which only grow."""
    row = Attendance.objects.filter(room_id=fact.room_id, role=fact.role, page=fact.page)
    row.update(
        seen_at=Greatest(F("seen_at"), Value(fact.at)),
        bytes_sent=Greatest(F("bytes_sent"), Value(fact.bytes_sent)),
        bytes_received=Greatest(F("bytes_received"), Value(fact.bytes_received)),
    )
    if fact.media_up and row.filter(media_up_at=None).exists():
        media_up(fact)


@transaction.atomic
def leave(fact: Seen) -> Room:
    """The page went, or its socket was lost: if it comes back, the stay goes on. Raises Room.DoesNotExist."""
    room = queries.locked(fact.room_id)
    Attendance.objects.filter(room=room, role=fact.role, page=fact.page).update(
        left_at=Greatest(F("joined_at"), Value(fact.at)), seen_at=Greatest(F("seen_at"), Value(fact.at))
    )
    return _settle(room)


def finish(fact: Seen) -> Room:
    """The specialist ends what has begun, for both; before its time is over only what counts as held."""
    room = Room.objects.select_related("appointment").get(pk=fact.room_id)
    visits, appointment = queries.visits(room), room.appointment
    held = rules.outcome(visits, starts_at=appointment.starts_at, ends_at=appointment.ends_at) == RoomState.HELD
    if fact.at < appointment.starts_at or (not held and fact.at < appointment.ends_at):
        raise NotOver
    return close_room(appointment_id=room.pk, at=fact.at)


@transaction.atomic
def close_room(*, appointment_id: UUID, at: datetime) -> Room:
    """End the room, work out what came of it, and tell booking. Closing twice is closing once."""
    room = queries.locked(appointment_id)
    if room.state in OUTCOMES:
        return room
    if room.state != RoomState.ENDED:
        move(room, to=RoomState.ENDED, moves=MOVES)
        room.ended_at = at
    appointment = room.appointment
    found = rules.outcome(queries.visits(room), starts_at=appointment.starts_at, ends_at=appointment.ends_at)
    move(room, to=found, moves=MOVES)
    room.save(update_fields=["state", "ended_at"])
    journal.record(f"rooms.{found}", subject=appointment.client_id, actor=None, at=at, appointment=str(room.pk))
    if appointment.state == booking_states.BOOKED:
        booking.complete(appointment_id=room.pk, outcome=BOOKING_OUTCOMES[found], at=at)
    return room


def settle_after_block(*, person_id: UUID, since: datetime, at: datetime) -> None:
    """The person is free again: his sessions of the meantime failed by no fault of the two, but those that were held.

    A failed one is given back in full; those that still lie ahead take place.
    """
    for appointment in queries.interrupted(person_id, since=since, at=at):
        with reading.unless_blocked():  # the other of the two is blocked as well: then his unblocking settles it
            _settle_interrupted(appointment, at=at)


@transaction.atomic
def _settle_interrupted(appointment: Appointment, *, at: datetime) -> None:
    room = Room.objects.select_for_update(of=("self",)).filter(pk=appointment.pk).first()
    visits = queries.visits(room) if room else []
    held = rules.outcome(visits, starts_at=appointment.starts_at, ends_at=appointment.ends_at) == RoomState.HELD
    if held:
        close_room(appointment_id=appointment.pk, at=at)
    elif appointment.ends_at <= at:
        if room is not None:
            _fail(room, at=at)
        booking.complete(appointment_id=appointment.pk, outcome=booking_states.FAILED, at=at)


def _fail(room: Room, *, at: datetime) -> None:
    if room.state == RoomState.SCHEDULED:
        return
    if room.state != RoomState.ENDED:
        move(room, to=RoomState.ENDED, moves=MOVES)
        room.ended_at = at
    move(room, to=RoomState.FAILED, moves=MOVES)
    room.save(update_fields=["state", "ended_at"])


@transaction.atomic
def confirm(*, person: Person, appointment: Appointment, at: datetime) -> Room:
    """The specialist confirms what the rows say. Raises StillGoing, permissions.Denied."""
    permissions.check_is_specialist(person, appointment)
    room = _over(appointment)
    room.confirmed_at = room.confirmed_at or at
    room.save(update_fields=["confirmed_at"])
    return room


@transaction.atomic
def contest(*, person: Person, appointment: Appointment, at: datetime) -> Room:
    """The client says that it was otherwise: a person of the service looks into it. Raises StillGoing, Denied."""
    permissions.check_is_client(person, appointment)
    room = _over(appointment)
    if room.contested_at is None:
        room.contested_at = at
        room.save(update_fields=["contested_at"])
        journal.record("rooms.contested", subject=person.pk, actor=person.pk, at=at, appointment=str(room.pk))
        payments.dispute(about_id=appointment.pk, at=at)
        cases.open_case(appointment=appointment, cause=CaseCause.CONTESTED, urgent=False, at=at)
    return room


def accept_informed_consent(*, person: Person, appointment: Appointment, language: str, at: datetime) -> Record:
    """The client's written consent to work with this specialist (332-VIII, article 8(1))."""
    permissions.check_is_client(person, appointment)
    return consents.grant(
        person_id=person.pk,
        agreement=queries.INFORMED_CONSENT,
        about_id=appointment.specialist_id,
        language=language,
        method="room_door",
        at=at,
    )


@transaction.atomic
def bypass_consent(*, person: Person, appointment: Appointment, reason: str, at: datetime) -> ConsentBypass:
    """Begin this one session before the written consent, for a reason that the law names (332-VIII, article 8(4))."""
    permissions.check_is_specialist(person, appointment)
    assert appointment.client_id is not None  # noqa: S101  a specialist enters a live appointment only
    bypass, made = ConsentBypass.objects.get_or_create(
        appointment=appointment,
        defaults={
            "client_id": appointment.client_id,
            "specialist_person": person,
            "reason": BypassReason(reason).value,
            "at": at,
        },
    )
    if made:
        subject, about = appointment.client_id, str(appointment.pk)
        journal.record("rooms.consent_bypassed", subject=subject, actor=person.pk, at=at, appointment=about)
    return bypass


def _over(appointment: Appointment) -> Room:
    try:
        room = queries.locked(appointment.pk)
    except Room.DoesNotExist:
        raise StillGoing from None
    if room.state not in OUTCOMES:
        raise StillGoing
    return room


def _settle(room: Room) -> Room:
    """The state that the open pages of both sides amount to."""
    if room.state not in COMING_AND_GOING:
        return room
    open_pages = queries.present(room)
    here = {page.role for page in open_pages}
    connected = {page.role for page in open_pages if page.media_up_at}
    to = RoomState.LIVE if len(connected) == 2 else RoomState.WAITING if here else RoomState.OPEN
    if to != room.state:
        if room.state == RoomState.OPEN and to == RoomState.LIVE:
            move(room, to=RoomState.WAITING, moves=MOVES)
        move(room, to=to, moves=MOVES)
        room.save(update_fields=["state"])
    return room


def _tell_the_other(room: Room, fact: Seen) -> None:
    """Once a session: somebody is waiting for you."""
    appointment = room.appointment
    if fact.at < appointment.starts_at - entrance.OPENS_BEFORE:
        return
    other = appointment.specialist.person_id if fact.role == Role.CLIENT else appointment.client_id
    if other is not None:
        notices.send(
            "room.awaited",
            person_id=other,
            at=fact.at,
            facts={"path": f"/room/{room.pk}/"},
            once=f"{room.pk}.{fact.role}",
        )
