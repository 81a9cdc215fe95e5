"""What a calendar program finds under a secret address."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import QuerySet

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment, CalendarFeed
from harmonia.booking.queries.appointments import appointments_of
from harmonia.vault import queries as blocks

SHOWN_BACK = timedelta(days=90)


def fingerprint_of(secret: str) -> bytes:
    """The secret has 256 bits of chance, so that a plain hash keeps it."""
    return sha256(secret.encode()).digest()


def feed_of(person: Person) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(pk=person.pk).first()


def person_of_feed(secret: str) -> Person | None:
    """Whose the address is; nobody's when it was renewed or ended, or while he is blocked or may not come in."""
    feed = CalendarFeed.objects.select_related("person").filter(fingerprint=fingerprint_of(secret)).first()
    if feed is None or not feed.person.is_active or blocks.blocked(feed.pk):
        return None
    return feed.person


def feed_appointments(person: Person, at: datetime) -> QuerySet[Appointment]:
    """What was ever booked, from three months back on: the cancelled ones too, so that calendars learn of it."""
    found = appointments_of(person).exclude(booked_at=None).filter(ends_at__gt=at - SHOWN_BACK)
    return found.order_by("starts_at", "pk")
