"""Telling people things, discreetly and once.

A notice is stored in the same transaction as the fact it tells of, and its delivery is a job of that transaction: a
rollback tells nobody anything. Whether it may go is asked at the moment of sending: consent and preference for
marketing, the address itself for everything. What it says is encrypted under the person's key, and forgotten at once
when it is a secret. A delivery holds its notice's lock, so that two workers cannot send it twice; what remains is the
moment between the carrier's yes and our commit, and then both copies carry the same Message-ID.
"""

from harmonia.notices.operations.delivery import deliver, send_outside
from harmonia.notices.operations.devices import (
    NoSuchDevice,
    NotADevice,
    TooManyDevices,
    add_device,
    forget_devices,
    remove_device,
    stop_signals,
)
from harmonia.notices.operations.interests import UnknownInterest, choose_interests
from harmonia.notices.operations.preferences import NoNight, choose, choose_quiet_hours, mark_read
from harmonia.notices.operations.returning import NotYet, take_events, take_report
from harmonia.notices.operations.sending import send
from harmonia.notices.operations.telling import send_code, tell_of_edition, tell_receipts
from harmonia.notices.operations.unsubscribing import (
    LinkOfNobody,
    UnknownLink,
    channel_of,
    end_marketing,
    unsubscribe,
    unsubscribe_address,
    ways_out,
    why_we_write,
)

__all__ = [
    "LinkOfNobody",
    "NoNight",
    "NoSuchDevice",
    "NotADevice",
    "NotYet",
    "TooManyDevices",
    "UnknownInterest",
    "UnknownLink",
    "add_device",
    "channel_of",
    "choose",
    "choose_interests",
    "choose_quiet_hours",
    "deliver",
    "end_marketing",
    "forget_devices",
    "mark_read",
    "remove_device",
    "send",
    "send_code",
    "send_outside",
    "stop_signals",
    "take_events",
    "take_report",
    "tell_of_edition",
    "tell_receipts",
    "unsubscribe",
    "unsubscribe_address",
    "ways_out",
    "why_we_write",
]
