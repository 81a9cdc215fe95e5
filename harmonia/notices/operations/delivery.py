from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from harmonia.accounts import operations as accounts
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.core.moves import move
from harmonia.notices import gateways, permissions, queries
from harmonia.notices.models import Notice
from harmonia.notices.operations.unsubscribing import unsubscribe_address
from harmonia.notices.rules import events, letters
from harmonia.notices.states import MARKETING, MOVES, Channel, NoticeState
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks
from harmonia.vault import reading

TRIES = 8


@transaction.atomic
def deliver(*, notice_id: UUID, at: datetime) -> Notice:
    """Send a queued notice, if it may go. Left QUEUED: the carrier could not take it now, try again later.

    Raises Blocked: the person is, and the notice is not about his request. It waits.
    """
    notice = queries.locked(notice_id)
    if notice.state != NoticeState.QUEUED:
        return notice
    event, person = events.event(notice.event), Person.objects.get(pk=notice.person_id)
    purpose = _purpose(event, person)
    notice.attempts += 1
    try:
        permissions.check_deliver(notice, person, at=at)
        with reading.reading(purpose, actor=None):
            _hand_over(notice, person, at)
    except permissions.Denied as denied:
        _finish(notice, NoticeState.SKIPPED, at, reason=denied.reason)
    except vault.Erased:
        _finish(notice, NoticeState.SKIPPED, at, reason="erased")
    except gateways.Undeliverable:
        _finish(notice, NoticeState.FAILED, at, reason="undeliverable")
    except gateways.TryLater:
        if notice.attempts >= TRIES:
            _finish(notice, NoticeState.FAILED, at, reason="carrier_away")
    else:
        _finish(notice, NoticeState.SENT, at)
    notice.save()
    return notice


def _purpose(event: events.Event, person: Person) -> str:
    if event.while_blocked:
        return event.purpose(blocked=blocks.blocked(person.pk))
    vault.keep_unblocked(person.pk, "notices_notice")
    return event.purpose(blocked=False)


def _finish(notice: Notice, state: NoticeState, at: datetime, reason: str = "") -> None:
    move(notice, to=state, moves=MOVES)
    notice.finished_at, notice.reason = at, reason
    event = events.event(notice.event)
    if event.secret and reason != "erased":
        notice.facts = {}
    if event.former and reason != "erased":
        accounts.forget_former_email(person_id=notice.person_id)


def _hand_over(notice: Notice, person: Person, at: datetime) -> None:
    event = events.event(notice.event)
    to, marketing = people.addresses(person, checking=event.checking, former=event.former), event.kind in MARKETING
    with translation.override(person.language):
        said = letters.say(notice.event, notice.facts, zone=person.time_zone, site=settings.PUBLIC_ADDRESS)
        way_out = unsubscribe_address(person_id=person.pk, channel=Channel(notice.channel), at=at)
        if notice.channel == Channel.SMS:
            ending = letters.sms_ending(way_out) if marketing else ""
            gateways.send_sms(gateways.Sms(notice.pk, to.phone, said.sms + ending, at))
        else:
            gateways.send_letter(_letter(notice, to.email, said, way_out, at))


def _letter(notice: Notice, to: str, said: letters.Said, way_out: str, at: datetime) -> gateways.Letter:
    marketing = events.event(notice.event).kind in MARKETING
    page = {"said": said, "way_out": way_out, "marketing": marketing, "language": translation.get_language()}
    return gateways.Letter(
        notice_id=notice.pk,
        to=to,
        subject=said.subject,
        text=render_to_string("letters/letter.txt", page),
        html=render_to_string("letters/letter.html", page),
        at=at,
        headers={"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
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
    the caller's own. Raises TryLater, Undeliverable."""
    events.check_facts(events.event(event), facts)
    with translation.override(language):
        said = letters.say(event, facts, zone=settings.TIME_ZONE, site=settings.PUBLIC_ADDRESS)
        said = replace(said, sentences=(*said.sentences, *more))
        page = {"said": said, "way_out": "", "marketing": False, "language": language}
        gateways.send_letter(
            gateways.Letter(
                notice_id=letter_id,
                to=to,
                subject=said.subject,
                text=render_to_string("letters/letter.txt", page),
                html=render_to_string("letters/letter.html", page),
                at=at,
            )
        )
