"""A signal on a device: where one may be sent, and the little that it says.

The address comes from a browser, so from anybody. It must be one of a push service that the operator named, over https,
written without anything by which two readers of addresses could understand two things; and what its name resolves to
must lie in the public net (`core.public_net`): else a person could make us knock at the doors of our own house.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from harmonia.notices.states import Urgency

SHAPE = re.compile(r"https://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)")
LONGEST = 2048
DEVICES_AT_MOST = 10
KEYS = {"p256dh": 65, "auth": 16}  # bytes, RFC 8291 section 3
SIZE = 256  # so that the length of the ciphertext tells neither language nor words
KEPT_FOR = timedelta(hours=24)  # by the push service, for a device that is away
KEPT_FOR_URGENT = timedelta(minutes=15)


class NotAPushService(Exception):
    """No address of a push service that we know."""


@dataclass(frozen=True)
class Place:
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        return f"https://{self.host}" if self.port == 443 else f"https://{self.host}:{self.port}"


def place(address: str, services: Collection[str]) -> Place:
    """`services`: host names; one that begins with a dot stands for all under it; one with a port for that port too.

    Raises NotAPushService.
    """
    shape = SHAPE.fullmatch(address) if len(address) <= LONGEST else None
    if shape is None:
        raise NotAPushService
    host, port = shape[1], int(shape[2] or 443)
    named = host if port == 443 else f"{host}:{port}"
    if not any(named == service or (service.startswith(".") and named.endswith(service)) for service in services):
        raise NotAPushService
    return Place(host, port, shape[3])


def words() -> bytes:
    """What the device shows, in the language that is active: that there is something, and nothing of it."""
    said = {"title": "Harmonia", "body": _("You have a notice"), "lang": get_language()}
    return json.dumps(said, ensure_ascii=False).encode().ljust(SIZE)


def kept_for(urgency: Urgency) -> timedelta:
    return KEPT_FOR_URGENT if urgency == Urgency.NOW else KEPT_FOR
