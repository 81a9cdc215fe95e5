"""A campaign on its way: a batch a minute, each person at most once.

The walk goes by people's numbers and is stored with the letters that it queued, in one transaction: killed, it goes on
from where it stood. Marketing is handed over at most once: before that its notice says so, in a commit of its own, and
who finds it said by somebody who never came back counts the letter as interrupted and sends it to nobody. (A notice of
the service is the other way round: better twice than never.) Whether it may go is asked while it is handed over, under
locks that a withdrawal, a pause and a stop wait for.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.notices import gateways, permissions
from harmonia.notices.models import Campaign, Interest, Notice, Tally
from harmonia.notices.operations.sending import send
from harmonia.notices.operations.unsubscribing import unsubscribe_address, ways_out
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.rules import campaigns as rules
from harmonia.notices.rules import events, letters
from harmonia.notices.states import CAMPAIGN_MOVES, MARKETING, MOVES, CampaignState, Channel, Kind, NoticeState
from harmonia.vault import reading

EVENTS = {Kind.NEWS: "news.published", Kind.OFFERS: "offers.published"}
BATCH_EVERY = timedelta(minutes=1)
LET_GO = 500


@transaction.atomic
def step(*, campaign_id: UUID, at: datetime) -> Campaign:
    """The next batch, if it is time; the end, if all are out; what a stop left behind, if it was stopped."""
    campaign = queries.locked(campaign_id)
    if campaign.state == CampaignState.STOPPED:
        _let_go(campaign, at)
    if campaign.state == CampaignState.SENDING and (campaign.next_batch_at is None or campaign.next_batch_at <= at):
        _send_batch(campaign, at)
    return campaign


def _send_batch(campaign: Campaign, at: datetime) -> None:
    if campaign.walked_at is None:
        batch, campaign.reached = queries.audience(campaign, after=campaign.reached, room=campaign.a_minute, at=at)
        campaign.walked_at = at if campaign.reached is None else None
        queued = sum(_queue(campaign, person_id, at) for person_id in batch)
        count(campaign.pk, "queued", by=queued)
    elif not queries.waiting(campaign.pk).exists():
        move(campaign, to=CampaignState.DONE, moves=CAMPAIGN_MOVES)
        campaign.ended_at = at
    campaign.next_batch_at = at + BATCH_EVERY
    campaign.save()


def _queue(campaign: Campaign, person_id: UUID, at: datetime) -> int:
    event, once = EVENTS[Kind(campaign.kind)], f"campaign {campaign.pk}"
    ways = (campaign.channel,)
    return len(send(event, person_id=person_id, at=at, channels=ways, once=once, campaign_id=campaign.pk))


def _let_go(campaign: Campaign, at: datetime) -> None:
    """A letter whose lock somebody holds is just being decided on: he finds it stopped."""
    waiting = queries.waiting(campaign.pk).select_for_update(of=("self",), skip_locked=True)
    for notice in waiting.defer("facts")[:LET_GO]:
        move(notice, to=NoticeState.SKIPPED, moves=MOVES)
        notice.finished_at, notice.reason = at, "stopped"
        notice.save(update_fields=["state", "finished_at", "reason"])
        count(campaign.pk, NoticeState.SKIPPED, "stopped")


def count(campaign_id: UUID, outcome: str, reason: str = "", by: int = 1) -> None:
    tally, _ = Tally.objects.get_or_create(campaign_id=campaign_id, outcome=outcome, reason=reason)
    Tally.objects.filter(pk=tally.pk).update(count=F("count") + by)


def count_finished(notice: Notice) -> None:
    """In the transaction that finishes it, so that it is counted once."""
    if notice.campaign_id is not None:
        count(notice.campaign_id, notice.state, notice.reason)


@transaction.atomic
def take_in_hand(*, notice_id: UUID, at: datetime) -> Notice:
    """Say, before marketing is handed over, that it is about to be; this commits before anything leaves.

    Said already and still queued: whoever said it died over it, and nobody knows whether it left. Raises jobs.Later
    while its campaign is paused.
    """
    notice = Notice.objects.select_for_update(of=("self",)).defer("facts").get(pk=notice_id)
    if notice.state != NoticeState.QUEUED or events.event(notice.event).kind not in MARKETING:
        return notice
    if notice.campaign is not None and notice.campaign.state == CampaignState.PAUSED:
        raise jobs.Later(f"campaign {notice.campaign_id} is paused")
    if notice.handed_at is None:
        notice.handed_at = at
    else:
        move(notice, to=NoticeState.FAILED, moves=MOVES)
        notice.finished_at, notice.reason = at, "interrupted"
        count_finished(notice)
    notice.save(update_fields=["state", "finished_at", "reason", "handed_at"])
    return notice


def check_campaign(notice: Notice, *, at: datetime) -> None:
    """While it is handed over. Raises permissions.Denied, or jobs.Later when it was paused at this very moment."""
    if notice.campaign_id is None:
        return
    queries.lock_shared(notice.campaign_id)
    campaign = Campaign.objects.get(pk=notice.campaign_id)
    if campaign.state == CampaignState.PAUSED:
        raise jobs.Later(f"campaign {campaign.pk} is paused")
    permissions.check_campaign(campaign, today=timezone.localdate(at, timezone.get_default_timezone()))


def said_of(notice: Notice, person: Person) -> letters.Said:
    """The words of its campaign, in the language that is active; the person's own, since it went to no other."""
    assert notice.campaign is not None  # noqa: S101  only a campaign's letters come here
    return words(notice.campaign, person.language)


