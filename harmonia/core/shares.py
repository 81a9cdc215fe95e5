"""A secret in n shares, of which any k give it back, and k - 1 say nothing (Shamir, 1979).

Over GF(256), a byte at a time: the secret's byte is the value at 0 of a random polynomial of degree k - 1, and share x
is its value at x. Each share is printable: groups of letters that are hard to mistake (Crockford's base 32), with a
checksum, so that a typing error is found before anything is joined.
"""

import secrets
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from operator import xor

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
HEAD = "harmonia-share-1"
GROUP = 5
CHECK_BYTES = 4
MOST = 255


class BadShare(ValueError):
    """This is no share, or it was mistyped."""


class TooFewShares(ValueError):
    """Fewer than are needed: they say nothing."""


class MixedShares(ValueError):
    """Shares of different secrets do not join."""


@dataclass(frozen=True)
class Share:
    """`label`: for whom or of what, in words. `secret`: by which shares of one secret know each other. `epoch`: the
    newest epoch when it was split."""

    label: str
    secret: str
    epoch: int
    needed: int
    number: int
    value: bytes

    def text(self) -> str:
        head = f"{HEAD} {self.secret} {self.epoch} {self.needed} {self.number} {self.label}"
        letters = _letters(self.value + _check(head, self.value))
        groups = [letters[place : place + GROUP] for place in range(0, len(letters), GROUP)]
        return f"{head}\n{' '.join(groups)}\n"


def parsed(text: str) -> Share:
    """Raises BadShare for what was mistyped; case, spaces and line breaks do not matter in the letters."""
    head, _, letters = text.strip().partition("\n")
    words = head.split(" ", 5)
    if len(words) != 6 or words[0] != HEAD:
        raise BadShare(f"a share begins with {HEAD}")
    try:
        epoch, needed, number = (int(word) for word in words[2:5])
        whole = _bytes(letters)
    except ValueError as error:
        raise BadShare(f"share {words[4]} of {words[1]}: {error}") from error
    value, check = whole[:-CHECK_BYTES], whole[-CHECK_BYTES:]
    if not value or check != _check(head, value):
        raise BadShare(f"share {number} of {words[1]} was mistyped: its checksum is wrong")
    return Share(words[5], words[1], epoch, needed, number, value)


def check(*, needed: int, of: int) -> None:
    """Raises ValueError for what would protect nothing, or could never be joined."""
    if not 2 <= needed <= of <= MOST:
        raise ValueError(f"{needed} of {of} shares: at least 2 must be needed, and no more than there are (255)")


def split(secret: bytes, *, needed: int, of: int, label: str, name: str, epoch: int) -> list[Share]:
    """Raises ValueError where 2 <= needed <= of <= 255 does not hold."""
    check(needed=needed, of=of)
    polynomials = [bytes([byte]) + secrets.token_bytes(needed - 1) for byte in secret]
    return [
        Share(label, name, epoch, needed, number, bytes(_at(number, polynomial) for polynomial in polynomials))
        for number in range(1, of + 1)
    ]


def join(shares: list[Share]) -> bytes:
    """Raises MixedShares, naming them, and TooFewShares."""
    kinds = {(share.secret, share.needed, len(share.value)): share.epoch for share in shares}
    if len(kinds) > 1:
        told = "; ".join(f"{secret}, split at epoch {epoch}" for (secret, _, _), epoch in sorted(kinds.items()))
        raise MixedShares(f"these shares are of different escrows: {told}")
    different = {share.number: share for share in shares}
    needed = shares[0].needed if shares else 2
    if len(different) < needed:
        raise TooFewShares(f"{needed} different shares are needed, these are {len(different)}")
    chosen = list(different.values())[:needed]
    places = [share.number for share in chosen]
    weights = [_weight(place, places) for place in places]
    return bytes(
        reduce(xor, (_times(weight, byte) for weight, byte in zip(weights, column, strict=True)))
        for column in zip(*(share.value for share in chosen), strict=True)
    )


def _tables() -> tuple[list[int], list[int]]:
    """Powers of the generator 3 in the field of AES (x^8 + x^4 + x^3 + x + 1), twice over; and their logarithms."""
    powers, logarithms, value = [], [0] * 256, 1
    for exponent in range(255):
        powers.append(value)
        logarithms[value] = exponent
        doubled = value << 1
        value ^= doubled ^ 0x11B if doubled & 0x100 else doubled
    return powers * 2, logarithms


_POWERS, _LOGARITHMS = _tables()


def _times(one: int, other: int) -> int:
    return _POWERS[_LOGARITHMS[one] + _LOGARITHMS[other]] if one and other else 0


def _over(one: int, other: int) -> int:
    return _POWERS[_LOGARITHMS[one] + 255 - _LOGARITHMS[other]] if one else 0


def _at(place: int, polynomial: bytes) -> int:
    """The polynomial's value, lowest coefficient first (Horner)."""
    return reduce(lambda value, coefficient: _times(value, place) ^ coefficient, reversed(polynomial), 0)


def _weight(place: int, places: list[int]) -> int:
    """Lagrange's, at 0."""
    others = [other for other in places if other != place]
    return reduce(lambda value, other: _times(value, _over(other, other ^ place)), others, 1)


def _check(head: str, value: bytes) -> bytes:
    return sha256(head.encode() + b"\n" + value).digest()[:CHECK_BYTES]


def _letters(plain: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in plain)
    padded = bits + "0" * (-len(bits) % 5)
    return "".join(LETTERS[int(padded[place : place + 5], 2)] for place in range(0, len(padded), 5))


def _bytes(letters: str) -> bytes:
    """Raises ValueError for a letter that is none."""
    plain = "".join(letters.upper().replace("-", " ").split()).translate(MISTAKEN)
    strange = sorted(set(plain) - set(LETTERS))
    if strange:
        raise ValueError(f"{strange[0]} is no letter of a share")
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in plain)
    if "1" in bits[len(bits) - len(bits) % 8 :]:  # no byte holds these bits, so no checksum would see them change
        raise ValueError("the last letter is none that a share ends with")
    return bytes(int(bits[place : place + 8], 2) for place in range(0, len(bits) - 7, 8))
