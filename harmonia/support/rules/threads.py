"""How a letter says to which conversation it belongs. None of these marks opens anything by itself."""

import re
from collections.abc import Collection, Iterable
from uuid import UUID

NUMBER = re.compile(r"\bL-(\d{4})-(\d{6,9})\b")
OURS = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@")


def token(recipients: Iterable[str], own: Collection[str]) -> str:
    """The word after the plus in an address of ours: help+<token>@harmonia.kz."""
    for address in sorted(recipients):
        name, _, domain = address.partition("@")
        box, plus, said = name.partition("+")
        if plus and f"{box}@{domain}" in own:
            return said[:24]
    return ""


def without_token(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name.partition('+')[0]}@{domain}"


def numbered(subject: str) -> int | None:
    found = NUMBER.search(subject)
    return int(found[2]) if found else None


def answered(message_ids: Iterable[str]) -> list[UUID]:
    """Which letters of ours it answers, by our own Message-IDs."""
    return [UUID(found[1]) for each in message_ids if (found := OURS.match(each.lower()))]


def reply_address(own: str, token_of_thread: str) -> str:
    name, _, domain = own.partition("@")
    return f"{name}+{token_of_thread}@{domain}"
