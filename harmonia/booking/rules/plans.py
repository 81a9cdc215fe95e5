"""Hours of a day: which contradict each other, and what a day becomes when a stretch is added or taken away."""

from collections.abc import Iterable, Sequence

from harmonia.booking.rules.slots import Hours


def overlapping(hours: Sequence[Hours]) -> list[int]:
    """Positions of those that overlap one before them in the list."""
    return [
        number
        for number, one in enumerate(hours)
        if any(one.starts < other.ends and other.starts < one.ends for other in hours[:number])
    ]


def with_stretch(hours: Iterable[Hours], added: Hours) -> tuple[Hours, ...]:
    """The day with that stretch worked too; what touches becomes one."""
    starts, ends, apart = added.starts, added.ends, []
    for one in hours:
        if one.ends < starts or ends < one.starts:
            apart.append(one)
        else:
            starts, ends = min(starts, one.starts), max(ends, one.ends)
    return tuple(sorted([*apart, Hours(starts, ends)], key=lambda one: one.starts))


def without_stretch(hours: Iterable[Hours], gone: Hours) -> tuple[Hours, ...]:
    """The day without that stretch; what it cuts through becomes two."""
    left = [
        Hours(starts, ends)
        for one in hours
        for starts, ends in ((one.starts, min(one.ends, gone.starts)), (max(one.starts, gone.ends), one.ends))
        if starts < ends
    ]
    return tuple(sorted(left, key=lambda one: one.starts))
