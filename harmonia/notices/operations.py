"""Telling people things, discreetly and once.

A notice is stored in the same transaction as the fact it tells of, and its delivery is a job of that transaction: a
rollback tells nobody anything. Whether it may go is asked at the moment of sending: consent and preference for
marketing, the address itself for everything. What it says is encrypted under the person's key, and forgotten at once
when it is a secret. A delivery holds its notice's lock, so that two workers cannot send it twice; what remains is the
moment between the carrier's yes and our commit, and then both copies carry the same Message-ID.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import rfc8785
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation

from harmonia.accounts import operations as accounts
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.accounts.states import CodeKind
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.core import jobs
from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.notices import gateways, permissions, queries
from harmonia.notices.models import Notice, Preference, UnsubscribeLink
from harmonia.notices.rules import events, letters
from harmonia.notices.states import MARKETING, MOVES, OPTIONAL, Channel, Kind, NoticeState
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks
from harmonia.vault import reading

TRIES = 8
PEOPLE_A_JOB = 500
RECEIPTS_PATH = "/me/agreements/"
RECOVERY_PATH = "/recover/{secret}/"
LINKS = signing.Signer(salt="notices.unsubscribe")


class UnknownLink(Exception):
    """The unsubscribe link is not one of ours, or was changed on its way."""


@transaction.atomic
def send(
    event: str,
    *,
    person_id: UUID,
    at: datetime,
    facts: Mapping[str, str | int] | None = None,
    channels: Iterable[str] | None = None,
    once: str = "",
) -> list[Notice]:
    """Queue the notice of `event` by each of its channels (or those named). `once`: a second call with it is silent.

    Facts are ISO times, amounts, paths on our site; never a name. Raises events.UnknownEvent, events.WrongFacts.
    """
    known = events.event(event)
    told = dict(facts or {})
    events.check_facts(known, told)
    wanted = known.channels if channels is None else tuple(Channel(channel) for channel in channels)
    queued = (_queue(known, channel, person_id=person_id, facts=told, once=once, at=at) for channel in wanted)
    return [notice for notice in queued if notice]


def _queue(
    known: events.Event, channel: Channel, *, person_id: UUID, facts: dict[str, str | int], once: str, at: datetime
) -> Notice | None:
    in_cabinet = channel == Channel.CABINET
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                person_id=person_id,
                event=known.key,
                channel=channel,
                facts=facts,
                once=once,
                state=NoticeState.SENT if in_cabinet else NoticeState.QUEUED,
                created_at=at,
                finished_at=at if in_cabinet else None,
            )
    except (vault.Erased, vault.Blocked):
        return None  # nobody is left to be told, or may be told this; the database says which events are spared
    except IntegrityError as error:
        if once and "notice_told_once" in str(error):
            return None
        raise
    if not in_cabinet:
        jobs.defer("notices.deliver", notice_id=notice.pk)
    return notice


@transaction.atomic
def send_code(*, code_id: UUID, at: datetime) -> None:
    """Draw the secret of a code and queue the letter that carries it, both or neither."""
    drawn = accounts.draw(code_id=code_id, at=at)
    if drawn is not None:
        recovery = drawn.kind == CodeKind.RECOVERY
        facts = {"path": RECOVERY_PATH.format(secret=drawn.secret)} if recovery else {"code": drawn.secret}
        send(drawn.event, person_id=drawn.person_id, at=at, facts=facts)


@transaction.atomic
def tell_receipts(*, person_id: UUID, at: datetime) -> list[Notice]:
    """One letter about all that the person has answered since the last one, with the checkpoint that holds it.

    Who keeps the letter can show later that the journal was not rewritten. Raises NotSealed until it is signed for.
    """
    answer = consents.last_answer(person_id)
    if answer is None:
        return []
    checkpoint = rfc8785.dumps(consents.proved_receipt(answer)["checkpoint"]).decode()
    facts = {"path": RECEIPTS_PATH, "checkpoint": checkpoint}
    return send("consent.receipts", person_id=person_id, at=at, facts=facts, once=f"{answer.number}")


@transaction.atomic
def tell_of_edition(*, number: int, after: str, at: datetime) -> int:
    """Tell those whose yes a new edition no longer covers, a batch a job; returns how many. Twice tells once."""
    batch, rest = consents.concerned(number, after=after, limit=PEOPLE_A_JOB)
    facts = {"path": f"/privacy/{number}/"}
    for person_id in Person.objects.filter(pk__in=batch).order_by("pk").values_list("pk", flat=True):
        send("policy.published", person_id=person_id, at=at, facts=facts, once=f"{number}")
    if rest:
        jobs.defer("notices.tell_of_edition", number=number, after=rest)
    return len(batch)


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


def unsubscribe_address(*, person_id: UUID, channel: Channel, at: datetime) -> str:
    """Made once for a person and channel. The token is a random number, signed: it says nothing of anybody."""
    link, _ = UnsubscribeLink.objects.get_or_create(person_id=person_id, channel=channel, defaults={"made_at": at})
    return f"{settings.PUBLIC_ADDRESS}/unsubscribe/{LINKS.sign(link.pk.hex)}/"


def channel_of(token: str) -> Channel:
    """What the link ends. Raises UnknownLink."""
    return Channel(_link(token).channel)


def _link(token: str) -> UnsubscribeLink:
    try:
        return UnsubscribeLink.objects.get(pk=UUID(hex=LINKS.unsign(token)))
    except (signing.BadSignature, ValueError, UnsubscribeLink.DoesNotExist):
        raise UnknownLink from None


@transaction.atomic
def unsubscribe(*, token: str, at: datetime) -> Channel:
    """End marketing by the link's channel by withdrawing its consent; again, it changes nothing. Raises UnknownLink."""
    link = _link(token)
    end_marketing(person_id=link.person_id, channel=Channel(link.channel), method="unsubscribe_link", at=at)
    return Channel(link.channel)


@transaction.atomic
def end_marketing(*, person_id: UUID, channel: Channel, method: str, at: datetime) -> None:
    """Withdraw the channel's marketing consent, if it is in force."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    agreement = f"marketing_{channel}"
    if consents.accepted(person_id, agreement, at=at):
        consent.withdraw(person_id=person_id, agreement=agreement, language=person.language, method=method, at=at)


@transaction.atomic
def choose(*, person_id: UUID, choices: Mapping[tuple[Kind, Channel], bool], at: datetime) -> None:
    """Store what the person wants of the optional kinds."""
    for (kind, channel), wanted in choices.items():
        if kind not in OPTIONAL:
            raise permissions.Denied("service_notices_always_go")
        Preference.objects.update_or_create(
            person_id=person_id, kind=kind, channel=channel, defaults={"wanted": wanted, "changed_at": at}
        )
    journal.record("notices.preferences_chosen", subject=person_id, actor=person_id, at=at)


@transaction.atomic
def mark_read(*, person_id: UUID, at: datetime) -> None:
    queries.inbox(person_id).filter(read_at=None).update(read_at=at)
