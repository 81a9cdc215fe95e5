"""The lengths of sessions that a specialist offers beside his ordinary one. What is booked stays as it is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.booking import queries
from harmonia.booking.models import Waiting
from harmonia.booking.operations import free_time
from harmonia.specialists import operations as specialists
from harmonia.specialists.rules.lengths import SessionLength


@transaction.atomic
def set_lengths(*, specialist_id: UUID, lengths: Collection[SessionLength], at: datetime) -> None:
    """Replace them; the free time tells at once where each has room. Who waits for one that is gone waits for the
    ordinary session.

    Raises specialists.LengthTaken, LengthOutOfRange, PriceOutOfRange, TooManyLengths.
    """
    free_time.lock(specialist_id)
    timetable = queries.timetable_of(specialist_id)
    changed = specialists.set_lengths(
        specialist_id=specialist_id, ordinary_minutes=timetable.session_minutes, lengths=lengths, at=at
    )
    if changed:
        gone = Waiting.objects.filter(specialist_id=specialist_id, minutes__isnull=False)
        gone.exclude(minutes__in=[one.minutes for one in lengths]).update(minutes=None)
        free_time.refresh(timetable, at=at)
