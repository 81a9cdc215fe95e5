"""When two may meet next: at the same hour a week later, as the person's own clock shows it, or as soon as can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

WEEK = timedelta(days=7)
MOST = 3


@dataclass(frozen=True)
class Offer:
    """`same_hour`: one time, of a week later; else up to three next ones. Times are seconds of the epoch."""

    same_hour: bool
    seconds: tuple[int, ...]


def offer(free: Sequence[int], met_at: datetime, zone: tzinfo) -> Offer:
    wall = met_at.astimezone(zone).replace(tzinfo=None) + WEEK
    same = int(wall.replace(tzinfo=zone).astimezone(UTC).timestamp())
    if same in free:
        return Offer(True, (same,))
    return Offer(False, tuple(free[:MOST]))
