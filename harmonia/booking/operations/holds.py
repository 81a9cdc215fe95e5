"""Taking a time. The row is inserted first and the database's constraint decides; nothing is looked up beforehand that
two people could both find free. Whoever comes second waits for the first one's commit, no longer, and is told; whoever
comes after that is told without a transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg.types.range import TimestamptzRange

from harmonia.accounts.models import Person
from harmonia.booking import queries
from harmonia.booking.models import Appointment, Timetable
from harmonia.booking.operations import free_time
from harmonia.booking.operations.endings import clear_overdue, give_back_cleared
from harmonia.booking.queries import Offered
from harmonia.booking.rules.refunds import HOLD, MOST_HOLDS
from harmonia.booking.states import HELD, Origin
from harmonia.consent import operations as consent
from harmonia.core import idempotency, jobs
from harmonia.journal import operations as journal
from harmonia.payments import operations as payments
from harmonia.policy import SERVICE
from harmonia.vault import reading

OFFER = "offer"  # the contract that the client pays under


class SlotTaken(Exception):
    """Someone booked it first."""


class ClientBusy(Exception):
    """The client himself has another session at that time."""


class NotASlot(Exception):
    """The specialist's plan offers no session at that time."""


class NoRoom(Exception):
    """A session begins then, but not one of that length: something else comes too soon after."""


class LengthNotOffered(Exception):
    """The specialist has no session of that length."""


class MetAlready(Exception):
    """A session of that length is for a first meeting, and these two have met, or are about to."""


class InThePast(Exception):
    """That time is over."""


class TooSoon(Exception):
    """The specialist asks for more notice."""


class BeyondHorizon(Exception):
    """The specialist does not plan that far ahead."""


class NotBookable(Exception):
    """This specialist takes no bookings, or none by this person."""


class TooManyHolds(Exception):
    """The person keeps several times without having paid for them."""


@dataclass(frozen=True, slots=True)
class Taking:
    """How a time comes to be kept, for how long, and for a session of which length (None: the ordinary one)."""

    origin: Origin = Origin.CHOSEN
    lasts: timedelta = HOLD
    series: UUID | None = None
    minutes: int | None = None


CHOSEN = Taking()


def hold(
    *,
    client: Person,
    specialist_id: UUID,
    starts_at: datetime,
    idempotency_key: str,
    at: datetime,
    taking: Taking = CHOSEN,
) -> Appointment:
    """Keep a time for a client until he has paid, or for 15 minutes; the same key gives the same appointment.

    Raises ConsentMissing, TermsNotAccepted (the offer), SlotTaken, ClientBusy, NotASlot, NoRoom, LengthNotOffered,
    MetAlready, InThePast, TooSoon, BeyondHorizon, NotBookable, TooManyHolds, idempotency.KeyReused.
    """
    if queries.taken_from(client.pk, specialist_id, starts_at, at):
        raise SlotTaken(starts_at)
    made: list[Appointment] = []

    def answer() -> dict[str, str]:
        made.append(_hold(client, specialist_id, starts_at, at, taking))
        return {"appointment_id": str(made[0].pk)}

    request: dict[str, object] = {"hold": specialist_id, "starts_at": starts_at.isoformat()}
    if taking.minutes:
        request["minutes"] = taking.minutes
    stored = idempotency.once(person_id=client.pk, key=idempotency_key, request=request, answer=answer)
    return made[0] if made else queries.appointment(UUID(stored["appointment_id"]))


def _hold(client: Person, specialist_id: UUID, starts_at: datetime, at: datetime, taking: Taking) -> Appointment:
    """Within the transaction that stores the answer."""
    consent.check(subject=client.pk, purpose=SERVICE, at=at, terms=OFFER)
    timetable = queries.timetable_of(specialist_id)
    check_time(timetable, starts_at, at)
    if not queries.is_bookable(timetable.specialist, at) or timetable.specialist.person_id == client.pk:
        raise NotBookable(specialist_id)
    length = check_length(timetable, taking.minutes)
    appointment = _draft(client, timetable, length, starts_at, at, taking)
    insert(appointment, at=at)
    order = payments.open_order(
        person_id=client.pk,
        amount_kzt=appointment.price_kzt,
        about="appointment",
        about_id=appointment.pk,
        at=at,
    )
    payments.promote(order_id=order.pk, good_for=specialist_id, at=at)
    journal.record("booking.held", subject=client.pk, actor=client.pk, at=at, appointment_id=str(appointment.pk))
    jobs.defer("booking.expire_hold", at=appointment.hold_expires_at, appointment_id=appointment.pk)
    take_slot(appointment, timetable)
    if length.is_first_only:  # asked under the lock that taking the slot holds, so two at once are not both the first
        check_first(client, specialist_id, at, but=appointment.pk)
    return appointment


