"""What keeps a queued notice back: the person's quiet hours, and a later notice that says all that it would say."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from harmonia.accounts.models import Person
from harmonia.notices import permissions, queries
from harmonia.notices.models import Notice
from harmonia.notices.rules import events, quiet
from harmonia.notices.states import MARKETING, Channel, Urgency


class TooEarly(Exception):
    """It is quiet where the person is; at `until` it is not."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def goes_at(
    known: events.Event, channel: Channel, *, person_id: UUID, facts: Mapping[str, str | int], at: datetime
) -> datetime:
    """When it goes by this way: at once, or in the person's morning."""
    if known.urgency == Urgency.NOW or channel == Channel.CABINET:
        return at
    hours, zone = queries.quiet_hours(person_id)
    return _goes_at(known, channel, hours, zone, facts, at)


def _goes_at(
    known: events.Event,
    channel: Channel,
    hours: quiet.Hours | None,
    zone: ZoneInfo,
    facts: Mapping[str, str | int],
    at: datetime,
) -> datetime:
    starts_at = facts.get("starts_at")
    about = datetime.fromisoformat(str(starts_at)) if starts_at else None
    return quiet.goes_at(known.urgency, channel, at=at, speaks_of=about, hours=hours, zone=zone)


def check(notice: Notice, person: Person, *, at: datetime) -> None:
    """Inside a reading. Raises TooEarly (he may have chosen other hours since), Denied: overtaken."""
    known, channel = events.event(notice.event), Channel(notice.channel)
    if known.urgency == Urgency.NOW:
        return
    zone = ZoneInfo(person.time_zone)
    until = _goes_at(known, channel, queries.hours_of(person.pk), zone, notice.facts, at)
    if until > at:
        raise TooEarly(until)
    alike = () if known.kind in MARKETING else queries.later_alike(notice)
    if any(quiet.says_the_same(channel, notice.facts, later.facts) for later in alike):
        raise permissions.Denied("overtaken")
