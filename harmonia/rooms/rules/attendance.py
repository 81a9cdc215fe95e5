"""What became of a session, from when each side was there and whether sound or picture reached it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from harmonia.rooms.states import Role, RoomState

HELD_AFTER = timedelta(minutes=10)  # together, with media on both sides
WAITED_AFTER = timedelta(minutes=15)  # whoever waited as long has kept the appointment
LATE_AFTER = timedelta(minutes=5)
MEDIA_BYTES = 10_000  # less than a second of speech: nobody was heard

Interval = tuple[datetime, datetime]


@dataclass(frozen=True)
class Visit:
    """One stay of one side; `until` is when it left or was last heard of."""

    role: str
    joined_at: datetime
    until: datetime
    media_up_at: datetime | None
    bytes_sent: int
    bytes_received: int


@dataclass(frozen=True)
class Seen:
    """What a socket saw. `page` is the random name of one opened page; the counters are those of that page."""

    what: Literal["entered", "reported", "left", "finished"]
    room_id: UUID
    role: str
    page: str
    at: datetime
    media_up: bool = False
    bytes_sent: int = 0
    bytes_received: int = 0


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time without overlaps, in order."""
    merged: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def together(ones: Sequence[Interval], others: Sequence[Interval]) -> timedelta:
    """How long both lists of intervals, each without overlaps, hold at once."""
    shared = (min(one[1], other[1]) - max(one[0], other[0]) for one in ones for other in others)
    return sum((length for length in shared if length > timedelta()), timedelta())


def _present(visits: Iterable[Visit], role: str) -> list[Interval]:
    return united((visit.joined_at, visit.until) for visit in visits if visit.role == role)


def _in_touch(visits: Iterable[Visit], role: str) -> list[Interval]:
    """When this side says that it was connected; nothing at all if too little reached it to have heard anybody."""
    own = [visit for visit in visits if visit.role == role and visit.media_up_at]
    if sum(visit.bytes_received for visit in own) < MEDIA_BYTES:
        return []
    return united((visit.media_up_at, visit.until) for visit in own if visit.media_up_at)


def waiting_time(
    visits: Iterable[Visit], role: str, *, starts_at: datetime, ends_at: datetime
) -> tuple[timedelta, timedelta]:
    """(how long this side was there in the session's time, how long it has to be there to have kept it)."""
    waited = together(_present(visits, role), [(starts_at, ends_at)])
    return waited, min(WAITED_AFTER, ends_at - starts_at)


def kept_at(visits: Iterable[Visit], role: str, *, starts_at: datetime, ends_at: datetime) -> datetime | None:
    """When this side had been there long enough to have kept the appointment; None: it never was."""
    left = min(WAITED_AFTER, ends_at - starts_at)
    for start, end in _present(visits, role):
        start, end = max(start, starts_at), min(end, ends_at)
        if end - start >= left:
            return start + left
        left -= max(end - start, timedelta())
    return None


def _absent(visits: Sequence[Visit], starts_at: datetime, ends_at: datetime) -> RoomState:
    """The two did not meet. Whoever kept the appointment first has waited for the other; nobody did: a fault."""
    kept = {role: kept_at(visits, role, starts_at=starts_at, ends_at=ends_at) for role in Role.values}
    client, specialist = kept[Role.CLIENT], kept[Role.SPECIALIST]
    if specialist and (client is None or specialist < client):
        return RoomState.NO_SHOW_CLIENT
    if client or (_present(visits, Role.CLIENT) and not _present(visits, Role.SPECIALIST)):
        return RoomState.NO_SHOW_SPECIALIST
    return RoomState.FAILED


def outcome(visits: Sequence[Visit], *, starts_at: datetime, ends_at: datetime) -> RoomState:
    """Held only if both say that it was; a side is absent only if the other waited; a person looks into the rest."""
    if together(_in_touch(visits, Role.CLIENT), _in_touch(visits, Role.SPECIALIST)) >= HELD_AFTER:
        return RoomState.HELD
    if together(_present(visits, Role.CLIENT), _present(visits, Role.SPECIALIST)):
        return RoomState.FAILED
    return _absent(visits, starts_at, ends_at)


def late_by(visits: Iterable[Visit], role: str, starts_at: datetime) -> timedelta | None:
    """How late this side came; nothing if in time, None if never."""
    present = _present(visits, role)
    if not present:
        return None
    delay = present[0][0] - starts_at
    return delay if delay > LATE_AFTER else timedelta()
