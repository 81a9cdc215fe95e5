"""Whether a letter comes from where it says. What the sender wrote proves nothing; these do:

- DKIM: a signature of the domain of From (or aligned with it) that verifies, over From, To and Date, of the whole body,
  addressed to us and made within days: what was signed for somebody else, or long ago, is not said to us today.
- SPF: the address that our own server saw (never one that the letter tells) may send for an aligned domain.
- The Authentication-Results of our own server, where the operator says that it writes them and strips forged ones.

A head that two programs may read differently is proved by nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dkim
import spf
from django.conf import settings

from harmonia.support.gateways.names import Names, NamesAway
from harmonia.support.rules import alignment, headers, limits, threads
from harmonia.support.rules.headers import Seen
from harmonia.support.rules.reading import Read
from harmonia.support.states import Proof

MOST_SIGNATURES = 5
SIGNED = (b"from", b"to", b"date")
NOBODY = "192.0.2.1"  # an address of documentation: a policy that lets it send lets everybody, and proves nothing


class _Silent:
    """dkimpy tells its log which domains and selectors it met; ours holds no such thing."""

    def debug(self, *_: object) -> None: ...

    info = warning = error = debug

    def isEnabledFor(self, _: int) -> bool:
        return False


@dataclass(frozen=True)
class Verdict:
    """`signature`: the very signature that proves it, so that a second letter with it is known as a copy."""

    proof: Proof
    signature: bytes = b""


NOTHING = Verdict(Proof.NONE)


def weigh(*, raw: bytes, letter: Read, seen: Seen | None, own: Collection[str], at: datetime) -> Verdict:
    """`seen`: the provider's envelope; without it, what our own server wrote on top. Raises NamesAway: ask again."""
    author = headers.domain(letter.sender)
    if not author or letter.ambiguous:
        return NOTHING
    ours, noted = headers.written_by_us(letter.fields, settings.MAIL_SERVERS)
    if _own_server_says_so(ours, author):
        return Verdict(Proof.OWN_SERVER)
    names = Names()
    wish = alignment.wish(author, names.texts)
    signature = _signed(raw, letter, author, wish.dkim, own, at, names)
    if signature:
        return Verdict(Proof.DKIM, signature)
    if _permitted(seen or noted, author, wish.spf, names):
        return Verdict(Proof.SPF)
    return NOTHING


def _own_server_says_so(ours: Collection[tuple[str, str]], author: str) -> bool:
    """One line under our own server's name, among those that it wrote, that says dmarc=pass for this very domain."""
    if not settings.MAIL_AUTHSERV_ID:
        return False
    name = settings.MAIL_AUTHSERV_ID.lower()
    said = [v for v in headers.all_of(ours, "authentication-results") if v.split(";")[0].split()[:1] == [name]]
    found = re.findall(r"\bdmarc=pass\b[^;]*?\bheader\.from=([A-Za-z0-9.-]+)", said[0]) if len(said) == 1 else []
    return [domain.lower().rstrip(".") for domain in found] == [author]


def _signed(
    raw: bytes, letter: Read, author: str, mode: str, own: Collection[str], at: datetime, names: Names
) -> bytes:
    """The signature that proves the letter, or nothing."""
    fresh = letter.written_at is not None and abs(at - letter.written_at) <= limits.FRESH_WITHIN
    count = min(len(headers.all_of(letter.fields, "dkim-signature")), MOST_SIGNATURES) if fresh else 0
    for number in range(count):
        tags = _verified(raw, number, names)
        if tags and _binding(tags) and _to_us(tags, letter, own) and _aligned(tags, author, mode, names):
            return re.sub(rb"\s", b"", tags[b"b"])
    return b""


def _aligned(tags: dict[bytes, bytes], author: str, mode: str, names: Names) -> bool:
    return alignment.aligned(author, tags[b"d"].decode("ascii", "replace"), mode, names.texts)


def _verified(raw: bytes, number: int, names: Names) -> dict[bytes, bytes]:
    """The tags of the signature of this number, if it is true."""

    def text(name: bytes, timeout: int = 5) -> bytes | None:
        found = names.texts(name.decode("ascii", "replace"))
        return found[0].encode() if found else None

    try:
        signed = dkim.DKIM(raw, logger=_Silent())
        true = signed.verify(idx=number, dnsfunc=text)
    except NamesAway:
        raise
    except Exception:  # whatever a hostile signature makes the library raise: it is not true
        return {}
    tags: dict[bytes, bytes] = signed.signature_fields if true else {}
    return tags


def _binding(tags: dict[bytes, bytes]) -> bool:
    """Whether it says enough: of the whole body, over who, to whom and when, and not by a broken hash (RFC 8301)."""
    return b"l" not in tags and set(SIGNED) <= _fields(tags) and tags.get(b"a") != b"rsa-sha1"


def _to_us(tags: dict[bytes, bytes], letter: Read, own: Collection[str]) -> bool:
    """An address of ours in a field that is signed: a Cc that is not may have been added on the way."""
    signed = ("to", "cc") if b"cc" in _fields(tags) else ("to",)
    return bool({threads.without_token(to) for to in headers.addresses(letter.fields, *signed)} & set(own))


def _fields(tags: dict[bytes, bytes]) -> set[bytes]:
    return {name.strip().lower() for name in tags[b"h"].split(b":")}


class _Question(spf.query):  # type: ignore[misc]  # the package has no types
    """pyspf with our resolver in place of its own."""

    names: Names

    def dns(self, name: Any, qtype: str, cnames: Any = None, ignore_void: bool = False) -> list[Any]:
        try:
            found: list[Any] = list(self.names.lookup(str(name), qtype)) if qtype in KINDS else []
        except NamesAway as silence:
            raise spf.TempError("DNS") from silence
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("void lookups")
        return found


KINDS = frozenset({"A", "AAAA", "MX", "PTR", "TXT"})


def _permitted(seen: Seen, author: str, mode: str, names: Names) -> bool:
    domain = headers.domain(seen.mail_from)
    if not seen.ip or not domain or not alignment.aligned(author, domain, mode, names.texts):
        return False
    return _spf(seen.ip, seen, names) == "pass" and _spf(NOBODY, seen, names) != "pass"


def _spf(ip: str, seen: Seen, names: Names) -> str:
    try:
        question = _Question(i=ip, s=seen.mail_from, h=seen.helo or "unknown", receiver="localhost")
        question.names = names
        result = str(question.check()[0])
    except NamesAway:
        raise
    except Exception:  # whatever a hostile record makes the library raise: it permits nobody
        return "permerror"
    if result == "temperror":
        raise NamesAway("spf")
    return result
