"""A specialist's other calendar, fetched from the address that he gave us.

The address is somebody else's word: https only, every address that its name leads to must be public, the connection
goes to the very address that was looked at, and each redirect is a new address that is looked at in the same way. What
comes is taken as it is, up to a size and a time; nothing is unpacked.
"""

from contextlib import closing
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from django.conf import settings

from harmonia.booking.states import Trouble
from harmonia.core import public_net

LARGEST_BYTES = 2_000_000
LONGEST_SECONDS = 20.0
MOST_REDIRECTS = 3
MOVED = frozenset({301, 302, 303, 307, 308})
TIMEOUT = urllib3.Timeout(connect=5, read=5)
PORTS = {"https": 443, "http": 80}


class Unfetchable(Exception):
    """No calendar came; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def fetch_calendar(address: str) -> bytes:
    """Raises Unfetchable."""
    until = monotonic() + LONGEST_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        found, body = _asked(address, until)
        if found is None:
            return body
        address = urljoin(address, found)
    raise Unfetchable(Trouble.LEADS_ON)


def _asked(address: str, until: float) -> tuple[str | None, bytes]:
    """Where it leads on to, or what it says."""
    place = urlsplit(address)
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    pool = _pool(place)
    headers = {"Host": place.netloc, "User-Agent": "Harmonia", "Accept": "text/calendar", "Accept-Encoding": "identity"}
    try:
        with (
            closing(pool),
            closing(
                pool.urlopen(
                    "GET", target, headers=headers, redirect=False, preload_content=False, decode_content=False
                )
            ) as answer,
        ):
            if answer.status in MOVED and answer.headers.get("Location"):
                return answer.headers["Location"], b""
            if answer.status != 200 or answer.headers.get("Content-Encoding", "identity") != "identity":
                raise Unfetchable(Trouble.REFUSED)
            return None, _read(answer, until)
    except urllib3.exceptions.NewConnectionError:  # which is a time-out by its ancestry
        raise Unfetchable(Trouble.UNREACHABLE) from None
    except urllib3.exceptions.TimeoutError:
        raise Unfetchable(Trouble.SLOW) from None
    except urllib3.exceptions.HTTPError:
        raise Unfetchable(Trouble.UNREACHABLE) from None


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """A piece at a time, as it comes: whoever drips bytes is not waited for."""
    body = b""
    while piece := answer.read1(65_536):
        body += piece
        if len(body) > LARGEST_BYTES:
            raise Unfetchable(Trouble.LARGE)
        if monotonic() > until:
            raise Unfetchable(Trouble.SLOW)
    return body


def _pool(place: SplitResult) -> urllib3.HTTPConnectionPool:
    """To the very address that was looked at."""
    try:
        port = place.port or PORTS[place.scheme]
        addresses = public_net.addresses_of(place.hostname or "", port)
    except (KeyError, ValueError):
        raise Unfetchable(Trouble.NOT_AN_ADDRESS) from None
    except OSError:
        raise Unfetchable(Trouble.UNREACHABLE) from None
    ours = bool(addresses) and all(public_net.is_within(each, settings.CALENDAR_NETWORKS) for each in addresses)
    if not ours and not (addresses and all(map(public_net.is_public, addresses))):
        raise Unfetchable(Trouble.NOT_PUBLIC)
    if place.scheme == "http":
        if not ours:
            raise Unfetchable(Trouble.NOT_AN_ADDRESS)
        return urllib3.HTTPConnectionPool(addresses[0], port, timeout=TIMEOUT, retries=False)
    return urllib3.HTTPSConnectionPool(
        addresses[0],
        port,
        server_hostname=place.hostname,
        assert_hostname=place.hostname,
        timeout=TIMEOUT,
        retries=False,
    )
