from harmonia.booking.operations.endings import (
    cancel,
    complete,
    expire,
    release,
    remind,
    stop_services,
)
from harmonia.booking.operations.feeds import end_feed, renew_feed
from harmonia.booking.operations.holds import (
    BeyondHorizon,
    ClientBusy,
    InThePast,
    NotASlot,
    NotBookable,
    SlotTaken,
    TooManyHolds,
    TooSoon,
    hold,
)
from harmonia.booking.operations.moving import keep_promise, reschedule
from harmonia.booking.operations.payment import settle, settle_webhook
from harmonia.booking.operations.plans import (
    PlanOverlaps,
    change_terms,
    change_zone,
    clear_day,
    open_practice,
    replan,
    set_day,
    set_week,
)
from harmonia.core.moves import WrongState

__all__ = [
    "BeyondHorizon",
    "ClientBusy",
    "InThePast",
    "NotASlot",
    "NotBookable",
    "PlanOverlaps",
    "SlotTaken",
    "TooManyHolds",
    "TooSoon",
    "WrongState",
    "cancel",
    "change_terms",
    "change_zone",
    "clear_day",
    "complete",
    "end_feed",
    "expire",
    "hold",
    "keep_promise",
    "open_practice",
    "release",
    "remind",
    "renew_feed",
    "replan",
    "reschedule",
    "set_day",
    "set_week",
    "settle",
    "settle_webhook",
    "stop_services",
]
