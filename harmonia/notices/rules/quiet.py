"""When a notice goes: now, or when the person's quiet hours are over. It asks no clock; wall times are of his zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from harmonia import policy
from harmonia.notices.states import LOUD, Channel, Urgency

NIGHT = policy.QUIET_HOURS[policy.NIGHT]
NEAR = timedelta(hours=NIGHT.near_hours)


@dataclass(frozen=True)
class Hours:
    """From `starts_at` until just before `ends_at`, over midnight where the second is the smaller."""

    starts_at: time
    ends_at: time

    def hold(self, moment: time) -> bool:
        if self.starts_at < self.ends_at:
            return self.starts_at <= moment < self.ends_at
        return moment >= self.starts_at or moment < self.ends_at


OF_THE_REGISTER = Hours(time(NIGHT.starts_hour), time(NIGHT.ends_hour))


def quiet(at: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    return hours.hold(at.astimezone(zone).time())


def morning(at: datetime, hours: Hours, zone: ZoneInfo) -> datetime:
    """The moment, not before `at`, when it is no longer quiet.

    An end that the clock of that day shows twice counts the first time that is still to come; an end that it skips,
    as long after the leap as it would have been after the hour that is missing.
    """
    if not quiet(at, hours, zone):
        return at
    here = at.astimezone(zone)
    days = (here.date() + timedelta(days=number) for number in (0, 1, 2))
    ends = (
        datetime.combine(day, hours.ends_at, zone).replace(fold=fold).astimezone(UTC) for day in days for fold in (0, 1)
    )
    return min(end for end in ends if end > at and not quiet(end, hours, zone))


def goes_at(
    urgency: Urgency,
    channel: Channel,
    *,
    at: datetime,
    speaks_of: datetime | None,
    hours: Hours | None,
    zone: ZoneInfo,
) -> datetime:
    """When it goes by this way. `speaks_of`: the moment that it is about; `hours` None: the person wants no quiet.

    What would come too near to that moment in the morning, or after it, does not wait.
    """
    waits = urgency == Urgency.MORNING or (urgency == Urgency.SOUND and channel in LOUD)
    if channel == Channel.CABINET or hours is None or not waits:
        return at
    end = morning(at, hours, zone)
    return at if speaks_of is not None and speaks_of - end < NEAR else end


def says_the_same(channel: Channel, earlier: Mapping[str, str | int], later: Mapping[str, str | int]) -> bool:
    """Whether the later of two notices of one event leaves nothing for the earlier one to say.

    All signals to a device say the same; letters and SMS do when they lead to the same page.
    """
    return channel == Channel.PUSH or ("path" in earlier and earlier["path"] == later.get("path"))
