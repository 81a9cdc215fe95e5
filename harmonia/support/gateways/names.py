"""Questions to the names of the internet (DNS). Which servers are asked is a setting; silence is not an answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import dns.exception
import dns.nameserver
import dns.resolver
from django.conf import settings

SECONDS = 5.0
MOST_QUESTIONS = 60  # for one letter: its sender chooses what is asked


class NamesAway(Exception):
    """The servers of names do not answer now; nothing follows from that."""


@dataclass
class Names:
    """What is asked for one letter, once."""

    known: dict[tuple[str, str], list[object]] = field(default_factory=dict)

    def texts(self, name: str) -> list[str]:
        return [b"".join(record).decode("utf-8", "replace") for record in self.lookup(name, "TXT")]  # type: ignore[arg-type]  # of TXT these are pieces of bytes

    def lookup(self, name: str, kind: str) -> list[object]:
        """As pyspf wants it: pieces of bytes for TXT, texts for A, AAAA and PTR, pairs for MX. Raises NamesAway."""
        place = name.lower().rstrip("."), kind
        if place not in self.known:
            if len(self.known) >= MOST_QUESTIONS:
                return []
            self.known[place] = _asked(*place)
        return self.known[place]


def _asked(name: str, kind: str) -> list[object]:
    try:
        answer = _resolver().resolve(name, kind, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError, dns.resolver.YXDOMAIN):
        return []
    except (dns.exception.Timeout, dns.resolver.NoNameservers, OSError) as silence:
        raise NamesAway(type(silence).__name__) from None
    except (dns.exception.DNSException, UnicodeError, ValueError):
        return []  # no such name can exist
    return [SHAPES[kind](record) for record in answer]


SHAPES: dict[str, Callable[[Any], object]] = {
    "TXT": lambda record: tuple(record.strings),
    "A": lambda record: str(record.address),
    "AAAA": lambda record: str(record.address),
    "PTR": lambda record: record.target.to_text(omit_final_dot=True),
    "MX": lambda record: (record.preference, record.exchange.to_text(omit_final_dot=True)),
}


def _resolver() -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
    if settings.DNS_SERVERS:
        resolver.nameservers = [_server(named) for named in settings.DNS_SERVERS]
    return resolver


def _server(named: str) -> dns.nameserver.Nameserver:
    host, _, port = named.rpartition(":")
    return dns.nameserver.Do53Nameserver(host or port, int(port) if host else 53)
