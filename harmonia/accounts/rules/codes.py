"""Codes that an app makes from a shared secret and the clock (RFC 6238: SHA-1, six digits, half a minute), and
recovery codes. Pure: the moment is passed in.
"""

from datetime import datetime
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

STEP_SECONDS = 30
DIGITS = 6
# A telephone's clock may be off by a step either way; an older code is dead whether it was used or not.
TOLERANCE_STEPS = 1
SECRET_BYTES = 20
ISSUER = "Harmonia"

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
# Without letters and digits that are mistaken for each other; twelve of them are 59 bits of chance.
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def _clock(secret: bytes, at: datetime) -> TOTP:
    clock = TOTP(secret, step=STEP_SECONDS, digits=DIGITS)
    clock.time = at.timestamp()
    return clock


def code_at(secret: bytes, at: datetime) -> str:
    return f"{_clock(secret, at).token():0{DIGITS}d}"


def step_of(typed: str, secret: bytes, *, after: int | None, at: datetime) -> int | None:
    """The half minute whose code was typed, if it is later than the last used one; None for any other text."""
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    clock = _clock(secret, at)
    right = clock.verify(int(typed), tolerance=TOLERANCE_STEPS, min_t=None if after is None else after + 1)
    return clock.t() if right else None


def address(secret: str, *, name: str) -> str:
    """What the square says to the app ('otpauth://totp/…'); `secret` in base32."""
    label = quote(f"{ISSUER}:{name}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def plain(typed: str) -> str:
    """A code as it was meant: people type spaces and dashes, and capitals."""
    return "".join(character for character in typed.casefold() if character.isalnum())


def in_groups(text: str, size: int = 4) -> str:
    """'abcd efgh ijkl': easier to copy by hand."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
