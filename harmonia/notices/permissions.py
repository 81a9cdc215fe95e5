"""Whether a notice may go out now: asked at the moment of sending, never before."""

from datetime import datetime

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.notices import queries
from harmonia.notices.models import Notice
from harmonia.notices.rules import events, patience
from harmonia.notices.states import MARKETING, OPTIONAL, Channel


class Denied(Exception):
    """The notice must not go; the reason is a key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_deliver(notice: Notice, person: Person, *, at: datetime) -> None:
    """Consent and preference for marketing, preference for reminders; the account itself for everything."""
    event, channel = events.event(notice.event), Channel(notice.channel)
    if person.closed_at is not None:
        raise Denied("account_closed")
    verified = person.phone_verified_at if channel == Channel.SMS else person.email_verified_at
    if verified is None and not event.to_unverified:
        raise Denied("address_unverified")
    if not event.to_unverified and not event.former and queries.is_dead(person, channel):
        raise Denied("address_dead")
    if event.kind in OPTIONAL and not queries.wanted(person.pk, event.kind, channel):
        raise Denied("not_wanted")
    if event.kind in MARKETING:
        try:
            consent.check(
                subject=person.pk, purpose=events.PURPOSES[event.kind], agreement=f"marketing_{channel}", at=at
            )
        except consent.ConsentMissing:
            raise Denied("no_consent") from None


def check_fresh(notice: Notice, *, at: datetime) -> None:
    """Inside a reading, for the facts say when it is too late."""
    if patience.is_stale(events.event(notice.event), notice.facts, created_at=notice.created_at, at=at):
        raise Denied("too_late")
