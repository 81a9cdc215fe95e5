"""Who is free first, of ten thousand. Two ways, both exact; the second is taken when the first does not fill the page.

Where many are free, a short walk along the time index meets enough of them. Where few are, a mask of half hours is laid
over everybody's `Availability` in one scan; the first bit left tells when each may be free, and the candidates of the
earliest bits are asked for their real first slot, until the page is certain: nobody beyond the last bit looked at can
be earlier than the end of that half hour.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from harmonia.booking.rules import windows
from harmonia.booking.rules.windows import Window
from harmonia.specialists.models import Specialist

WALK = """
SELECT walked.specialist_id, walked.starts_at
FROM (
    SELECT specialist_id, starts_at FROM ({stretches}) stretch ORDER BY starts_at, specialist_id LIMIT %(most)s
) walked JOIN booking_timetable t USING (specialist_id)
WHERE walked.starts_at >= %(at)s + make_interval(mins => t.notice_minutes)
  AND walked.starts_at < %(at)s + make_interval(days => t.horizon_days)
  AND walked.specialist_id IN ({specialists})
ORDER BY walked.starts_at, walked.specialist_id
"""
# The bounds stand in the statement itself: the planner must see how much of the index lies between them.
STRETCH = """(
    SELECT specialist_id, starts_at FROM booking_slot
    WHERE starts_at >= %(since_{number})s AND starts_at < %(until_{number})s AND ends_at <= %(until_{number})s
    ORDER BY starts_at, specialist_id LIMIT %(most)s
)"""
WALKED_STRETCHES = 2  # of a window: today's evening and tomorrow's
WALKED_A_PLACE = 20  # slots looked at for each place of the page
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
    next_free_at: datetime


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
    times = _walked(specialists, at=at, window=window, wanted=wanted)
    if len(times) < wanted:
        times = _searched(specialists, at=at, window=window, wanted=wanted)
    found = [Found(pk, when) for pk, when in islice(times.items(), offset, wanted)]
    return Page(tuple(found[:limit]), more=len(found) > limit)


def _walked(
    specialists: QuerySet[Specialist], *, at: datetime, window: Window | None, wanted: int
) -> dict[UUID, datetime]:
    """The first free time of whom the walk meets, in order: a prefix of the truth."""
    chosen, parameters = _named(specialists)
    ahead = [(max(since, at), until) for since, until in _stretches(at, window) if until > at][:WALKED_STRETCHES]
    parameters |= {"at": at, "most": WALKED_A_PLACE * wanted}
    for number, (since, until) in enumerate(ahead):
        parameters |= {f"since_{number}": since, f"until_{number}": until}
    if not ahead:
        return {}
    stretches = " UNION ALL ".join(STRETCH.format(number=number) for number in range(len(ahead)))
    times: dict[UUID, datetime] = {}
    with connection.cursor() as cursor:
        cursor.execute(WALK.format(specialists=chosen, stretches=stretches), parameters)
        for pk, when in cursor.fetchall():
            times.setdefault(pk, when)
    return times


def _searched(
    specialists: QuerySet[Specialist], *, at: datetime, window: Window | None, wanted: int
) -> dict[UUID, datetime]:
    """The first free time of at least as many as wanted, or of all there are, in order."""
    most = wanted
    while True:
        candidates = _scan(specialists, at=at, window=window, most=most)
        times = next_free([pk for pk, _ in candidates], at=at, window=window)
        if len(candidates) < most:
            return times
        certain = _certain(times, candidates, at)
        if len(certain) >= wanted:
            return certain
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
    mask = windows.mask(origin, _stretches(at, window), not_before=at)
    with connection.cursor() as cursor:
        cursor.execute(SCAN.format(specialists=chosen), {**parameters, "origin": origin, "mask": mask, "most": most})
        return list(cursor.fetchall())


def _stretches(at: datetime, window: Window | None) -> list[tuple[datetime, datetime]]:
    if window is not None:
        return windows.ranges(window)
    return [(at, windows.origin_of(windows.origin_on(at)) + windows.DAYS * timedelta(days=1))]


def _named(specialists: QuerySet[Specialist]) -> tuple[str, dict[str, Any]]:
    """The queryset as a subquery with named parameters."""
    sql, positional = specialists.order_by().values("pk").query.sql_with_params()
    names = [f"chosen_{number}" for number in range(len(positional))]
    places = iter(names)
    return re.sub("%s", lambda _: f"%({next(places)})s", sql), dict(zip(names, positional, strict=True))


def _multirange(ranges: list[tuple[datetime, datetime]]) -> str:
    return "{" + ",".join(f"[{start.isoformat()},{end.isoformat()})" for start, end in ranges) + "}"
