"""What a provider of mail tells of our letters afterwards: they came back, or the reader called them unwanted.

An event is believed if the provider's own signature is true, or, of a provider that does not sign, if it brings the
password that was agreed upon. Nothing is read before that. django-anymail knows each provider's signature and words.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from anymail.exceptions import AnymailError
from anymail.signals import EventType, RejectReason
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.module_loading import import_string

from harmonia.notices.rules import reports
from harmonia.notices.rules.providers import PROVIDERS
from harmonia.notices.states import Happened

NAMES = {"mailersend": "MailerSend", "sendgrid": "SendGrid", "sparkpost": "SparkPost", "unisender_go": "UnisenderGo"}
HAPPENED = {
    EventType.BOUNCED: Happened.BOUNCED,
    EventType.FAILED: Happened.BOUNCED,
    EventType.REJECTED: Happened.BOUNCED,
    EventType.COMPLAINED: Happened.COMPLAINED,
    EventType.UNSUBSCRIBED: Happened.COMPLAINED,
}
# A refusal that speaks of the letter and not of the address is no reason to stop writing to it.
DEAD = frozenset({RejectReason.INVALID, RejectReason.BOUNCED, None})


NONSENSE = (AnymailError, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


class NotConfigured(Exception):
    """No provider tells us anything here."""


class Forged(Exception):
    """Nothing proves that the provider said this."""


class Malformed(Exception):
    """Proved, and nothing that the provider would say."""


@dataclass(frozen=True)
class Told:
    """`number`: the provider's own of the letter; `event_id`: of what it tells, so that twice is once."""

    happened: Happened
    number: str
    event_id: str
    recipient: str
    at: datetime


def tracking_view(name: str) -> str:
    if name == "mandrill":
        return "anymail.webhooks.mandrill.MandrillCombinedWebhookView"
    return f"anymail.webhooks.{name}.{NAMES.get(name, name.title())}TrackingWebhookView"


def read(request: HttpRequest, *, at: datetime) -> list[Told]:
    """The events that concern us, proved. Raises NotConfigured, Forged, Malformed."""
    name = settings.MAIL_PROVIDER
    if not settings.LETTERS.endswith("AnymailLetters") or name not in PROVIDERS:
        raise NotConfigured
    provider = PROVIDERS[name]
    if not settings.ANYMAIL.get(provider.signs or "WEBHOOK_SECRET"):
        raise NotConfigured
    view = import_string(tracking_view(name))()
    try:
        view.run_validators(request)
    except (SuspiciousOperation, *NONSENSE):
        raise Forged from None
    try:
        events = view.parse_events(request)
        return [told for told in (_told(event, name, at) for event in events) if told]
    except NONSENSE:
        raise Malformed from None


def _told(event: object, name: str, at: datetime) -> Told | None:
    kind, reason = getattr(event, "event_type", None), getattr(event, "reject_reason", None)
    happened = HAPPENED.get(kind)
    if happened == Happened.BOUNCED and reason == RejectReason.SPAM:
        happened = Happened.COMPLAINED
    number, moment = getattr(event, "message_id", None), getattr(event, "timestamp", None)
    status = reports.status_in(str(getattr(event, "mta_response", None) or ""))
    alive = reason not in DEAD or (status and not reports.is_dead(status))
    if happened is None or not number or (happened == Happened.BOUNCED and alive):
        return None
    said = json.dumps([str(number), str(kind), str(moment)])
    return Told(
        happened=happened,
        number=str(number)[:200],
        event_id=f"{name}:{getattr(event, 'event_id', None) or said}"[:300],
        recipient=str(getattr(event, "recipient", None) or ""),
        at=min(moment, at) if isinstance(moment, datetime) and moment.tzinfo else at.astimezone(UTC),
    )
