"""Times at which a specialist's other calendars say that he is busy."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from harmonia.booking.models import BusyFeed, BusyTime

ASKED_EVERY = timedelta(minutes=30)


def busy_feeds_of(specialist_id: UUID) -> QuerySet[BusyFeed]:
    return BusyFeed.objects.filter(specialist_id=specialist_id).order_by("added_at", "pk")


def busy_elsewhere(specialist_id: UUID, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """What touches [since, until)."""
    times = BusyTime.objects.filter(specialist_id=specialist_id, ends_at__gt=since, starts_at__lt=until)
    return list(times.order_by("starts_at", "pk").values_list("starts_at", "ends_at"))


def busy_feeds_to_ask(at: datetime) -> list[UUID]:
    """Those that were not asked for a while, the longest first."""
    due = BusyFeed.objects.filter(Q(asked_at=None) | Q(asked_at__lte=at - ASKED_EVERY))
    return list(due.order_by("asked_at", "pk").values_list("pk", flat=True)[:500])
