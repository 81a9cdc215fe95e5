"""The address to which a letter comes back: RETURNS_ADDRESS with a part that only we can write, for one letter only.

Whoever forges a report of failure must know it; and it stands in nothing but the envelope of that very letter.
"""

from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ID_DIGITS, MAC_DIGITS = 32, 16  # a local part has 64 characters at most


def _mac(notice_id: UUID) -> str:
    return salted_hmac("notices.returning", notice_id.hex, algorithm="sha256").hexdigest()[:MAC_DIGITS]


def address(notice_id: UUID) -> str:
    """Empty where nobody reads what comes back."""
    name, _, domain = settings.RETURNS_ADDRESS.partition("@")
    return f"{name}+{notice_id.hex}{_mac(notice_id)}@{domain}" if domain else ""


def notice_of(recipient: str) -> UUID | None:
    """Which letter came back, by the address that it came back to; None: it is not one that we signed."""
    name, _, domain = settings.RETURNS_ADDRESS.lower().partition("@")
    local, _, at_domain = recipient.strip(" <>").lower().rpartition("@")
    token = local.removeprefix(f"{name}+")
    if not domain or at_domain != domain or token == local or len(token) != ID_DIGITS + MAC_DIGITS:
        return None
    try:
        notice_id = UUID(hex=token[:ID_DIGITS])
    except ValueError:
        return None
    return notice_id if constant_time_compare(_mac(notice_id), token[ID_DIGITS:]) else None
