"""The last link of every letter and marketing SMS, and what it ends."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices.models import UnsubscribeLink
from harmonia.notices.states import Channel

LINKS = signing.Signer(salt="notices.unsubscribe")


class UnknownLink(Exception):
    """The unsubscribe link is not one of ours, or was changed on its way."""


class LinkOfNobody(Exception):
    """The link is ours, and its account is erased: nothing is sent to anybody by it, and nothing can be."""


def unsubscribe_address(*, person_id: UUID, channel: Channel, at: datetime) -> str:
    """Made once for a person and channel. The token is a random number, signed: it says nothing of anybody."""
    link, _ = UnsubscribeLink.objects.get_or_create(person_id=person_id, channel=channel, defaults={"made_at": at})
    return f"{settings.PUBLIC_ADDRESS}/unsubscribe/{LINKS.sign(link.pk.hex)}/"


def why_we_write() -> str:
    """The last link of a letter to somebody without an account: what ends such letters; there is no list."""
    return f"{settings.PUBLIC_ADDRESS}/unsubscribe/"


def ways_out(address: str) -> dict[str, str]:
    """The headers by which a mail program offers the way out beside the letter (RFC 8058); none where there is none."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def channel_of(token: str) -> Channel:
    """What the link ends. Raises UnknownLink, LinkOfNobody."""
    return Channel(_link(token).channel)


def _link(token: str) -> UnsubscribeLink:
    """We forget no link but with its person: one that bears our signature and is not here was an erased person's."""
    try:
        number = UUID(hex=LINKS.unsign(token))
    except (signing.BadSignature, ValueError):
        raise UnknownLink from None
    link = UnsubscribeLink.objects.filter(pk=number).first()
    if link is None:
        raise LinkOfNobody
    return link


@transaction.atomic
def unsubscribe(*, token: str, at: datetime) -> Channel:
    """End marketing by the link's channel by withdrawing its consent; again, it changes nothing.

    Raises UnknownLink, LinkOfNobody.
    """
    link = _link(token)
    end_marketing(person_id=link.person_id, channel=Channel(link.channel), method="unsubscribe_link", at=at)
    return Channel(link.channel)


@transaction.atomic
def end_marketing(*, person_id: UUID, channel: Channel, method: str, at: datetime) -> None:
    """Withdraw the channel's marketing consent, if it is in force.

    The person's row is locked weakly: a letter on its way holds the gate and may be about to point at that row.
    """
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    agreement = f"marketing_{channel}"
    if consents.accepted(person_id, agreement, at=at):
        consent.withdraw(person_id=person_id, agreement=agreement, language=person.language, method=method, at=at)
