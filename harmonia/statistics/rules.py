"""Who is no reader, and how counts of days are put together. A program that says what it is, is believed; one that
says nothing is one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
