"""Who waits for a time, and what is kept for somebody meanwhile."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment, Slot, Waiting
from harmonia.booking.states import HELD, Origin


def waiting_for(specialist_id: UUID, starts_at: datetime) -> list[Waiting]:
    """The line for a time: who was offered nothing yet, then who was asked longest ago."""
    line = Waiting.objects.filter(specialist_id=specialist_id, before__gt=starts_at).select_related("client")
    return list(line.order_by(F("offered_at").asc(nulls_first=True), "since_at", "pk"))


def time_for(place: Waiting, freed_at: datetime) -> datetime | None:
    """Where the session that he waits for has room, now that this time is free: then, or so shortly before that it
    reaches into it."""
    if place.minutes is None:
        return freed_at
    since = freed_at - timedelta(minutes=place.minutes)
    near = Slot.objects.filter(specialist_id=place.specialist_id, starts_at__gt=since, starts_at__lte=freed_at)
    found = near.filter(room_minutes__gte=place.minutes).order_by("-starts_at")
    return found.values_list("starts_at", flat=True).first()


def anybody_waits(specialist_id: UUID, starts_at: datetime) -> bool:
    return Waiting.objects.filter(specialist_id=specialist_id, before__gt=starts_at).exists()


def waitings_of(client: Person, at: datetime) -> QuerySet[Waiting]:
    return Waiting.objects.filter(client=client, before__gt=at).select_related("specialist").order_by("since_at", "pk")


def unpaid_series(client: Person, at: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(client=client, state=HELD, origin=Origin.SERIES, hold_expires_at__gt=at)


def of_series(client: Person, series: UUID) -> QuerySet[Appointment]:
    found = Appointment.objects.filter(client=client, series=series).select_related("specialist")
    return found.order_by("starts_at", "pk")
