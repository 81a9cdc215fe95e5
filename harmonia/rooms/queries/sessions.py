"""Reads of rooms. A room is always fetched through the person, so that a stranger's is a missing one."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.booking import queries as booking
from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED
from harmonia.consent import queries as consents
from harmonia.journal import queries as journal
from harmonia.rooms.models import Attendance, ConsentBypass, Guest, Room
from harmonia.rooms.rules import entrance, invites, passes, waiting
from harmonia.rooms.rules.attendance import Visit
from harmonia.rooms.states import LIVING_GUESTS, OUTCOMES, GuestState, Role, RoomState
from harmonia.vault import queries as blocks
from harmonia.vault.models import Blocked

INFORMED_CONSENT = "informed_consent"
THIRD_PERSON = "third_person"


def appointments_of(person: Person) -> QuerySet[Appointment]:
    """Those that have, or will have, a room that this person may ask to enter."""
    return booking.appointments_of(person).select_related("specialist", "room")


def side_of(person: Person, appointment: Appointment) -> Role:
    return Role.CLIENT if appointment.client_id == person.pk else Role.SPECIALIST


def pair_name(appointment: Appointment) -> str:
    """The same for every appointment of these two, and telling nothing of them: under it their devices remember."""
    return passes.pair_name(appointment.client_id, appointment.specialist_id, secret=settings.SECRET_KEY)


def room_of(appointment: Appointment) -> Room | None:
    return Room.objects.filter(appointment=appointment).first()


def locked(appointment_id: UUID) -> Room:
    """Raises Room.DoesNotExist."""
    return Room.objects.select_for_update(of=("self",)).select_related("appointment").get(pk=appointment_id)


def informed(appointment: Appointment, at: datetime) -> bool:
    """The client accepted the informed consent with this specialist, or the law let the specialist begin without."""
    client, about = appointment.client_id, appointment.specialist_id
    accepted = client is not None and consents.accepted(client, INFORMED_CONSENT, about=about, at=at)
    return accepted or ConsentBypass.objects.filter(appointment=appointment).exists()


def facts(person: Person, appointment: Appointment, at: datetime) -> entrance.Facts:
    room, client = room_of(appointment), appointment.client_id
    return entrance.Facts(
        booked=appointment.state == BOOKED or bool(room and room.state in OUTCOMES),
        blocked=not person.is_active or is_stopped(appointment),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        finished=bool(room and room.ended_at),
        service_consent=client is not None and consents.allows(client, policy.SERVICE, at=at),
        informed_consent=informed(appointment, at),
    )


def is_stopped(appointment: Appointment) -> bool:
    """One of the two is blocked: the session does not take place."""
    both = (appointment.client_id, appointment.specialist.person_id)
    return bool(blocks.blocked_among([person_id for person_id in both if person_id is not None]))


def stopped_among(room_ids: Collection[UUID]) -> set[UUID]:
    """The rooms of which one of the two is blocked."""
    blocked = Blocked.objects.values("pk")
    either = Q(client_id__in=blocked) | Q(specialist__person_id__in=blocked)
    return set(Appointment.objects.filter(either, pk__in=list(room_ids)).values_list("pk", flat=True))


def halted_among(room_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """The rooms that may not go on now: one of the two is blocked, or the client has taken the consent back."""
    clients = dict(Appointment.objects.filter(pk__in=list(room_ids)).values_list("pk", "client_id"))
    agreeing = consents.allowing([one for one in clients.values() if one is not None], policy.SERVICE, at=at)
    return stopped_among(clients) | {room_id for room_id, client in clients.items() if client not in agreeing}


def interrupted(person_id: UUID, *, since: datetime, at: datetime) -> list[Appointment]:
    """His booked sessions that should have taken place while he was blocked, on either side."""
    his = Q(client_id=person_id) | Q(specialist__person_id=person_id)
    met = Appointment.objects.filter(his, state=BOOKED, starts_at__lt=at, ends_at__gt=since)
    return list(met.select_related("specialist").order_by("starts_at", "pk"))


def may_enter(person: Person, appointment: Appointment, at: datetime) -> bool:
    return entrance.refusal(facts(person, appointment, at), at) is None


def visits(room: Room) -> list[Visit]:
    return [
        Visit(
            role=row.role,
            joined_at=row.joined_at,
            until=row.left_at or row.seen_at,
            media_up_at=row.media_up_at,
            bytes_sent=row.bytes_sent,
            bytes_received=row.bytes_received,
        )
        for row in Attendance.objects.filter(room=room).order_by("joined_at", "pk")
    ]


def waiting_stages(appointment: Appointment, side: str, at: datetime) -> tuple[waiting.Stage, ...]:
    """What this side is told, minute by minute, as long as the other is not there."""
    room = room_of(appointment)
    stays = visits(room) if room else []
    return waiting.stages(stays, side, starts_at=appointment.starts_at, ends_at=appointment.ends_at, at=at)


def present(room: Room) -> list[Attendance]:
    """Whose page is open in the room now, as far as the sockets told."""
    return list(Attendance.objects.filter(room=room, left_at=None).order_by("joined_at", "pk"))


def to_open(at: datetime) -> Iterable[UUID]:
    """Booked appointments whose room should be open by now and is not."""
    return (
        Appointment.objects.filter(
            state=BOOKED, starts_at__lte=at + entrance.OPENS_BEFORE, ends_at__gt=at - entrance.CLOSES_AFTER, room=None
        )
        .order_by("starts_at", "pk")
        .values_list("pk", flat=True)
    )


def to_close(at: datetime) -> Iterable[UUID]:
    """Rooms whose time is over and that have no outcome yet."""
    return (
        Room.objects.exclude(state__in=[*OUTCOMES, RoomState.SCHEDULED])
        .filter(appointment__ends_at__lte=at - entrance.CLOSES_AFTER)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def next_appointment(person: Person, after: datetime) -> Appointment | None:
    return appointments_of(person).filter(state=BOOKED, starts_at__gt=after).order_by("starts_at", "pk").first()


def guest_of(appointment: Appointment) -> Guest | None:
    """The guest who is asked for, expected or here."""
    return Guest.objects.filter(appointment=appointment, state__in=LIVING_GUESTS).first()


def guests_of(guest_ids: Iterable[UUID]) -> dict[UUID, Guest]:
    """With the sessions that they were asked into, and whose these are."""
    found = Guest.objects.filter(pk__in=list(guest_ids)).select_related("appointment__specialist").order_by("pk")
    return {guest.pk: guest for guest in found}


def locked_guest(guest_id: UUID) -> Guest:
    """Raises Guest.DoesNotExist."""
    guests = Guest.objects.select_for_update(of=("self",)).select_related("appointment__client")
    return guests.select_related("appointment__specialist").get(pk=guest_id)


def guest_refusal(guest: Guest, at: datetime) -> entrance.Reason | None:
    """What keeps the session of this guest from taking place now; None: its room is open."""
    appointment = guest.appointment
    if appointment.client is None:
        return "not_booked"
    return entrance.refusal(facts(appointment.client, appointment, at), at)


def agrees(person: Person, guest: Guest, at: datetime) -> bool:
    return consents.accepted(person.pk, THIRD_PERSON, about=guest.pk, at=at)


def both_agree(guest: Guest, at: datetime) -> bool:
    """Whether both consents to this guest stand, however one of them might have been taken back."""
    two = (guest.appointment.client_id, guest.appointment.specialist.person_id)
    return all(one is not None and consents.accepted(one, THIRD_PERSON, about=guest.pk, at=at) for one in two)


def guest_stays(guest_id: UUID, at: datetime) -> bool:
    """Whether this guest may be in the room at this moment."""
    guest = Guest.objects.select_related("appointment__client", "appointment__specialist").filter(pk=guest_id).first()
    if guest is None or guest.state != GuestState.INSIDE:
        return False
    return both_agree(guest, at) and guest_refusal(guest, at) is None


def guest_held_by(guest_id: UUID, key: str) -> Guest | None:
    """The invitation that this browser came by, also when it is over."""
    guest = Guest.objects.filter(pk=guest_id).first()
    return guest if guest and invites.holds(guest.browser, key) else None


def receipt_of(guest: Guest) -> dict[str, Any]:
    """What the guest agreed to when he came in, and when."""
    assert guest.came_at is not None  # noqa: S101  he has come
    return invites.receipt(guest.pk, kind=guest.kind, rules_sha256=guest.rules, at=guest.came_at)


def proved_receipt_of(guest: Guest) -> dict[str, Any]:
    """Signed and proved, for anybody to verify. Raises journal.NotSealed for some seconds."""
    document = receipt_of(guest)
    return journal.proved(document, journal.entry_of(document))
