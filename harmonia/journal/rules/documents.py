"""Documents that anyone may verify: receipts of consents, certificates of erasure, proofs of deadlines. Pure.

A document is JSON with a `type` and a random `id`. Its SHA-256 over the canonical form (RFC 8785) stands in the leaf of
the journal's entry, so that an inclusion proof proves this very document. The random id hides it: who sees the hash and
not the document learns nothing, and cannot try likely contents. When the document is gone, the hash belongs to nobody.
"""

import hashlib
from typing import Any
from uuid import UUID

import rfc8785

Document = dict[str, Any]
FORMAT = "harmonia-proof-1"
RANDOM = 4  # the version of a UUID that is 122 bits of chance


class NotADocument(ValueError):
    """It lacks a type or a random id, or holds what JSON can say in two ways. The argument says where."""


def document_hash(document: Document) -> bytes:
    """Raises NotADocument."""
    return hashlib.sha256(canonical(document)).digest()


def canonical(document: Document) -> bytes:
    """The one byte string of a document. Raises NotADocument."""
    # A checkpoint has no type: so a signature under a document can never pass for one under a checkpoint.
    if not isinstance(document.get("type"), str) or not document["type"]:
        raise NotADocument("type")
    if not _random(document.get("id")):
        raise NotADocument("id")
    _check_plain("", document)
    return rfc8785.dumps(document)


def _random(identity: Any) -> bool:
    try:
        return isinstance(identity, str) and UUID(identity).version == RANDOM and str(UUID(identity)) == identity
    except ValueError:
        return False


def _check_plain(where: str, value: Any) -> None:
    """Text, whole numbers, yes and no, nothing, and lists and tables of these: no number that programs round apart."""
    if isinstance(value, dict):
        for name, one in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise NotADocument(f"{where}.{name}")
            _check_plain(f"{where}.{name}", one)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            _check_plain(f"{where}[{number}]", one)
    elif not (value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) < 1 << 53)):
        raise NotADocument(where)
