"""Letters that a mail provider brings over HTTPS (docs/letters.md). The signature is all: without it nothing is read.

    POST /webhooks/mail/
    Harmonia-Signature: t=1795510800,v1=<hex HMAC-SHA-256, under the shared secret, of "1795510800." and the body>

    {"event_id": "…", "envelope": {"ip": "…", "helo": "…", "mail_from": "…"}, "raw": "<base64 of the whole letter>"}

`raw` is the MIME letter as it came. Of one that is too large: its headers in `raw`, and its `size_bytes`.
"""

import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from harmonia.support.rules import limits

HEADER = "harmonia-signature"
WINDOW_SECONDS = 5 * 60
LONGEST_BODY = limits.LARGEST_LETTER_BYTES * 4 // 3 + 64 * 1024


class NotConfigured(Exception):
    """No provider brings letters here."""


class Forged(Exception):
    """The signature is not one over these bytes."""


class OutsideWindow(Exception):
    """Signed too long ago, or in the future: a replay."""


class Malformed(Exception):
    """A true signature over something that is no letter."""


@dataclass(frozen=True)
class Brought:
    event_id: str
    raw: bytes
    ip: str
    helo: str
    mail_from: str
    size_bytes: int | None


def signature(body: bytes, seconds: int) -> str:
    return hmac.new(settings.MAIL_WEBHOOK_SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def verify(*, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
    """Raises NotConfigured, Forged, OutsideWindow."""
    if not settings.MAIL_WEBHOOK_SECRET:
        raise NotConfigured
    given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    stamp, _, mac = given.partition(",")
    if not (stamp.startswith("t=") and mac.startswith("v1=") and stamp[2:].isascii() and stamp[2:].isdigit()):
        raise Forged("no signature")
    seconds = int(stamp[2:14])
    if not hmac.compare_digest(signature(body, seconds).encode(), mac[3:].encode("utf-8", "replace")):
        raise Forged("the signature is not of these bytes")
    if abs(at.timestamp() - seconds) > WINDOW_SECONDS:
        raise OutsideWindow("signed outside the window")


def read(body: bytes) -> Brought:
    """Raises Malformed."""
    try:
        event: dict[str, Any] = json.loads(body)
        envelope, size = event.get("envelope") or {}, event.get("size_bytes")
        if size is not None and (type(size) is not int or not 0 < size < 2**31):
            raise Malformed("size_bytes")
        raw = b64decode(event["raw"], validate=True)
        if not raw:
            raise Malformed("raw")
        return Brought(
            event_id=_short(event["event_id"]),
            raw=raw,
            ip=_short(envelope.get("ip", ""), most=45),
            helo=_short(envelope.get("helo", ""), most=255),
            mail_from=_short(envelope.get("mail_from", ""), most=320),
            size_bytes=size,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed("the body is no letter") from error


def _short(said: Any, *, most: int = 100) -> str:
    if not isinstance(said, str) or len(said) > most or "\x00" in said:
        raise Malformed("a name that no provider would give")
    return said
