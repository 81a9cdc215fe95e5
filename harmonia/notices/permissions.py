"""Whether a notice may go out now: asked at the moment of sending, never before."""

from datetime import date, datetime

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.accounts.states import EDITOR, OWNER
from harmonia.consent import operations as consent
from harmonia.notices import queries
from harmonia.notices.models import Campaign, Notice
from harmonia.notices.rules import campaigns, events, patience
from harmonia.notices.states import MARKETING, CampaignState, Channel


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
    if channel == Channel.PUSH:
        _check_device(notice, at=at)
    else:
        _check_address(event, person, channel)
    if event.may_be_refused(channel) and not queries.wanted(person.pk, event.kind, channel):
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


def _check_address(event: events.Event, person: Person, channel: Channel) -> None:
    verified = person.phone_verified_at if channel == Channel.SMS else person.email_verified_at
    if verified is None and not event.to_unverified:
        raise Denied("address_unverified")
    if not event.to_unverified and not event.former and queries.is_dead(person, channel):
        raise Denied("address_dead")


def _check_device(notice: Notice, *, at: datetime) -> None:
    """The device is still the person's, and he agrees to a signal by its maker's service."""
    living = queries.living_devices(notice.person_id, at=at).values_list("pk", flat=True)
    if notice.device_id not in set(living):
        raise Denied("device_gone")
    try:
        consent.check(
            subject=notice.person_id, purpose=policy.CONTACT, agreement="push", recipient="push_service", at=at
        )
    except consent.ConsentMissing:
        raise Denied("no_consent") from None


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
