"""How long a message is tried when its carrier is away, how often, and when it has nothing more to say."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from harmonia.accounts.rules.limits import CODE_LIFETIME
from harmonia.accounts.states import CodeKind
from harmonia.notices.rules.events import Event
from harmonia.notices.states import Kind

FIRST_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900, 1800))
PAUSE = timedelta(hours=1)
GIVE_UP = timedelta(days=3)
# A secret that no longer opens anything, and a call to a door that nobody stands at any more.
LASTS: Mapping[str, timedelta] = {
    "account.email_code": CODE_LIFETIME[CodeKind.EMAIL],
    "account.phone_code": CODE_LIFETIME[CodeKind.PHONE],
    "account.recovery": CODE_LIFETIME[CodeKind.RECOVERY],
    "room.awaited": timedelta(minutes=15),
}
REMINDER_LASTS = timedelta(hours=24)


def pause(attempts: int) -> timedelta:
    """After so many tries, until the next."""
    return FIRST_PAUSES[attempts - 1] if 0 < attempts <= len(FIRST_PAUSES) else PAUSE


def is_given_up(created_at: datetime, at: datetime) -> bool:
    return at - created_at >= GIVE_UP


def is_stale(event: Event, facts: Mapping[str, str | int], *, created_at: datetime, at: datetime) -> bool:
    """Whether it would only mislead by now: it is marked so, and not sent."""
    if event.kind == Kind.REMINDERS:
        starts_at = datetime.fromisoformat(str(facts["starts_at"])) if "starts_at" in facts else None
        return at - created_at > REMINDER_LASTS or (starts_at is not None and starts_at <= at)
    return event.key in LASTS and at - created_at >= LASTS[event.key]
