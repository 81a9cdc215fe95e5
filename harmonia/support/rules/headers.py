"""The head of a letter, byte by byte: only what our own server wrote into it can be believed.

A server puts its lines above those that it was given. So what stands above the first "Received" of a server that is not
ours was written by ours; all below it was in the sender's hands.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import ip_address

Field = tuple[str, str]

LINE_END = re.compile(rb"\r?\n")
NAME = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*)$", re.DOTALL)
ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
BARE = re.compile(rf"\s*({ADDRESS})\s*(?:\([^()]*\))?\s*")
ANGLED = re.compile(rf"[^<>]*<\s*({ADDRESS})\s*>\s*(?:\([^()]*\))?\s*")
ANY_ADDRESS = re.compile(ADDRESS)
BY = re.compile(r"\bby\s+([A-Za-z0-9.-]+)", re.IGNORECASE)
FROM_HOST = re.compile(r"^\s*from\s+(\S+)", re.IGNORECASE)
FROM_IP = re.compile(r"[\[(](?:IPv6:)?([0-9a-fA-F:.]{3,45})[\])]")
# Written once by every honest program; twice means that somebody wants to be read in two ways.
ONCE = ("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "content-type", "mime-version",
        "content-transfer-encoding")  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What our own server says of who brought the letter; empty where it says nothing."""

    ip: str = ""
    helo: str = ""
    mail_from: str = ""


def split(raw: bytes) -> tuple[Field, ...]:
    """Name in lower case and unfolded value, from the top. What is no header line ends the head."""
    fields: list[tuple[bytes, bytes]] = []
    for line in LINE_END.split(_head(raw)):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + b" " + line.strip())
        elif found := NAME.match(line):
            fields.append((found[1].lower(), found[2].strip()))
    return tuple((name.decode("ascii"), value.decode("utf-8", "replace")) for name, value in fields)


def _head(raw: bytes) -> bytes:
    found = re.search(rb"\r?\n\r?\n", raw)
    return raw[: found.start()] if found else raw


def all_of(fields: Collection[Field], name: str) -> list[str]:
    return [value for field, value in fields if field == name]


def first(fields: Collection[Field], name: str) -> str:
    return next(iter(all_of(fields, name)), "")


def ambiguous(raw: bytes, fields: Collection[Field]) -> bool:
    """Whether two programs may read this head differently: then no signature says what we would read."""
    head = _head(raw)
    odd = b"\x00" in head or re.search(rb"\r(?!\n)", head + b"\n") is not None
    return odd or any(len(all_of(fields, name)) > 1 for name in ONCE)


def author(fields: Collection[Field]) -> str:
    """The one address of From, or nothing when there is any doubt which it is."""
    given = all_of(fields, "from")
    if len(given) != 1:
        return ""
    found = BARE.fullmatch(given[0]) or ANGLED.fullmatch(given[0])
    return found[1] if found else ""


def domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".")


def addresses(fields: Collection[Field], *names: str) -> set[str]:
    """Every address that stands in these headers, in lower case."""
    return {
        address.lower() for name in names for value in all_of(fields, name) for address in ANY_ADDRESS.findall(value)
    }


def written_by_us(fields: Collection[Field], servers: Collection[str]) -> tuple[list[Field], Seen]:
    """The lines above the first that our servers did not write, and what the outermost of them saw.

    Without a "Received" of ours on top nothing is ours.
    """
    ours: list[Field] = []
    block: list[Field] = []
    outermost = ""
    for name, value in fields:
        block.append((name, value))
        if name == "received":
            by = BY.search(value)
            if by is None or by[1].lower().rstrip(".") not in {server.lower() for server in servers}:
                break
            ours, outermost = ours + block, value
            block = []
    if not outermost:
        return [], Seen()
    return ours, Seen(_ip(outermost), _helo(outermost), _mail_from(ours))


def _ip(received: str) -> str:
    """The address that our server saw itself: in brackets, before its own name."""
    for found in FROM_IP.findall(BY.split(received)[0]):
        try:
            return str(ip_address(found))
        except ValueError:
            continue
    return ""


def _helo(received: str) -> str:
    found = FROM_HOST.match(received)
    return found[1] if found else ""


def _mail_from(ours: Collection[Field]) -> str:
    found = ANY_ADDRESS.search(first(ours, "return-path"))
    return found[0] if found else ""
