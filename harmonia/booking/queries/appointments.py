"""Appointments, always fetched through the person they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment, Parting
from harmonia.booking.rules.refunds import refund_kzt, refund_share
from harmonia.booking.states import (
    BOOKED,
    CANCELLED,
    COMPLETED,
    EXPIRED,
    HELD,
    LIVE,
    NO_SHOW_CLIENT,
    NO_SHOW_SPECIALIST,
    CancelledBy,
)
from harmonia.consent import queries as consents
from harmonia.payments import queries as orders
from harmonia.policy import BOOKING_TERMS, SERVICE
from harmonia.specialists.models import Specialist
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks

# While these last, the two are a booked pair, and the specialist knows whom he meets (6.10).
PAIRED = (BOOKED, COMPLETED, NO_SHOW_CLIENT, NO_SHOW_SPECIALIST)


@dataclass(frozen=True, slots=True)
class ClientCard:
    """What a specialist may know of a client he is booked with."""

    name: str
    topics: tuple[str, ...]


def appointments_of(person: Person) -> QuerySet[Appointment]:
    """Where he is the client or the specialist."""
    practice = Specialist.objects.filter(person=person).values("pk")
    return Appointment.objects.filter(Q(client=person) | Q(specialist__in=practice)).select_related("specialist")


def appointments_as_client(person: Person) -> QuerySet[Appointment]:
    return Appointment.objects.filter(client=person).select_related("specialist")


def appointments_as_specialist(person: Person) -> QuerySet[Appointment]:
    return Appointment.objects.filter(specialist__person=person).select_related("specialist")


def ahead(appointments: QuerySet[Appointment], at: datetime) -> QuerySet[Appointment]:
    """What still takes place, the nearest first; a hold counts while it lasts."""
    standing = Q(state=BOOKED) | Q(state=HELD, hold_expires_at__gt=at)
    return appointments.filter(standing, ends_at__gt=at).order_by("starts_at", "pk")


def earlier(appointments: QuerySet[Appointment], at: datetime) -> QuerySet[Appointment]:
    """What took place, was cancelled or ran out, the latest first."""
    standing = Q(state=BOOKED) | Q(state=HELD, hold_expires_at__gt=at)
    return appointments.exclude(standing & Q(ends_at__gt=at)).order_by("-starts_at", "pk")


def standing(appointments: QuerySet[Appointment], at: datetime) -> QuerySet[Appointment]:
    """Without those that were cancelled, ran out, or only wait to be cleared away."""
    return appointments.exclude(state__in=(CANCELLED, EXPIRED)).exclude(state=HELD, hold_expires_at__lte=at)


def between(appointments: QuerySet[Appointment], since: datetime, until: datetime) -> QuerySet[Appointment]:
    return appointments.filter(starts_at__gte=since, starts_at__lt=until).order_by("starts_at", "pk")


def appointment(pk: UUID) -> Appointment:
    return Appointment.objects.select_related("specialist").get(pk=pk)


def locked(pk: UUID) -> Appointment:
    return Appointment.objects.select_related("specialist").select_for_update(of=("self",)).get(pk=pk)


def live_from(person_id: UUID, at: datetime) -> list[UUID]:
    """His appointments that still lie ahead, on either side."""
    of_his = Q(client_id=person_id) | Q(specialist__person_id=person_id)
    ahead = Appointment.objects.filter(of_his, state__in=LIVE, starts_at__gt=at)
    return list(ahead.order_by("starts_at", "pk").values_list("pk", flat=True))


def practised_from(person_id: UUID, at: datetime) -> list[UUID]:
    """Those ahead in which he is the specialist."""
    ahead = Appointment.objects.filter(specialist__person_id=person_id, state__in=LIVE, starts_at__gt=at)
    return list(ahead.order_by("starts_at", "pk").values_list("pk", flat=True))


def recent_clients(specialist_id: UUID, at: datetime) -> list[UUID]:
    """Whose relation with him still lasts: met within its days, or to be met."""
    since = at - timedelta(days=BOOKING_TERMS.relation_days)
    met = Appointment.objects.filter(specialist_id=specialist_id, state__in=PAIRED, starts_at__gt=since)
    found = unparted(met).order_by("client_id").values_list("client_id", flat=True).distinct()
    return [client_id for client_id in found if client_id is not None]


def booked_with(specialist_id: UUID, at: datetime) -> QuerySet[Appointment]:
    """A specialist's booked sessions that lie ahead."""
    ahead = Appointment.objects.filter(specialist_id=specialist_id, state=BOOKED, starts_at__gt=at)
    return ahead.select_related("specialist").order_by("starts_at", "pk")


def overdue_holds(at: datetime) -> list[UUID]:
    overdue = Appointment.objects.filter(state=HELD, hold_expires_at__lte=at)
    return list(overdue.order_by("hold_expires_at", "pk").values_list("pk", flat=True)[:500])


def in_the_way_of(appointment: Appointment) -> QuerySet[Appointment]:
    """Live appointments of its specialist or its client that its time would meet."""
    of_specialist = Q(specialist_id=appointment.specialist_id, busy__overlap=appointment.busy)
    of_client = Q(client_id=appointment.client_id, starts_at__lt=appointment.ends_at, ends_at__gt=appointment.starts_at)
    return Appointment.objects.filter(of_specialist | of_client, state__in=LIVE).exclude(pk=appointment.pk)


