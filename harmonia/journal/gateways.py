"""The key that signs checkpoints: an Ed25519 key in a file of mode 0600 under KEYS_DIR; and where their copies go."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

NAME = "journal-ed25519.key"


@cache
def signing_key() -> Ed25519PrivateKey:
    path = Path(settings.KEYS_DIR) / NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{NAME}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process made it first; its key is the one
        finally:
            draft.unlink()
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_key() -> bytes:
    """32 bytes, to be published."""
    return signing_key().public_key().public_bytes_raw()


def signed_by(public: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def publish(text: bytes, signature: bytes) -> None:
    """One line a checkpoint, appended to settings.JOURNAL_CHECKPOINTS and on disk before this returns."""
    path = Path(settings.JOURNAL_CHECKPOINTS)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"checkpoint": text.decode(), "signature": signature.hex()}) + "\n"
    with path.open("a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def published() -> Iterator[tuple[bytes, bytes]]:
    """(text, signature) of every copy, oldest first."""
    path = Path(settings.JOURNAL_CHECKPOINTS)
    if path.exists():
        with path.open() as file:
            for line in file:
                copy = json.loads(line)
                yield copy["checkpoint"].encode(), bytes.fromhex(copy["signature"])
