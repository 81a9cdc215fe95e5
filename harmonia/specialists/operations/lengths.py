"""How long sessions are, and what those of another length than the ordinary one cost. Booking knows the free time, so
it calls these, and brings the free time to what they say."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.journal import operations as journal
from harmonia.specialists import queries
from harmonia.specialists.models import Length, Specialist
from harmonia.specialists.operations.listing import check_price
from harmonia.specialists.rules import lengths as rules


class LengthTaken(Exception):
    """Two sessions of one length would have two prices."""


class LengthOutOfRange(Exception):
    """Shorter or longer than a session may be."""


class TooManyLengths(Exception):
    """More to choose from than helps anybody."""


@transaction.atomic
def set_ordinary(*, specialist_id: UUID, minutes: int) -> None:
    """How long his ordinary session is. Raises LengthTaken."""
    specialist = queries.locked(specialist_id)
    if specialist.lengths.filter(minutes=minutes).exists():
        raise LengthTaken(minutes)
    if specialist.session_minutes != minutes:
        Specialist.objects.filter(pk=specialist_id).update(session_minutes=minutes)


@transaction.atomic
def set_lengths(
    *, specialist_id: UUID, ordinary_minutes: int, lengths: Collection[rules.SessionLength], at: datetime
) -> bool:
    """Replace what he offers beside the ordinary session; tells whether that is something else than before.

    Raises LengthTaken, LengthOutOfRange, PriceOutOfRange, TooManyLengths.
    """
    specialist = queries.locked(specialist_id)
    _check(lengths, ordinary_minutes)
    wanted = sorted(lengths, key=lambda one: one.minutes)
    if wanted == queries.lengths_of(specialist_id):
        return False
    specialist.lengths.all().delete()
    Length.objects.bulk_create(
        Length(
            specialist=specialist,
            minutes=one.minutes,
            price_kzt=one.price_kzt,
            is_first_only=one.is_first_only,
        )
        for one in wanted
    )
    journal.record(
        "specialist.lengths_changed",
        subject=specialist.person_id,
        actor=specialist.person_id,
        at=at,
        specialist_id=str(specialist_id),
        lengths=", ".join(f"{one.minutes}: {one.price_kzt}" for one in wanted),
    )
    return True


def _check(lengths: Collection[rules.SessionLength], ordinary_minutes: int) -> None:
    if len(lengths) > rules.MOST_LENGTHS:
        raise TooManyLengths(len(lengths))
    if rules.twice(lengths, ordinary_minutes):
        raise LengthTaken
    for one in lengths:
        if one.minutes not in rules.MINUTES:
            raise LengthOutOfRange(one.minutes)
        check_price(one.price_kzt)
