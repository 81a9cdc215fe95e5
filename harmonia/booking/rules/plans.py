"""Hours that contradict each other."""

from collections.abc import Sequence

from harmonia.booking.rules.slots import Hours


def overlapping(hours: Sequence[Hours]) -> list[int]:
    """Positions of those that overlap one before them in the list."""
    return [
        number
        for number, one in enumerate(hours)
        if any(one.starts < other.ends and other.starts < one.ends for other in hours[:number])
    ]