def taken_from(client_id: UUID, specialist_id: UUID, starts_at: datetime, at: datetime) -> bool:
    """Somebody else stands at that very time. Only for an early no: whoever passes is decided by the insert."""
    there = Appointment.objects.filter(specialist_id=specialist_id, starts_at=starts_at).exclude(client_id=client_id)
    return there.filter(Q(state=BOOKED) | Q(state=HELD, hold_expires_at__gt=at)).exists()


def sessions_held(client_id: UUID | None, *, specialist_id: UUID | None = None) -> int:
    """How many sessions took place (4.1.6): neither a moved nor a missed one counts. Of the erased none are his."""
    if client_id is None:
        return 0
    held = Appointment.objects.filter(client_id=client_id, state=COMPLETED)
    return (held.filter(specialist_id=specialist_id) if specialist_id else held).count()


def refund_now(appointment: Appointment, *, by: CancelledBy, at: datetime) -> tuple[int, int]:
    """(per cent, tenge) that a cancellation at this moment gives back of what was paid, wherever it goes."""
    if appointment.state != BOOKED:
        return 0, 0
    share = refund_share(
        starts_at=appointment.starts_at, at=at, by=by, moved_by_specialist=appointment.moved_by_specialist
    )
    order = orders.order_about(appointment.pk)
    if order is None:
        return share, refund_kzt(appointment.price_kzt, share)
    return share, orders.would_return(order, share).kzt


def instant_of_promise(appointment: Appointment) -> datetime:
    """When the promised wall time comes, by the zone rules of today."""
    wall = datetime.fromisoformat(appointment.promised_wall)
    zone = ZoneInfo(appointment.promised_zone)
    candidates = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if appointment.starts_at in candidates:
        return appointment.starts_at  # an hour that the clock shows twice was promised as one of the two
    return wall.replace(tzinfo=zone).astimezone(UTC)


def broken_promises(at: datetime) -> list[UUID]:
    """Booked sessions ahead whose instant no longer shows the promised wall time, in an order safe to move them."""
    ahead = Appointment.objects.filter(state__in=LIVE, starts_at__gt=at).order_by("starts_at", "pk")
    broken = [
        (appointment.pk, appointment.starts_at, instant)
        for appointment in ahead.iterator()
        if (instant := instant_of_promise(appointment)) != appointment.starts_at
    ]
    earlier = [pk for pk, starts_at, instant in broken if instant < starts_at]
    later = [pk for pk, starts_at, instant in reversed(broken) if instant > starts_at]
    return earlier + later


def cards_of_clients(appointments: Iterable[Appointment], *, at: datetime) -> dict[UUID, ClientCard]:
    """Appointment id -> what the specialist may see. Only booked pairs, only while their work lasts, the client's
    consent is in force and he is not blocked (6.10).

    Call it within `reading(SERVICE, actor=the specialist)`.
    """
    paired = [appointment for appointment in appointments if appointment.state in PAIRED]
    lasting = _working_together(paired, at)
    paired = [one for one in paired if (one.client_id, one.specialist_id) in lasting]
    clients = {one.client_id for one in paired if one.client_id is not None}
    allowed = consents.allowing(clients, SERVICE, at=at) - blocks.blocked_among(clients)
    vault.preload(allowed)
    people = Person.objects.in_bulk(allowed)
    cards = {pk: ClientCard(person.name, tuple(person.topics or ())) for pk, person in people.items()}
    return {one.pk: cards[one.client_id] for one in paired if one.client_id in cards}


def _working_together(appointments: list[Appointment], at: datetime) -> set[tuple[UUID | None, UUID]]:
    """Which pairs (client, specialist) have a session ahead, or had one not long ago, and did not part since."""
    last = at - timedelta(days=BOOKING_TERMS.relation_days)
    lasting = Appointment.objects.filter(
        client__in={one.client_id for one in appointments if one.client_id},
        specialist__in={one.specialist_id for one in appointments},
        state__in=PAIRED,
        ends_at__gt=last,
    )
    return set(unparted(lasting).order_by("client", "specialist").values_list("client_id", "specialist_id").distinct())


def unparted(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Without those of a client who has left the specialist since he booked them."""
    taken_at = Coalesce(OuterRef("booked_at"), OuterRef("held_at"))
    left = Parting.objects.filter(client=OuterRef("client"), specialist=OuterRef("specialist"), parted_at__gte=taken_at)
    return appointments.exclude(Exists(left))


def specialists_of(client: Person, at: datetime) -> QuerySet[Specialist]:
    """Whom he works with: a session ahead, or one not long ago, and no parting since."""
    last = at - timedelta(days=BOOKING_TERMS.relation_days)
    met = Appointment.objects.filter(client=client, state__in=(HELD, *PAIRED), ends_at__gt=last)
    return Specialist.objects.filter(pk__in=unparted(met).values("specialist"))


def live_with(client: Person, specialist_id: UUID, at: datetime) -> QuerySet[Appointment]:
    """Of these two, what lies ahead."""
    live = Appointment.objects.filter(client=client, specialist_id=specialist_id, state__in=LIVE, starts_at__gt=at)
    return live.select_related("specialist").order_by("starts_at", "pk")


def for_desk(
    *, state: str = "", specialist: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Appointment]:
    """All appointments, the latest first, for staff: whose they are on the client's side is not fetched."""
    found = Appointment.objects.select_related("specialist").defer("client")
    if state:
        found = found.filter(state=state)
    if specialist:
        found = found.filter(specialist__display_name__icontains=specialist)
    if since:
        found = found.filter(starts_at__gte=since)
    if until:
        found = found.filter(starts_at__lt=until)
    return found.order_by("-starts_at", "pk")