def words(campaign: Campaign, language: str) -> letters.Said:
    draft = queries.draft_of(campaign)
    spoken = language if language in draft.texts else draft.languages[0]
    site = settings.PUBLIC_ADDRESS
    page = f"{site}/news/{campaign.pk}/"
    return rules.said(draft, spoken, address=site + campaign.path, in_browser=page)


@transaction.atomic
def send_trial(*, campaign_id: UUID, person_id: UUID, language: str, trial_id: UUID, at: datetime) -> None:
    """To one of the staff himself, at his own address, as everybody would get it. Raises Denied, gateways.TryLater."""
    campaign, person = Campaign.objects.get(pk=campaign_id), Person.objects.get(pk=person_id)
    permissions.check_run(person)
    with translation.override(language), reading.reading(events.PURPOSES[campaign.kind], actor=person_id):
        to, said = people.addresses(person), words(campaign, language)
        way_out = unsubscribe_address(person_id=person_id, channel=Channel(campaign.channel), at=at)
        if campaign.channel == Channel.SMS:
            gateways.send_sms(gateways.Sms(trial_id, to.phone, said.sms + letters.sms_ending(way_out), at))
        else:
            gateways.send_letter(_trial_letter(trial_id, to.email, said, way_out, at))


def _trial_letter(trial_id: UUID, to: str, said: letters.Said, way_out: str, at: datetime) -> gateways.Letter:
    page = {"said": said, "way_out": way_out, "marketing": True, "trial": True, "language": translation.get_language()}
    return gateways.Letter(
        notice_id=trial_id,
        to=to,
        subject=said.subject,
        text=render_to_string("letters/letter.txt", page),
        html=render_to_string("letters/letter.html", page),
        at=at,
        headers=ways_out(way_out),
    )


@transaction.atomic
def marketing_withdrawn(*, person_id: UUID, at: datetime) -> None:
    """After a consent to marketing was taken back: its last letter counts it, and without either consent the ticked
    sections of the news have no use any more, so they go. Twice is once."""
    agreed = {way for way in (Channel.EMAIL, Channel.SMS) if consents.accepted(person_id, f"marketing_{way}", at=at)}
    for channel in {Channel.EMAIL, Channel.SMS} - agreed:
        _count_unsubscribed(queries.last_letter(person_id, channel, since=at - rules.COUNTED_TO_IT), at)
    if not agreed:
        Interest.objects.filter(person=person_id).delete()


def _count_unsubscribed(last: Notice | None, at: datetime) -> None:
    """Once a letter, whoever comes twice."""
    if last is None or last.campaign_id is None:
        return
    if Notice.objects.filter(pk=last.pk, unsubscribed_at=None).update(unsubscribed_at=at):
        count(last.campaign_id, "unsubscribed")
