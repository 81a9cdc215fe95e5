"""A campaign is written by one of the staff and approved by another; only then anything goes, and either may pause it.

What was proposed is hashed, and the yes to it is a document of the journal, so that the rules and the days of an offer
can be proved to anybody afterwards. `operations.mailing` sends.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import permissions
from harmonia.notices.models import Campaign, CampaignText
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.rules import campaigns as rules
from harmonia.notices.states import CAMPAIGN_MOVES, CampaignState


class Incomplete(Exception):
    """Something is missing or may not be said; `faults` says what and where."""

    def __init__(self, faults: tuple[rules.Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.place} {fault.language}: {fault.reason}" for fault in faults))
        self.faults = faults


class Changed(Exception):
    """It is not what was proposed: another text stands there than the one that was looked at."""


@transaction.atomic
def write(*, draft: rules.Draft, by: Person, at: datetime) -> Campaign:
    """A new draft; it may lack anything yet but what the table itself asks for."""
    permissions.check_write(by)
    campaign = Campaign.objects.create(written_by=by.pk, written_at=at, **_columns(draft))
    _write_texts(campaign, draft)
    _journal("campaigns.written", campaign, by, at)
    return campaign


@transaction.atomic
def rewrite(*, campaign_id: UUID, draft: rules.Draft, by: Person, at: datetime) -> Campaign:
    """Only its author changes a draft. Raises Denied, WrongState."""
    campaign = queries.locked(campaign_id)
    permissions.check_rewrite(by, campaign)
    for name, value in _columns(draft).items():
        setattr(campaign, name, value)
    campaign.save()
    campaign.texts.all().delete()
    _write_texts(campaign, draft)
    return campaign


def _columns(draft: rules.Draft) -> dict[str, object]:
    names = ("kind", "channel", "path", "interest", "a_minute", "offer_from_on", "offer_until_on", "languages")
    return {name: getattr(draft, name) for name in names}


def _write_texts(campaign: Campaign, draft: rules.Draft) -> None:
    CampaignText.objects.bulk_create(
        CampaignText(campaign=campaign, language=code, **vars(draft.texts[code])) for code in draft.languages
    )


@transaction.atomic
def propose(*, campaign_id: UUID, by: Person, at: datetime) -> Campaign:
    """Show it to a second person. Raises Incomplete, Denied, WrongState."""
    campaign = queries.locked(campaign_id)
    permissions.check_rewrite(by, campaign)
    draft = queries.draft_of(campaign)
    found = rules.faults(draft)
    if found:
        raise Incomplete(found)
    move(campaign, to=CampaignState.PROPOSED, moves=CAMPAIGN_MOVES)
    campaign.proposed_at, campaign.content_sha256 = at, rules.sha256(draft)
    campaign.save()
    _journal("campaigns.proposed", campaign, by, at)
    return campaign


@transaction.atomic
def approve(*, campaign_id: UUID, content_sha256: str, by: Person, at: datetime) -> Campaign:
    """A second person's yes to the very words that he was shown. Raises Denied, Changed, WrongState."""
    campaign = queries.locked(campaign_id)
    permissions.check_approve(by, campaign)
    draft = queries.draft_of(campaign)
    if not campaign.content_sha256 == content_sha256 == rules.sha256(draft):
        raise Changed(campaign_id)
    move(campaign, to=CampaignState.APPROVED, moves=CAMPAIGN_MOVES)
    said = {**rules.document(draft), "id": str(campaign.pk), "at": at.isoformat()}
    entry = journal.record_document(
        "campaigns.approved", document=said, subject=None, actor=by.pk, at=at, **_ids(campaign)
    )
    campaign.approved_by, campaign.approved_at, campaign.entry_id = by.pk, at, entry.pk
    campaign.save()
    return campaign


@transaction.atomic
def send_back(*, campaign_id: UUID, by: Person, at: datetime) -> Campaign:
    """What was proposed becomes a draft again: a second person says no, or its author thinks again."""
    campaign = queries.locked(campaign_id)
    permissions.check_run(by)
    move(campaign, to=CampaignState.DRAFT, moves=CAMPAIGN_MOVES)
    campaign.proposed_at, campaign.content_sha256 = None, ""
    campaign.save()
    _journal("campaigns.sent_back", campaign, by, at)
    return campaign


@transaction.atomic
def begin(*, campaign_id: UUID, by: Person, at: datetime) -> Campaign:
    """Start, or go on after a pause. Raises Denied, WrongState."""
    queries.lock(campaign_id)
    campaign = queries.locked(campaign_id)
    permissions.check_run(by)
    move(campaign, to=CampaignState.SENDING, moves=CAMPAIGN_MOVES)
    campaign.begun_at, campaign.next_batch_at = campaign.begun_at or at, at
    campaign.save()
    for pk in queries.waiting(campaign.pk).values_list("pk", flat=True):
        jobs.defer("notices.deliver", notice_id=pk)
    jobs.defer("notices.campaign_step", campaign_id=campaign.pk)
    _journal("campaigns.begun", campaign, by, at)
    return campaign


@transaction.atomic
def pause(*, campaign_id: UUID, by: Person, at: datetime) -> Campaign:
    """From the commit on nothing of it is handed over, until somebody lets it go on. Raises Denied, WrongState."""
    return _rest(campaign_id, CampaignState.PAUSED, "campaigns.paused", by, at)


@transaction.atomic
def stop(*, campaign_id: UUID, by: Person, at: datetime) -> Campaign:
    """For good. What is queued is let go, and counted as such. Raises Denied, WrongState."""
    campaign = _rest(campaign_id, CampaignState.STOPPED, "campaigns.stopped", by, at)
    campaign.ended_at = at
    campaign.save()
    jobs.defer("notices.campaign_step", campaign_id=campaign.pk)
    return campaign


def _rest(campaign_id: UUID, state: CampaignState, event: str, by: Person, at: datetime) -> Campaign:
    """Waits for the letters that are being handed over at the moment; those behind them find the new state."""
    queries.lock(campaign_id)
    campaign = queries.locked(campaign_id)
    permissions.check_run(by)
    move(campaign, to=state, moves=CAMPAIGN_MOVES)
    campaign.save()
    _journal(event, campaign, by, at)
    return campaign


def _ids(campaign: Campaign) -> dict[str, str]:
    return {"campaign": str(campaign.pk), "content_sha256": campaign.content_sha256}


def _journal(event: str, campaign: Campaign, by: Person, at: datetime) -> None:
    journal.record(event, subject=None, actor=by.pk, at=at, **_ids(campaign))
