"""What a guest's link carries: the number of his invitation, and a signature. It can be worked out anew at any time, so
no table holds it; and it stands behind the # of an address, so that no log on the way ever sees it.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Refusal = Literal["forged", "not_agreed", "used", "ended", "over", "too_early", "closed"]


class InviteRefused(Exception):
    """The invitation does not open the room; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def _signature(guest_id: UUID, secret: str) -> bytes:
    key = hashlib.sha256(b"harmonia.rooms.invite\0" + secret.encode()).digest()
    return hmac.digest(key, guest_id.bytes, "sha256")[:24]


def write(guest_id: UUID, *, secret: str) -> str:
    return base64.urlsafe_b64encode(guest_id.bytes + _signature(guest_id, secret)).decode().rstrip("=")


def read(text: str, *, secret: str) -> UUID:
    """Raises InviteRefused."""
    try:
        raw = base64.b64decode(text.strip() + "=" * (-len(text.strip()) % 4), altchars=b"-_", validate=True)
        guest_id = UUID(bytes=raw[:16])
    except (ValueError, binascii.Error):
        raise InviteRefused("forged") from None
    if not hmac.compare_digest(raw[16:], _signature(guest_id, secret)):
        raise InviteRefused("forged")
    return guest_id


def browser_hash(key: str) -> bytes:
    """What is kept of the key that the guest's browser holds."""
    return hashlib.sha256(key.encode()).digest()


def holds(kept: bytes | memoryview | None, key: str) -> bool:
    """Whether this key is the one whose hash is kept."""
    return bool(key) and bool(kept) and hmac.compare_digest(bytes(kept or b""), browser_hash(key))


def receipt(guest_id: UUID, *, kind: str, rules_sha256: str, at: datetime) -> dict[str, Any]:
    """The document that stands in the journal for a guest's yes to the rules. It names nobody."""
    return {
        "type": "guest_receipt",
        "version": 1,
        "id": str(guest_id),
        "event": "accepted",
        "at": at.isoformat(),
        "method": "room_door",
        "as": kind,
        "notice": {"agreement": "guest_rules", "sha256": rules_sha256},
    }
