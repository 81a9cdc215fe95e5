"""Which lengths of sessions a specialist may offer beside his ordinary one."""

from collections.abc import Collection
from dataclasses import dataclass

MOST_LENGTHS = 4
MINUTES = range(15, 241)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLength:
    minutes: int
    price_kzt: int
    is_first_only: bool = False


def twice(lengths: Collection[SessionLength], ordinary_minutes: int) -> list[int]:
    """Positions of those that are as long as the ordinary session, or as one before them."""
    said = [ordinary_minutes, *(one.minutes for one in lengths)]
    return [number for number, one in enumerate(lengths) if one.minutes in said[: number + 1]]
