"""Who is no reader, and how counts of days are put together. A program that says what it is, is believed; one that
says nothing is one."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

ROBOTS = re.compile(
    r"(?<!cu)bot(?:\b|[_ -])|crawl|spider|slurp|preview|monitor|uptime|headless|lighthouse|scan|fetch|archiver"
    r"|validator|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|okhttp|go-http|libwww|httpclient|axios|node-",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Stretch:
    """Days in a row, and what was read on them."""

    first: date
    last: date
    views: int


def is_robot(user_agent: str) -> bool:
    return not user_agent.strip() or ROBOTS.search(user_agent) is not None


def stretches(days: Sequence[tuple[date, int]], *, length: int) -> list[Stretch]:
    """Stretches of `length` days each, so that they compare; the last one ends on the last day."""
    parts = [days[max(end - length, 0) : end] for end in range(len(days), 0, -length)]
    return [Stretch(part[0][0], part[-1][0], sum(views for _, views in part)) for part in reversed(parts)]


Step = Literal["month", "week"]
AT_HOME = ZoneInfo("Asia/Almaty")
EARLIEST = date(2020, 1, 1)  # nothing was told before
BUCKETS: dict[Step, int] = {"month": 12, "week": 13}


@dataclass(frozen=True)
class Period:
    """Months or weeks in a row, by the days that they begin with, in Almaty; counted up to `as_of` and no further."""

    step: Step
    firsts: tuple[date, ...]
    as_of: datetime

    @property
    def since(self) -> datetime:
        return midnight(self.firsts[0])

    @property
    def until(self) -> datetime:
        """What happened at this moment is no longer in it."""
        return min(midnight(_after(self.firsts[-1], self.step)), self.as_of)

    @property
    def closed(self) -> tuple[date, ...]:
        """Those that are over: nothing is added to them any more."""
        return tuple(first for first in self.firsts if midnight(_after(first, self.step)) <= self.as_of)


def kept_before(last: date | None, period: Period) -> date:
    """Up to which day, without it, kept sums can stand in the place of counting: they know whole days only."""
    until = period.until.astimezone(AT_HOME).date()
    return min(last + timedelta(days=1), until) if last else period.firsts[0]


def over_for_long(at: datetime) -> date:
    """The last day of which nothing is under way any more: whoever began before midnight has written by the next."""
    return at.astimezone(AT_HOME).date() - timedelta(days=2)


def period(step: Step, last: date, as_of: datetime) -> Period:
    """A year of months, or a quarter of weeks, that ends with the one of `last`."""
    firsts = [last.replace(day=1) if step == "month" else last - timedelta(days=last.weekday())]
    while len(firsts) < BUCKETS[step]:
        before = firsts[-1] - timedelta(days=1)
        firsts.append(before.replace(day=1) if step == "month" else before - timedelta(days=6))
    return Period(step, tuple(reversed(firsts)), as_of)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, AT_HOME)


def _after(first: date, step: Step) -> date:
    return (first + timedelta(days=32)).replace(day=1) if step == "month" else first + timedelta(days=7)


def without_few(counts: Iterable[int], fewest: int) -> list[int | None]:
    """Counts of people: None where so few stand behind one that they could be recognised. Nobody is not a few."""
    return [None if 0 < count < fewest else count for count in counts]


def parts(counts: Sequence[int], fewest: int) -> list[int | None]:
    """How many there are in all, and in each part; no part is told where one of them is a few, since the others and the
    sum would tell of it."""
    shown = without_few(counts, fewest)
    return [*without_few([sum(counts)], fewest), *([None] * len(counts) if None in shown else shown)]


def by_part(total: int, counts: Sequence[int], fewest: int) -> list[int | None]:
    """Each part of a number that is told; nothing of them where the parts leave some of it out, or one is a few."""
    shown = without_few(counts, fewest)
    return [None] * len(counts) if None in shown or sum(counts) != total else shown


def in_term(total: int, punctual: int, fewest: int) -> tuple[int | None, int | None]:
    """How many, and how many of them in time; neither tells of a few, nor does the difference of the two."""
    shown = without_few((total, punctual, total - punctual), fewest)
    return shown[0], None if None in shown else punctual


def fingerprint(shown: Mapping[str, Sequence[int | None]]) -> str:
    """Of the numbers as they are shown: of those that are hidden it must tell nothing."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
