"""What a side that waits alone is told, and from which minute: how long one waits, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from harmonia.rooms.rules.attendance import LATE_AFTER, Visit, waiting_time

Word = Literal["early", "awaited", "late", "enough", "over"]


@dataclass(frozen=True)
class Stage:
    """From `since` on `word` is what is said."""

    since: datetime
    word: Word


def enough_at(
    visits: Sequence[Visit], role: str, *, starts_at: datetime, ends_at: datetime, at: datetime
) -> datetime | None:
    """When this side, if it stays from `at` on, will have waited long enough; None: the session ends before that."""
    waited, needed = waiting_time(visits, role, starts_at=starts_at, ends_at=ends_at)
    moment = at if waited >= needed else max(at, starts_at) + needed - waited
    return moment if moment <= ends_at else None


def stages(
    visits: Sequence[Visit], role: str, *, starts_at: datetime, ends_at: datetime, at: datetime
) -> tuple[Stage, ...]:
    """In order; the last one whose `since` has come is what holds."""
    enough = enough_at(visits, role, starts_at=starts_at, ends_at=ends_at, at=at)
    told: list[tuple[datetime, Word]] = [(at, "early"), (starts_at, "awaited"), (starts_at + LATE_AFTER, "late")]
    told += [(enough, "enough")] if enough else []
    told += [(ends_at, "over")]
    return tuple(Stage(since, word) for since, word in told)
