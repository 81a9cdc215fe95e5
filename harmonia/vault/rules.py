"""How a value is sealed: AES-256-GCM, bound to the place where it stands. No database, no clock."""

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """The bytes were not sealed under this key, or not for this place."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def place(*, table: str, column: str, row: object, subject: UUID, version: int) -> bytes:
    """Associated data: a ciphertext moved to another row, column or person does not open."""
    return f"{table}\x1f{column}\x1f{row}\x1f{subject}\x1f{version}".encode()


def seal(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Format byte, nonce, ciphertext with tag: 29 bytes longer than `plain`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, FORMAT + bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    if sealed[:1] != FORMAT:
        raise Unreadable("unknown format")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, FORMAT + bound_to)
    except InvalidTag:
        raise Unreadable("sealed under another key, or for another place") from None


def mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
