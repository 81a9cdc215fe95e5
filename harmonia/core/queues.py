"""What waits for staff, in one shape, whichever context holds it: since when, until when, and in whose hands.

A thing is in one pair of hands at a time. It is taken while it is free; who has it gives it back, or hands it to a
colleague. Of two who take it at once the second is told: whoever calls `passing` holds the row's lock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, F, Min, Q, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable

TAKEN, GIVEN_BACK, HANDED_OVER = "taken", "given_back", "handed_over"
NEVER = Value(None, output_field=DateTimeField())
NOBODY = Value(None, output_field=UUIDField())


class InOtherHands(Exception):
    """Somebody else has it in hand, or nobody has taken it yet."""


@dataclass(frozen=True)
class Glimpse:
    """A queue at a glance. `oldest`: since when something waits; `soonest`: the most urgent of their own clocks."""

    count: int
    mine: int
    oldest: datetime | None
    soonest: datetime | None


def waiting(
    found: QuerySet[Any], *, since: str | Combinable, until: str | Combinable | None = None, held_by: str | None = None
) -> QuerySet[Any, dict[str, Any]]:
    """Rows of `pk`, `since`, `until`, `held_by`; of a person nothing. The arguments name columns."""
    rows: QuerySet[Any] = found.order_by().annotate(
        since=F(since) if isinstance(since, str) else since,
        until=F(until) if isinstance(until, str) else until or NEVER,
        held_by=F(held_by) if held_by else NOBODY,
    )
    return rows.values("pk", "since", "until", "held_by")


def glimpse(items: QuerySet[Any, dict[str, Any]], *, by: UUID) -> Glimpse:
    """One statement, however many wait."""
    mine = Count("pk", filter=Q(held_by=by))
    return Glimpse(**items.aggregate(count=Count("pk"), mine=mine, oldest=Min("since"), soonest=Min("until")))


def passing(held_by: UUID | None, *, to: UUID | None, by: UUID) -> str:
    """What it is when `by` passes a thing to `to`, None being the queue. Raises InOtherHands."""
    if held_by != (None if to == by else by):
        raise InOtherHands
    if to is None:
        return GIVEN_BACK
    return TAKEN if to == by else HANDED_OVER


def check_not_held(held_by: UUID | None, by: UUID) -> None:
    """What somebody else has in hand nobody else decides. Raises InOtherHands."""
    if held_by not in (None, by):
        raise InOtherHands
