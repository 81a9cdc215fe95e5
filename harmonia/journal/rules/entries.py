"""What an entry may say, and what its leaf and a checkpoint say of it. Pure: no database, no clock."""

import hashlib
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import rfc8785

LONGEST_FACT = 200


class NotAFact(ValueError):
    """Something that may be content: the journal takes ids, keys of the register and numbers."""


def plain_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """As JSON will give them back. Raises NotAFact."""
    return {name: _plain(name, value) for name, value in facts.items()}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(name, one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or isinstance(value, bool | int):
        return value
    text = value.isoformat() if isinstance(value, date) else str(value)
    if not isinstance(value, str | UUID | date | Enum) or len(text) > LONGEST_FACT or "\n" in text:
        raise NotAFact(name)
    return text


def commitment(salt: bytes, record: dict[str, Any]) -> bytes:
    """Hides the record until salt and record are shown; says nothing once the salt is destroyed."""
    return hashlib.sha256(salt + rfc8785.dumps(record)).digest()


def leaf_text(
    *, uid: UUID, at: datetime, event: str, committed: bytes, sealed: bytes, document: bytes | None = None
) -> bytes:
    """What a leaf hashes; it names nobody. `sealed` is what stands in the row: a change there is seen without keys.

    `document` is the hash of a signed document, which the leaf carries openly so that whoever holds the document can
    be shown that it stands here; see rules.documents for why it tells nobody else anything.
    """
    said = {
        "v": 1 if document is None else 2,
        "id": str(uid),
        "at": at.astimezone(UTC).isoformat(),
        "event": event,
        "record": committed.hex(),
        "sealed": hashlib.sha256(sealed).hexdigest(),
    }
    return rfc8785.dumps(said if document is None else {**said, "document": document.hex()})


def checkpoint_text(*, origin: str, size: int, root: bytes, at: datetime) -> bytes:
    return rfc8785.dumps(
        {"v": 1, "origin": origin, "size": size, "root": root.hex(), "at": at.astimezone(UTC).isoformat()}
    )
