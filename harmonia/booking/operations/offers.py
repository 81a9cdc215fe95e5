"""Times that are kept otherwise than by one click: week by week, for who waits, by the specialist's suggestion.

Each is an ordinary hold, which the database guards as any other, only that it lasts longer: who pays accepts it, who
gives it up declines it, and when it runs out the time goes to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.booking import permissions, queries
from harmonia.booking.models import Appointment, Waiting
from harmonia.booking.operations import holds
from harmonia.booking.operations.holds import Taking, hold
from harmonia.booking.rules.refunds import OFFER_HOLD, SERIES_HOLD, SERIES_WEEKS, SUGGESTION_HOLD
from harmonia.booking.states import HELD, CancelledBy, Origin
from harmonia.consent import operations as consent
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.policy import SERVICE
from harmonia.vault import reading

REFUSED = (
    holds.SlotTaken, holds.ClientBusy, holds.NotASlot, holds.NoRoom, holds.LengthNotOffered, holds.MetAlready,
    holds.InThePast, holds.TooSoon, holds.BeyondHorizon, holds.NotBookable, holds.TooManyHolds,
)  # fmt: skip
NOT_HIS = (*REFUSED, consent.ConsentMissing, consent.TermsNotAccepted, reading.Blocked)


class NotTheirClient(Exception):
    """The two do not work together, so the specialist suggests nothing to him."""


@dataclass(frozen=True, slots=True)
class Series:
    """`refused`: the times that could not be kept, each with its reason."""

    id: UUID
    kept: Sequence[Appointment]
    refused: Sequence[tuple[datetime, Exception]]


def hold_series(
    *,
    client: Person,
    specialist_id: UUID,
    starts_at: datetime,
    weeks: int,
    idempotency_key: str,
    at: datetime,
    minutes: int | None = None,
) -> Series:
    """Keep the same hour of the specialist's clock in so many weeks, each as an appointment of its own.

    Each is a transaction of its own: a conflict in one week says nothing of the others. Raises TooManyHolds when an
    earlier series waits for its payment, and what `hold` raises for the first one.
    """
    if weeks not in SERIES_WEEKS:
        raise ValueError(weeks)
    series = uuid5(NAMESPACE_OID, f"{client.pk}:{idempotency_key}")
    if queries.unpaid_series(client, at).exclude(series=series).exists():
        raise holds.TooManyHolds(client.pk)
    taking = Taking(Origin.SERIES, SERIES_HOLD, series, minutes)
    zone = ZoneInfo(queries.timetable_of(specialist_id).zone)
    keep = partial(hold, client=client, specialist_id=specialist_id, at=at, taking=taking)
    kept: list[Appointment] = []
    refused: list[tuple[datetime, Exception]] = []
    for number in range(weeks):
        later = _weeks_later(starts_at, number, zone)
        try:
            kept.append(keep(starts_at=later, idempotency_key=f"{idempotency_key[:60]}:{number}"))
        except REFUSED as refusal:
            if not kept:
                raise
            refused.append((later, refusal))
    return Series(series, kept, refused)


def _weeks_later(starts_at: datetime, number: int, zone: ZoneInfo) -> datetime:
    """The same wall time, whatever the clock did in between."""
    wall = starts_at.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=number)
    return wall.replace(tzinfo=zone).astimezone(UTC)


@transaction.atomic
def wait(*, client: Person, specialist_id: UUID, before: datetime, at: datetime, minutes: int | None = None) -> Waiting:
    """Stand in line for a time earlier than `before` at which a session of that length has room; asking again changes
    what for and keeps the place. Raises ConsentMissing, NotBookable, InThePast, LengthNotOffered, MetAlready."""
    consent.check(subject=client.pk, purpose=SERVICE, at=at)
    timetable = queries.timetable_of(specialist_id)
    specialist = timetable.specialist
    if before <= at:
        raise holds.InThePast(before)
    if not queries.is_bookable(specialist, at) or specialist.person_id == client.pk:
        raise holds.NotBookable(specialist_id)
    length = holds.check_length(timetable, minutes)
    if length.is_first_only:
        holds.check_first(client, specialist_id, at)
    wanted = {"before": before, "minutes": None if length.is_ordinary else minutes}
    place, _ = Waiting.objects.update_or_create(
        client=client,
        specialist_id=specialist_id,
        defaults=wanted,
        create_defaults=wanted | {"since_at": at},
    )
    journal.record("booking.waiting", subject=client.pk, actor=client.pk, at=at)
    return place


@transaction.atomic
def stop_waiting(*, client: Person, specialist_id: UUID, at: datetime) -> bool:
    """False when he did not wait."""
    gone, _ = Waiting.objects.filter(client=client, specialist_id=specialist_id).delete()
    if gone:
        journal.record("booking.waits_no_more", subject=client.pk, actor=client.pk, at=at)
    return bool(gone)


def forget_past_waiting(*, at: datetime) -> int:
    return Waiting.objects.filter(before__lte=at).delete()[0]


def offer_freed(*, specialist_id: UUID, starts_at: datetime, at: datetime) -> Appointment | None:
    """Keep a time that became free, or one before it that has room now, for the first in line who can take it, and
    tell him; None when nobody can.

    Who was offered this very time before and let it run out is not asked again.
    """
    for place in queries.waiting_for(specialist_id, starts_at):
        fits_at = queries.time_for(place, starts_at)
        if fits_at is None:
            continue
        try:
            with transaction.atomic():
                return _offer(place, fits_at, at)
        except NOT_HIS:
            continue
    return None


def _offer(place: Waiting, starts_at: datetime, at: datetime) -> Appointment:
    appointment = hold(
        client=place.client,
        specialist_id=place.specialist_id,
        starts_at=starts_at,
        idempotency_key=f"offer:{place.pk}:{int(starts_at.timestamp())}",
        at=at,
        taking=Taking(Origin.WAITING, OFFER_HOLD, minutes=place.minutes),
    )
    if appointment.state != HELD:
        raise holds.SlotTaken(starts_at)  # offered before, and not taken then
    Waiting.objects.filter(pk=place.pk).update(offered_at=at)
    _tell_client("booking.offered", appointment, at=at)
    return appointment


@transaction.atomic
def suggest(
    *, appointment_id: UUID, starts_at: datetime, by: Person, at: datetime, minutes: int | None = None
) -> Appointment:
    """The specialist keeps another time, of one of his lengths, for a client with whom he works; paying accepts it.

    Raises Denied, NotTheirClient, ConsentMissing, TermsNotAccepted, and what `hold` raises.
    """
    earlier = queries.appointment(appointment_id)
    if permissions.side_of(by, earlier) is not CancelledBy.SPECIALIST:
        raise permissions.Denied("stranger")
    client = earlier.client
    if client is None or not queries.specialists_of(client, at).filter(pk=earlier.specialist_id).exists():
        raise NotTheirClient(appointment_id)
    appointment = hold(
        client=client,
        specialist_id=earlier.specialist_id,
        starts_at=starts_at,
        idempotency_key=uuid4().hex,
        at=at,
        taking=Taking(Origin.SUGGESTED, SUGGESTION_HOLD, minutes=minutes),
    )
    journal.record("booking.suggested", subject=client.pk, actor=by.pk, at=at, appointment_id=str(appointment.pk))
    _tell_client("booking.suggested", appointment, at=at)
    return appointment


def _tell_client(event: str, appointment: Appointment, *, at: datetime) -> None:
    assert appointment.client_id is not None  # noqa: S101  it was held for him just now
    facts = {"starts_at": appointment.starts_at.isoformat(), "path": f"/me/appointments/{appointment.pk}/"}
    notices.send(event, person_id=appointment.client_id, at=at, facts=facts, once=str(appointment.pk))
