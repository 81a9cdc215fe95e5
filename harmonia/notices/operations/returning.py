"""What comes back: a dead address is written to no more, and who calls a letter unwanted gets no more marketing.

Whoever tells us has proved it (`gateways/events.py`, `gateways/returning.py`). Told twice, or in another order than it
happened, it does nothing more: each event counts once, an address that was proved again since is alive again, and a
yes that was given since stands.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from harmonia.accounts import queries as people
from harmonia.consent import queries as consents
from harmonia.journal import operations as journal
from harmonia.notices import queries
from harmonia.notices.gateways import events as provider
from harmonia.notices.gateways import returning as signed
from harmonia.notices.models import Notice, Return
from harmonia.notices.operations.sending import send
from harmonia.notices.operations.unsubscribing import end_marketing
from harmonia.notices.states import Channel, Happened
from harmonia.vault import operations as vault

COMMITTED_WITHIN = timedelta(minutes=10)
INDEXED = {Channel.EMAIL: "client_email", Channel.SMS: "client_phone"}
TOLD = {Channel.EMAIL: "account.letters_return", Channel.SMS: "account.sms_returns"}
MENDED_AT = {Channel.EMAIL: "/me/data/change/email/", Channel.SMS: "/me/data/change/phone/"}


class NotYet(Exception):
    """The letter is not known, and may be in a moment: its sending has not been stored. Tell us again."""


def take_events(events: Iterable[provider.Told], *, at: datetime) -> int:
    """What a provider told; returns how much of it was news. Raises NotYet."""
    return sum(_take_event(told, at) for told in events)


def _take_event(told: provider.Told, at: datetime) -> bool:
    notice = queries.by_carrier_number(told.number)
    if notice is None:
        if at - told.at < COMMITTED_WITHIN:
            raise NotYet
        return False
    happened_at = max(told.at, notice.created_at)
    return came_back(
        notice, told.happened, address=told.recipient, event_id=told.event_id, happened_at=happened_at, at=at
    )


def take_report(*, letter: str, happened: Happened, address: str, at: datetime) -> bool:
    """A report of failure or of a complaint, by letter; `letter`: the address of ours to which it came. Whether it was
    news: a letter of ours came back. Forged ones are none."""
    notice_id = signed.notice_of(letter)
    notice = queries.sent_letter(notice_id) if notice_id else None
    if notice is None:
        return False
    event_id = f"report:{notice.pk}:{happened}"
    return came_back(notice, happened, address=address, event_id=event_id, happened_at=at, at=at)


def found_dead(notice: Notice, *, address: str, at: datetime) -> None:
    """The carrier said so at once."""
    event_id = f"refused:{notice.pk}"
    came_back(notice, Happened.BOUNCED, address=address, event_id=event_id, happened_at=at, at=at)


@transaction.atomic
def came_back(
    notice: Notice, happened: Happened, *, address: str, event_id: str, happened_at: datetime, at: datetime
) -> bool:
    """Whether this was news."""
    person, channel = people.person(notice.person_id), Channel(notice.channel)
    known = person.phone_index if channel == Channel.SMS else person.email_index
    index = vault.blind_index(INDEXED[channel], address) if address else bytes(known or b"")
    was_dead = queries.is_dead(person, channel)
    try:
        with transaction.atomic():
            Return.objects.create(
                person_id=person.pk,
                notice_id=notice.pk,
                channel=channel,
                happened=happened,
                address_index=index,
                told_sha256=hashlib.sha256(event_id.encode()).digest(),
                happened_at=happened_at,
                told_at=at,
            )
    except IntegrityError:
        return False
    journal.record(
        "notices.returned", subject=person.pk, actor=None, at=at, notice=notice.pk, channel=channel, happened=happened
    )
    if happened == Happened.COMPLAINED:
        _complained(notice, channel, happened_at, at)
    elif not was_dead and queries.is_dead(person, channel):
        send(TOLD[channel], person_id=person.pk, at=at, facts={"path": MENDED_AT[channel]})
    return True


def _complained(notice: Notice, channel: Channel, happened_at: datetime, at: datetime) -> None:
    yes = consents.latest(notice.person_id, f"marketing_{channel}")
    if yes is not None and yes.at <= happened_at:
        end_marketing(person_id=notice.person_id, channel=channel, method="spam_button", at=at)
