"""Whether a notice may go out now: asked at the moment of sending, never before."""

from datetime import date, datetime

from harmonia.accounts.models import Person
from harmonia.accounts.states import EDITOR, OWNER
from harmonia.consent import operations as consent
from harmonia.notices import queries
from harmonia.notices.models import Campaign, Notice
from harmonia.notices.rules import campaigns, events, patience
from harmonia.notices.states import MARKETING, OPTIONAL, CampaignState, Channel


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


def check_campaign(campaign: Campaign, *, today: date) -> None:
    if campaign.state != CampaignState.SENDING:
        raise Denied("stopped")
    if campaigns.over(campaign.offer_until_on, today):
        raise Denied("offer_over")


def check_write(by: Person) -> None:
    if not by.has_role(EDITOR):
        raise Denied("not_editor")


def check_rewrite(by: Person, campaign: Campaign) -> None:
    """Only its author, and only a draft."""
    check_write(by)
    if campaign.written_by != by.pk:
        raise Denied("not_author")
    if campaign.state != CampaignState.DRAFT:
        raise Denied("not_draft")


def check_run(by: Person) -> None:
    """Approve, begin, pause, stop."""
    if not by.roles & {EDITOR, OWNER}:
        raise Denied("not_editor")


def check_approve(by: Person, campaign: Campaign) -> None:
    """Who wrote it does not approve it."""
    check_run(by)
    if campaign.written_by == by.pk:
        raise Denied("own")
