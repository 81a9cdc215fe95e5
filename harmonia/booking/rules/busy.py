"""What a calendar says of somebody's time: from when to when he is busy, and not one word of what with."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

Interval = tuple[datetime, datetime]
MOST_EVENTS = 3_000
MOST_INTERVALS = 5_000
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
BY_THE_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST_A_DAY = 24


class Unreadable(Exception):
    """It is no calendar."""


class Crowded(Exception):
    """More in it than one person can live through."""


def address(said: str) -> str | None:
    """The address as it is fetched; None for what is none. `webcal:` is what calendar programs call https."""
    text = said.strip()
    text = f"https://{text[9:]}" if text.lower().startswith("webcal://") else text
    try:
        place = urlsplit(text)
        port = place.port
    except ValueError:
        return None
    whole = place.scheme in ("https", "http") and place.hostname and not place.username and not place.password
    return text if whole and port != 0 and text.isascii() and text.isprintable() and " " not in text else None


def busy_in(calendar: bytes, *, zone: str, since: datetime, until: datetime, without: str) -> list[Interval]:
    """The times in [since, until), apart and in order. `zone`: of days and times that name none; events of the host
    `without` are our own and known already. Raises Unreadable, Crowded."""
    try:
        said: Any = Calendar.from_ical(calendar)
        events = said.walk("VEVENT")
    except Exception as wrong:  # whatever the parser meets in what a stranger wrote
        raise Unreadable(type(wrong).__name__) from None
    if said.name != "VCALENDAR":
        raise Unreadable(said.name)
    if len(events) > MOST_EVENTS or any(_is_too_often(event) for event in events):
        raise Crowded(len(events))
    try:
        found = list(recurring_ical_events.of(said, skip_bad_series=True).between(since, until))
        times = [_interval(event, ZoneInfo(zone)) for event in found if _takes_time(event, without)]
    except Exception as wrong:  # the same
        raise Unreadable(type(wrong).__name__) from None
    if len(times) > MOST_INTERVALS:
        raise Crowded(len(times))
    return list(_joined((max(starts, since), min(ends, until)) for starts, ends in times))


def _is_too_often(event: Any) -> bool:
    rules = event.get("RRULE") or []
    return any(_often(rule) for rule in (rules if isinstance(rules, list) else [rules]))


def _often(rule: Any) -> bool:
    a_day = 1
    for part in BY_THE_CLOCK:
        a_day *= max(1, len(rule.get(part, ())))
    return a_day > MOST_A_DAY or bool(TOO_OFTEN & {str(one).upper() for one in rule.get("FREQ", ())})


def _takes_time(event: Any, without: str) -> bool:
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED"
    return not free and not str(event.get("UID", "")).endswith(f"@{without}")


def _interval(event: Any, zone: ZoneInfo) -> Interval:
    starts = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else starts
    if not isinstance(starts, datetime) and ends <= starts:
        ends = starts + timedelta(days=1)
    return _moment(starts, zone), _moment(ends, zone)


def _moment(when: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(when, datetime):
        when = datetime.combine(when, time())
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _joined(times: Iterable[Interval]) -> Iterator[Interval]:
    """What overlaps or touches becomes one; what takes no time goes."""
    begun: Interval | None = None
    for starts, ends in sorted(one for one in times if one[0] < one[1]):
        if begun and starts <= begun[1]:
            begun = begun[0], max(begun[1], ends)
            continue
        if begun:
            yield begun
        begun = starts, ends
    if begun:
        yield begun
