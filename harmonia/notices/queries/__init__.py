from harmonia.notices.queries.devices import (
    digest,
    hours_of,
    living,
    living_devices,
    night_of,
    quiet_hours,
    stays_after,
)
from harmonia.notices.queries.notices import inbox, later_alike, locked, preferences, unread, wanted
from harmonia.notices.queries.returns import by_carrier_number, dead_channels, is_dead, sent_letter, stranded

__all__ = [
    "by_carrier_number",
    "dead_channels",
    "digest",
    "hours_of",
    "inbox",
    "is_dead",
    "later_alike",
    "living",
    "living_devices",
    "locked",
    "night_of",
    "preferences",
    "quiet_hours",
    "sent_letter",
    "stays_after",
    "stranded",
    "unread",
    "wanted",
]
