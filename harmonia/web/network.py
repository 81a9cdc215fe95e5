"""From which network a request comes, as far as limits on guessing need to know."""

import ipaddress

from django.http import HttpRequest

from harmonia.accounts.rules import limits


def network_of(request: HttpRequest) -> str:
    """The prefix of the visitor's address: behind our own front, the last one that the front itself has written."""
    address = request.META.get("REMOTE_ADDR", "")
    if _is_our_front(address):
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return limits.network_prefix(address)


def _is_our_front(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return True  # a Unix socket has no address
    return parsed.is_loopback or parsed.is_private