def check_length(timetable: Timetable, minutes: int | None) -> Offered:
    length = queries.offered_length(timetable, minutes)
    if length is None:
        raise LengthNotOffered(minutes)
    return length


def check_first(client: Person, specialist_id: UUID, at: datetime, *, but: UUID | None = None) -> None:
    if queries.has_met(client.pk, specialist_id, at, but=but):
        raise MetAlready(specialist_id)


def check_time(timetable: Timetable, starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise InThePast(starts_at)
    if starts_at < at + timedelta(minutes=timetable.notice_minutes):
        raise TooSoon(starts_at)
    if starts_at >= at + timedelta(days=timetable.horizon_days):
        raise BeyondHorizon(starts_at)


def _draft(
    client: Person, timetable: Timetable, length: Offered, starts_at: datetime, at: datetime, taking: Taking
) -> Appointment:
    appointment = Appointment(
        id=uuid4(),
        client=client,
        specialist=timetable.specialist,
        state=HELD,
        hold_expires_at=min(at + taking.lasts, starts_at),
        origin=taking.origin,
        series=taking.series,
        price_kzt=length.price_kzt,
        is_ordinary=length.is_ordinary,
        promised_zone=client.time_zone,
        language=client.language,
        held_at=at,
    )
    put_at(appointment, timetable, starts_at, length.lasts)
    return appointment


def put_at(appointment: Appointment, timetable: Timetable, starts_at: datetime, lasts: timedelta) -> None:
    """Lay the session at that time, and promise the client the wall time that it has for him."""
    appointment.starts_at = starts_at
    appointment.ends_at = starts_at + lasts
    appointment.busy = TimestamptzRange(
        starts_at, appointment.ends_at + timedelta(minutes=timetable.buffer_minutes), "[)"
    )
    appointment.promised_wall = wall_time(starts_at, appointment.promised_zone)


def wall_time(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def insert(appointment: Appointment, *, at: datetime) -> None:
    """Raises SlotTaken, ClientBusy or TooManyHolds. A hold that is over, but not yet cleared away, gives way."""
    if _inserted(appointment, at):
        return
    cleared = clear_overdue(queries.in_the_way_of(appointment), at=at)
    if cleared and _inserted(appointment, at):
        return give_back_cleared(cleared, at=at)
    if queries.in_the_way_of(appointment).filter(client_id=appointment.client_id).exists():
        raise ClientBusy(appointment.starts_at)
    raise SlotTaken(appointment.starts_at)


INSERT = """
INSERT INTO booking_appointment ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING
RETURNING (
    SELECT count(*) FROM booking_appointment other
    WHERE other.client_id = %s AND other.state = 'held' AND other.hold_expires_at > %s
      AND other.origin = 'chosen'
)
"""
FIELDS = Appointment._meta.concrete_fields
INSERT = INSERT.format(columns=", ".join(str(field.column) for field in FIELDS), places=", ".join(["%s"] * len(FIELDS)))


def _inserted(appointment: Appointment, at: datetime) -> bool:
    """ON CONFLICT DO NOTHING: rivals wait in line here instead of for each other, which would end in a deadlock."""
    values = [field.get_db_prep_save(getattr(appointment, field.attname), connection) for field in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, appointment.client_id, at])
        row = cursor.fetchone()
    if row is None:
        return False
    if appointment.origin == Origin.CHOSEN and row[0] >= MOST_HOLDS:  # counted as it was before this one
        raise TooManyHolds(appointment.client_id)
    return True


def take_slot(appointment: Appointment, timetable: Timetable) -> None:
    """Raises NotASlot when the plan did not offer that very time, NoRoom when the session is too long for it, and
    NotBookable when the specialist is blocked."""
    try:
        taken = free_time.take(appointment.specialist_id, appointment.starts_at, appointment.free_from)
    except reading.Blocked:
        raise NotBookable(appointment.specialist_id) from None
    lasts = appointment.ends_at - appointment.starts_at
    if appointment.starts_at not in taken or lasts > timedelta(minutes=timetable.session_minutes):
        check_offered(timetable, appointment.starts_at, lasts)


def check_offered(timetable: Timetable, starts_at: datetime, lasts: timedelta) -> None:
    """By the plan itself: the stored free time leaves out what an appointment covers that is only now giving way."""
    room = queries.room_by_plan(timetable, starts_at, lasts)
    if room is None:
        raise NotASlot(starts_at)
    if room < lasts:
        raise NoRoom(starts_at)
