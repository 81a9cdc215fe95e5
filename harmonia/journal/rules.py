"""What a leaf says, and how a record is committed to. Pure; RFC 9162's prefix for leaves."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import rfc8785

LEAF, NODE = b"\x00", b"\x01"


def commitment(salt: bytes, record: dict[str, Any]) -> bytes:
    """Hides the record until salt and record are shown; unlinkable once the salt is destroyed."""
    return hashlib.sha256(salt + rfc8785.dumps(record)).digest()


def leaf(*, uid: UUID, at: datetime, event: str, committed: bytes) -> bytes:
    said = {"v": 1, "id": str(uid), "at": at.astimezone(UTC).isoformat(), "event": event, "record": committed.hex()}
    return hashlib.sha256(LEAF + rfc8785.dumps(said)).digest()


def bound(uid: UUID) -> bytes:
    return f"journal\x1f{uid}".encode()
