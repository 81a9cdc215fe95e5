"""What a report of failure says of an address (RFC 3463): dead for ever, or only not now."""

import re

STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
# No such mailbox, no such domain, moved away, switched off; a mail system that takes nothing.
DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})


def is_dead(status: str) -> bool:
    """Whether the enhanced code says that nothing will ever reach this address; a full box or a refusal does not."""
    return status in DEAD


def status_in(said: str) -> str:
    """The enhanced code in a mail server's words, or nothing."""
    found = STATUS.search(said)
    return found.group() if found else ""
