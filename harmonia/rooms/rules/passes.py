"""A pass lets one side into one room for some minutes, so that sockets need no database; it is signed, not secret data.

It carries the room, the place and the moment of expiry, and which invitation a guest comes by: nothing of the
person. A page gets it after every check of
`permissions.check_enter`, and must fetch a new one before the old expires: so whoever is blocked, or takes the consent
back, is out of the room within minutes. Relay credentials follow coturn's use-auth-secret and expire the same way.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from harmonia.rooms.states import Place

PASS_LASTS = timedelta(minutes=5)
RELAY_LASTS = timedelta(minutes=10)


class PassRefused(Exception):
    """Not a pass of ours, or no longer valid."""


@dataclass(frozen=True)
class Pass:
    room_id: UUID
    role: str
    expires_at: datetime
    guest: str = ""  # the number of a guest's invitation


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"harmonia.rooms.pass\0" + secret.encode()).digest()


def _signature(body: bytes, secret: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(_key(secret), body, "sha256"))


def write(one: Pass, *, secret: str) -> str:
    fields = [str(one.room_id), one.role, int(one.expires_at.timestamp()), *([one.guest] if one.guest else [])]
    body = base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode())
    return (body + b"." + _signature(body, secret)).decode()


def read(text: str, *, secret: str, at: datetime) -> Pass:
    """Raises PassRefused."""
    try:
        body, _, signature = text.encode("ascii").partition(b".")
        if not hmac.compare_digest(signature, _signature(body, secret)):
            raise PassRefused("signature")
        room_id, role, expires, *guest = json.loads(base64.urlsafe_b64decode(body))
        one = Pass(UUID(room_id), Place(role), datetime.fromtimestamp(expires, tz=at.tzinfo), *guest)
    except (ValueError, TypeError, binascii.Error) as error:
        raise PassRefused("form") from error
    if one.expires_at <= at:
        raise PassRefused("expired")
    return one


def issue(room_id: UUID, role: str, *, secret: str, at: datetime, guest: str = "") -> str:
    return write(Pass(room_id, role, at + PASS_LASTS, guest), secret=secret)


def pair_name(client_id: UUID | None, specialist_id: UUID, *, secret: str) -> str:
    return hmac.digest(_key(secret), f"pair|{client_id}|{specialist_id}".encode(), "sha256").hex()[:32]


def relay_credentials(room_id: UUID, role: str, *, secret: str, at: datetime) -> tuple[str, str]:
    """(username, password) for coturn. The name says nothing of the person, and is one per side for coturn's quotas."""
    name = hashlib.sha256(f"{room_id}|{role}".encode()).hexdigest()[:16]
    username = f"{int((at + RELAY_LASTS).timestamp())}:{name}"
    password = base64.b64encode(hmac.digest(secret.encode(), username.encode(), "sha1"))
    return username, password.decode()
