"""For which name and at which address passkeys are made and used. A browser knows passkeys of names, not of numbers:
a demonstration at 127.0.0.1 has them at localhost.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

NAME = "Harmonia"


@dataclass(frozen=True)
class Place:
    """`id`: the name that a passkey belongs to. `origin`: the one address whose pages may use it, port included."""

    id: str
    origin: str


def place(public_address: str) -> Place | None:
    """None where passkeys cannot be: at an address without a name."""
    parts = urlsplit(public_address)
    host = parts.hostname or ""
    if not _is_number(host):
        return Place(host, f"{parts.scheme}://{parts.netloc}")
    if not ipaddress.ip_address(host).is_loopback:
        return None
    port = f":{parts.port}" if parts.port else ""
    return Place("localhost", f"{parts.scheme}://localhost{port}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
