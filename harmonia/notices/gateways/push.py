"""Signals on their way to a device: encrypted for it alone (RFC 8291), signed by us (RFC 8292), handed to the push
service that its browser chose (RFC 8030).

The address is somebody else's word (`rules/signals`). So the name is resolved here, every address that it has must be
public, the connection goes to the very address that was looked at, and no answer leads anywhere else.
"""

import base64
import os
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import http_ece
import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid

from harmonia import policy
from harmonia.core import public_net
from harmonia.notices.gateways.carrying import TryLater, Undeliverable
from harmonia.notices.rules import signals

SIGNED_FOR = timedelta(hours=12)
TOPIC = "notice"  # the service keeps the latest alone for a device that is away
TIMEOUT = urllib3.Timeout(connect=5, read=15)
GONE = frozenset({404, 410})
REFUSED = frozenset({400, 401, 403, 405, 413})


class Gone(Undeliverable):
    """The device takes no signals any more: its browser gave the address up."""


@dataclass(frozen=True)
class Signal:
    address: str
    p256dh: str
    auth: str
    words: bytes
    kept_for: timedelta
    urgent: bool
    at: datetime


def is_possible() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """By which a browser binds an address to us (`applicationServerKey`). Raises ValueError for a malformed setting."""
    point = _vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _text(point)


def check_keys(p256dh: str, auth: str) -> None:
    """Raises ValueError: not a point of the curve, or not sixteen bytes."""
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh, signals.KEYS["p256dh"]))
    _bytes(auth, signals.KEYS["auth"])


def send_signal(signal: Signal) -> None:
    """Raises Gone, Undeliverable, TryLater."""
    try:
        place = signals.place(signal.address, settings.PUSH_SERVICES)
        body = _encrypted(signal)
    except (signals.NotAPushService, ValueError) as wrong:
        raise Undeliverable(type(wrong).__name__) from None
    status = _handed_over(place, body, _headers(signal, place))
    if status in GONE:
        raise Gone(str(status))
    if status in REFUSED:
        raise Undeliverable(str(status))
    if not 200 <= status < 300:
        raise TryLater(str(status))


def _handed_over(place: signals.Place, body: bytes, headers: dict[str, str]) -> int:
    pool = urllib3.HTTPSConnectionPool(
        _reached_at(place),
        place.port,
        server_hostname=place.host,
        assert_hostname=place.host,
        ca_certs=settings.PUSH_CA or None,
        timeout=TIMEOUT,
        retries=False,
    )
    try:
        with closing(pool):
            answer = pool.urlopen(
                "POST", place.target, body=body, headers=headers, redirect=False, preload_content=False
            )
            with closing(answer):
                return int(answer.status)
    except urllib3.exceptions.HTTPError as trouble:
        raise TryLater(type(trouble).__name__) from None


def _reached_at(place: signals.Place) -> str:
    """The address to connect to. Raises Undeliverable when the name leads anywhere but to the public net."""
    try:
        addresses = public_net.addresses_of(place.host, place.port)
    except OSError as unknown:
        raise TryLater(type(unknown).__name__) from None
    if not addresses or not all(public_net.is_public(each) or _ours(each) for each in addresses):
        raise Undeliverable("not public")
    return addresses[0]


def _ours(address: str) -> bool:
    """A push service of the operator's own, in a network that he named."""
    return public_net.is_within(address, settings.PUSH_NETWORKS)


def _encrypted(signal: Signal) -> bytes:
    check_keys(signal.p256dh, signal.auth)
    sealed: bytes = http_ece.encrypt(
        signal.words,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(signal.p256dh, signals.KEYS["p256dh"]),
        auth_secret=_bytes(signal.auth, signals.KEYS["auth"]),
        version="aes128gcm",
    )
    return sealed


def _headers(signal: Signal, place: signals.Place) -> dict[str, str]:
    claims = {
        "aud": place.origin,
        "sub": f"mailto:{policy.Operator(**settings.OPERATOR).email}",
        "exp": int((signal.at + SIGNED_FOR).timestamp()),
    }
    return {
        **_vapid().sign(claims),
        "Host": place.origin.removeprefix("https://"),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(signal.kept_for.total_seconds())),
        "Urgency": "high" if signal.urgent else "normal",
        "Topic": TOPIC,
    }


def _vapid() -> Vapid:
    _bytes(settings.VAPID_PRIVATE_KEY, 32)
    return Vapid.from_raw(settings.VAPID_PRIVATE_KEY.encode())


def _bytes(text: str, length: int) -> bytes:
    """From base64url without padding. Raises ValueError when it is not exactly so many bytes."""
    plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if len(plain) != length:
        raise ValueError(f"{len(plain)} bytes instead of {length}")
    return plain


def _text(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()
