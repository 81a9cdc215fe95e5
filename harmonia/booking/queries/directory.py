"""Who is free first. Bits narrow ten thousand specialists down in one scan; the slots themselves decide.

A mask of half hours is laid over each specialist's `Availability`; the first bit left tells when he may be free. The
candidates of the earliest bits are then asked for their real first slot, until the page is certain: nobody beyond the
last bit looked at can be earlier than the end of the half hour before it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from harmonia.booking.rules import windows
from harmonia.booking.rules.windows import Window
from harmonia.specialists.models import Specialist

SCAN = """
SELECT specialist_id, first_bit FROM (
    SELECT a.specialist_id, position(B'1' IN
        (CASE WHEN a.origin_on = %(origin)s THEN a.bits ELSE a.bits << ((%(origin)s - a.origin_on) * 48) END)
        & %(mask)s::bit(1344)) AS first_bit
    FROM booking_availability a WHERE a.specialist_id IN ({specialists})
) seen
WHERE first_bit > 0
ORDER BY first_bit FETCH FIRST %(most)s ROWS WITH TIES
"""
FIRST_SLOTS = """
SELECT t.specialist_id, first.starts_at
FROM booking_timetable t CROSS JOIN LATERAL (
    SELECT s.starts_at FROM booking_slot s
    WHERE s.specialist_id = t.specialist_id
      AND s.starts_at >= %(at)s::timestamptz + make_interval(mins => t.notice_minutes)
      AND s.starts_at < %(at)s::timestamptz + make_interval(days => t.horizon_days)
      {window}
    ORDER BY s.starts_at LIMIT 1
) first
WHERE t.specialist_id = ANY(%(ids)s)
ORDER BY first.starts_at, t.specialist_id
"""
WITHIN = "AND tstzrange(s.starts_at, s.ends_at) <@ %(within)s::tstzmultirange"


@dataclass(frozen=True, slots=True)
class Found:
    specialist_id: UUID
    next_free_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """`more`: there is a further page."""

    found: tuple[Found, ...]
    more: bool


def next_free(specialist_ids: Iterable[UUID], *, at: datetime, window: Window | None = None) -> dict[UUID, datetime]:
    """The first bookable time of each, of those who have one (within the window)."""
    within = None if window is None else _multirange(windows.ranges(window))
    sql = FIRST_SLOTS.format(window=WITHIN if within else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": list(specialist_ids), "at": at, "within": within})
        return dict(cursor.fetchall())


def directory(
    specialists: QuerySet[Specialist], *, at: datetime, window: Window | None = None, limit: int = 20, offset: int = 0
) -> Page:
    """A page of those specialists who are free (in the window, within 28 days), the earliest first, then by id."""
    wanted = offset + limit + 1
    most = wanted
    while True:
        candidates = _scan(specialists, at=at, window=window, most=most)
        times = next_free([pk for pk, _ in candidates], at=at, window=window)
        exhausted = len(candidates) < most
        certain = times if exhausted else _certain(times, candidates, at)
        if exhausted or len(certain) >= wanted:
            found = sorted((when, pk) for pk, when in certain.items())[offset : offset + limit + 1]
            return Page(tuple(Found(pk, when) for when, pk in found[:limit]), more=len(found) > limit)
        most *= 4


def _certain(times: dict[UUID, datetime], candidates: Sequence[tuple[UUID, int]], at: datetime) -> dict[UUID, datetime]:
    """Those nobody outside of the candidates can precede."""
    last_bit = candidates[-1][1]
    bound = windows.origin_of(windows.origin_on(at)) + last_bit * windows.HALF_HOUR
    return {pk: when for pk, when in times.items() if when < bound}


def _scan(
    specialists: QuerySet[Specialist], *, at: datetime, window: Window | None, most: int
) -> list[tuple[UUID, int]]:
    chosen, parameters = _named(specialists)
    origin = windows.origin_on(at)
    everything = [(at, windows.origin_of(origin) + windows.DAYS * 48 * windows.HALF_HOUR)]
    wanted = everything if window is None else windows.ranges(window)
    mask = windows.mask(origin, wanted, not_before=at)
    with connection.cursor() as cursor:
        cursor.execute(SCAN.format(specialists=chosen), {**parameters, "origin": origin, "mask": mask, "most": most})
        return list(cursor.fetchall())


def _named(specialists: QuerySet[Specialist]) -> tuple[str, dict[str, Any]]:
    """The queryset as a subquery with named parameters."""
    sql, positional = specialists.order_by().values("pk").query.sql_with_params()
    names = [f"chosen_{number}" for number in range(len(positional))]
    places = iter(names)
    return re.sub("%s", lambda _: f"%({next(places)})s", sql), dict(zip(names, positional, strict=True))


def _multirange(ranges: list[tuple[datetime, datetime]]) -> str:
    return "{" + ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in ranges) + "}"
