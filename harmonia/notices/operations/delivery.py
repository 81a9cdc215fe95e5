from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from harmonia.accounts import operations as accounts
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import gateways, permissions, queries
from harmonia.notices.models import Notice
from harmonia.notices.operations import devices, holding, mailing, returning
from harmonia.notices.operations.unsubscribing import unsubscribe_address, ways_out, why_we_write
from harmonia.notices.rules import events, letters, patience
from harmonia.notices.rules.written import written
from harmonia.notices.states import MARKETING, MOVES, Channel, NoticeState
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks
from harmonia.vault import reading

DECIDED = ("state", "reason", "attempts", "carrier_number", "handed_at", "finished_at")


def deliver(*, notice_id: UUID, at: datetime) -> Notice:
    """Send a queued notice, if it may go. Left QUEUED: the carrier could not take it now, or it is quiet where
    the person is, and a later job will try.

    Raises Blocked: the person is, and the notice is not about his request. It waits. Later: its campaign is paused.
    """
    way_out = _leave_word(notice_id, at)
    return _deliver(notice_id, way_out, at)


@transaction.atomic
def _leave_word(notice_id: UUID, at: datetime) -> str:
    """Stored before anything leaves, so that a death in between changes nothing: that marketing is in hand, that an SMS
    may have been taken already, and the way out that the message names, which stays the same in a second copy."""
    notice = mailing.take_in_hand(notice_id=notice_id, at=at)
    if notice.state != NoticeState.QUEUED or notice.channel not in (Channel.EMAIL, Channel.SMS):
        return ""
    if notice.channel == Channel.SMS:
        Notice.objects.filter(pk=notice_id).update(attempts=F("attempts") + 1)
    return unsubscribe_address(person_id=notice.person_id, channel=Channel(notice.channel), at=at)


@transaction.atomic
def _deliver(notice_id: UUID, way_out: str, at: datetime) -> Notice:
    notice = queries.locked(notice_id)
    if notice.state != NoticeState.QUEUED:
        return notice
    event, person = events.event(notice.event), Person.objects.get(pk=notice.person_id)
    notice.attempts += notice.channel != Channel.SMS  # an SMS was counted before
    try:
        mailing.check_campaign(notice, at=at)
        permissions.check_deliver(notice, person, at=at)
        with reading.reading(_purpose(event, notice, person), actor=None):
            permissions.check_fresh(notice, at=at)
            holding.check(notice, person, at=at)
            _hand_over(notice, person, way_out, at)
    except permissions.Denied as denied:
        _finish(notice, NoticeState.SKIPPED, at, reason=denied.reason)
    except vault.Erased:
        _finish(notice, NoticeState.SKIPPED, at, reason="erased")
    except gateways.Undeliverable:
        _finish(notice, NoticeState.FAILED, at, reason="undeliverable")
    except holding.TooEarly as early:
        notice.handed_at = None
        jobs.defer("notices.deliver", at=early.until, notice_id=notice.pk)
    except gateways.TryLater as trouble:
        _try_later(notice, trouble, at)
    else:
        _finish(notice, NoticeState.SENT, at)
    forgotten = event.secret and notice.state != NoticeState.QUEUED and notice.reason != "erased"
    notice.save(update_fields=[*DECIDED, *(["facts"] if forgotten else [])])
    return notice


def _try_later(notice: Notice, trouble: gateways.TryLater, at: datetime) -> None:
    """Another job, of this transaction: nothing is lost, and nothing comes while the carrier rests. Marketing of which
    nobody knows whether the carrier took it goes to nobody again."""
    if isinstance(trouble, gateways.Unknown) and events.event(notice.event).kind in MARKETING:
        return _finish(notice, NoticeState.FAILED, at, reason="interrupted")
    notice.handed_at = None
    if patience.is_given_up(notice.created_at, at):
        _finish(notice, NoticeState.FAILED, at, reason="carrier_away")
    else:
        jobs.defer("notices.deliver", at=at + patience.pause(notice.attempts), notice_id=notice.pk)
    return None


def _purpose(event: events.Event, notice: Notice, person: Person) -> str:
    if event.while_blocked and notice.channel != Channel.PUSH:
        return event.purpose(blocked=blocks.blocked(person.pk))
    vault.keep_unblocked(person.pk, "notices_notice")
    return event.purpose(blocked=False)


def _finish(notice: Notice, state: NoticeState, at: datetime, reason: str = "") -> None:
    move(notice, to=state, moves=MOVES)
    notice.finished_at, notice.reason = at, reason
    journal.record(
        "notices.finished",
        subject=notice.person_id,
        actor=None,
        at=at,
        notice=notice.pk,
        state=str(state),
        reason=reason,
    )
    mailing.count_finished(notice)
    event = events.event(notice.event)
    if event.secret and reason != "erased":
        notice.facts = {}
    if event.former and reason != "erased":
        accounts.forget_former_email(person_id=notice.person_id)


def _hand_over(notice: Notice, person: Person, way_out: str, at: datetime) -> None:
    event, channel = events.event(notice.event), Channel(notice.channel)
    if channel == Channel.PUSH:
        return devices.signal(notice, person, at=at)
    sms = channel == Channel.SMS
    to = people.addresses(person, checking=event.checking, former=event.former)
    with translation.override(person.language):
        said = _said(notice, person)
        message = _sms(notice, to.phone, said, way_out, at) if sms else _letter(notice, to.email, said, way_out, at)
    try:
        notice.carrier_number = gateways.send(message)
    except gateways.Undeliverable as refused:
        if refused.dead:
            returning.found_dead(notice, address=message.to, at=at)
        raise
    return None


def _sms(notice: Notice, to: str, said: letters.Said, way_out: str, at: datetime) -> gateways.Sms:
    ending = letters.sms_ending(way_out) if events.event(notice.event).kind in MARKETING else ""
    return gateways.Sms(notice.pk, to, said.sms + ending, at, again=notice.attempts > 1)


def _said(notice: Notice, person: Person) -> letters.Said:
    if notice.campaign_id is not None:
        return mailing.said_of(notice, person)
    return letters.say(notice.event, notice.facts, zone=person.time_zone, site=settings.PUBLIC_ADDRESS)


def _letter(notice: Notice, to: str, said: letters.Said, way_out: str, at: datetime) -> gateways.Letter:
    marketing = events.event(notice.event).kind in MARKETING
    letter = written(said, way_out=way_out, marketing=marketing)
    return gateways.Letter(
        notice_id=notice.pk,
        to=to,
        subject=said.subject,
        text=letter.text,
        html=letter.html,
        at=at,
        headers=ways_out(way_out),
    )


def send_outside(
    event: str,
    *,
    letter_id: UUID,
    to: str,
    language: str,
    facts: Mapping[str, str | int],
    at: datetime,
    more: tuple[str, ...] = (),
) -> None:
    """A letter to somebody who has no account, or has none any more: at once, and kept nowhere. `more`: sentences of
    the caller's own. Its last link says what ends such letters; there is no list that one could leave by a press of the
    mail program, so the headers of RFC 8058 are not there. Raises TryLater, Undeliverable."""
    events.check_facts(events.event(event), facts)
    with translation.override(language):
        said = letters.say(event, facts, zone=settings.TIME_ZONE, site=settings.PUBLIC_ADDRESS)
        said = replace(said, sentences=(*said.sentences, *more))
        letter = written(said, way_out=why_we_write(), outside=True)
        gateways.send_letter(gateways.Letter(letter_id, to, said.subject, letter.text, letter.html, at))
