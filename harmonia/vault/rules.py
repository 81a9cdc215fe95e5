"""How a value is sealed: AES-256-GCM, bound to the place where it stands. No database, no clock."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
BODY = 1 + NONCE_BYTES


class Unreadable(Exception):
    """The bytes were not sealed under this key, or not for this place."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one class of one person's data, in memory for one request. It shows itself nowhere."""

    secret: bytes = field(repr=False)
    subject: UUID
    version: int
    cipher: AESGCM = field(init=False, repr=False, compare=False)
    whose: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cipher", AESGCM(self.secret))
        object.__setattr__(self, "whose", self.subject.bytes + self.version.to_bytes(2, "big"))


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def column(table: str, name: str) -> bytes:
    """The part of a value's place that all rows share."""
    return FORMAT + f"{table}\x1f{name}\x1f".encode()


def place(column_of: bytes, row: object, key: Key) -> bytes:
    """Associated data: format, table, column, row, person, key version. A ciphertext moved elsewhere does not open."""
    return column_of + (row.bytes if type(row) is UUID else str(row).encode()) + key.whose


def seal_value(key: Key, plain: bytes, column_of: bytes, row: object) -> bytes:
    """Format byte, nonce, ciphertext with tag: 29 bytes longer than `plain`."""
    nonce = urandom(NONCE_BYTES)
    return FORMAT + nonce + key.cipher.encrypt(nonce, plain, place(column_of, row, key))


def unseal_value(key: Key, sealed: bytes, column_of: bytes, row: object) -> bytes:
    if not sealed or sealed[0] != 1:
        raise Unreadable("unknown format")
    try:
        return key.cipher.decrypt(sealed[1:BODY], sealed[BODY:], place(column_of, row, key))
    except (InvalidTag, ValueError):
        raise Unreadable("sealed under another key, or for another place") from None


def seal(secret: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """For keys themselves: the wrapping of one key under another."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(secret).encrypt(nonce, plain, FORMAT + bound_to)


def unseal(secret: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    if sealed[:1] != FORMAT:
        raise Unreadable("unknown format")
    try:
        return AESGCM(secret).decrypt(sealed[1:BODY], sealed[BODY:], FORMAT + bound_to)
    except (InvalidTag, ValueError):
        raise Unreadable("sealed under another key, or for another place") from None


def mac(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()
