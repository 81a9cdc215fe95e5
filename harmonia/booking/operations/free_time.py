"""Keeping the stored free time equal to plan less appointments, in the transaction of whatever changes either.

Whoever changes a specialist's slots holds the lock of his `Availability` row. It is taken after an appointment was
written and never before, so a booking waits for nobody but a rival for the same time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from harmonia.booking import queries
from harmonia.booking.models import Availability, Slot, Timetable
from harmonia.booking.rules import windows
from harmonia.vault import queries as blocks

Free = tuple[datetime, datetime, int]  # begins, ends, minutes of room


def lock(specialist_id: UUID) -> Availability:
    return Availability.objects.select_for_update(of=("self",)).get(pk=specialist_id)


def take(specialist_id: UUID, since: datetime, until: datetime) -> set[datetime]:
    """Remove the slots that a busy [since, until) leaves no room for, and lessen the room of those before it; answers
    which went. Lock first, then look: the database's function does both in one call (migration 0011)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT booking_take(%s, %s, %s)", [specialist_id, since, until])
        row = cursor.fetchone()
        return set(row[0]) if row else set()


def give_back(timetable: Timetable, since: datetime, until: datetime, *, at: datetime) -> None:
    """Offer again what an ended appointment had taken, as far as the plan of today offers it.

    A blocked specialist offers nothing; his free time is worked out anew in the night after he is free.
    """
    if blocks.blocked(timetable.specialist.person_id):
        return
    lock(timetable.specialist_id)
    terms = queries.terms_of(timetable)
    times = _offer(timetable, max(since - terms.most - terms.buffer, at), min(until, end_of_reach(timetable, at)))
    _write(timetable.specialist_id, times)


def refresh(timetable: Timetable, *, at: datetime) -> None:
    """Work all free time out afresh, and count the bits from today. Only what differs is written."""
    available = lock(timetable.specialist_id)
    right = _offer(timetable, at, end_of_reach(timetable, at))
    found = Slot.objects.filter(specialist_id=timetable.specialist_id)
    stored = set(found.values_list("starts_at", "ends_at", "room_minutes"))
    stale = {starts_at for starts_at, _, _ in stored} - {starts_at for starts_at, _, _ in right}
    found.filter(starts_at__in=stale).delete()
    _write(timetable.specialist_id, right - stored)
    available.origin_on, available.replanned_at = windows.origin_on(at), at
    available.save(update_fields=["origin_on", "replanned_at"])


def _offer(timetable: Timetable, since: datetime, until: datetime) -> set[Free]:
    length = timedelta(minutes=timetable.session_minutes)
    return {(start.at, start.at + length, start.room_minutes) for start in queries.preview(timetable, since, until)}


def _write(specialist_id: UUID, times: Iterable[Free]) -> None:
    rows = [
        Slot(specialist_id=specialist_id, starts_at=starts_at, ends_at=ends_at, room_minutes=room_minutes)
        for starts_at, ends_at, room_minutes in sorted(times)
    ]
    Slot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["specialist", "starts_at"],
        update_fields=["ends_at", "room_minutes"],
    )


def end_of_reach(timetable: Timetable, at: datetime) -> datetime:
    """A day beyond the horizon, so that it can move for a day before the next refresh."""
    return at + timedelta(days=timetable.horizon_days + 1)
