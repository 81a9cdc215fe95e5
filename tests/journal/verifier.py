"""A second opinion on proofs, from RFC 9162's definitions alone; it shares no code with the product.

A tree hash is spelled out recursively; a path is consumed from its end, as the recursions of section 2.1 laid it down.
"""

import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def leaf_of(text: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + text).digest()


def pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def half(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1.1."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    return pair(tree_hash(leaves[: half(len(leaves))]), tree_hash(leaves[half(len(leaves)) :]))


def root_of_path(leaf: bytes, position: int, count: int, path: list[bytes]) -> bytes | None:
    """The root that PATH(position, D_count) leads to; None when the path is too short or too long."""
    if count == 1:
        return leaf if not path else None
    if not path:
        return None
    *inner, last = path
    if position < half(count):
        below = root_of_path(leaf, position, half(count), inner)
        return below and pair(below, last)
    below = root_of_path(leaf, position - half(count), count - half(count), inner)
    return below and pair(last, below)


def roots_of_proof(
    old: int, new: int, old_root: bytes, path: list[bytes], whole: bool = True
) -> tuple[bytes, bytes] | None:
    """(older root, newer root) as SUBPROOF(old, D_new, whole) of section 2.1.4.1 makes them."""
    if old == new:
        if whole:
            return (old_root, old_root) if not path else None
        return (path[0], path[0]) if len(path) == 1 else None
    if not path:
        return None
    *inner, last = path
    if old <= half(new):
        below = roots_of_proof(old, half(new), old_root, inner, whole)
        return below and (below[0], pair(below[1], last))
    below = roots_of_proof(old - half(new), new - half(new), old_root, inner, False)
    return below and (pair(last, below[0]), pair(last, below[1]))


def signed(public: bytes, signature: bytes, text: bytes) -> dict[str, object] | None:
    """What a checkpoint says, if the signature is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except InvalidSignature:
        return None
    said: dict[str, object] = json.loads(text)
    return said


# Files that were given out. A second reading of docs/privacy/proof.md: every byte of the file must be accounted for.


def canonical(value: object) -> bytes:
    """RFC 8785 for what these files hold: ASCII names, texts, whole numbers, yes, no, nothing."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digits(said: object, count: int) -> bytes:
    if not isinstance(said, str) or len(said) != count or set(said) - set("0123456789abcdef"):
        raise ValueError("not lower-case hexadecimal")
    return bytes.fromhex(said)


def members(said: object, *names: str) -> list[object]:
    if not isinstance(said, dict) or sorted(said) != sorted(names):
        raise ValueError("other members")
    return [said[name] for name in names]


def number(said: object) -> int:
    if type(said) is not int or not 0 <= said < 2**53:
        raise ValueError("not a whole number")
    return said


def state(said: object, public: bytes) -> tuple[str, int, bytes]:
    """(origin, size, root) of a checkpoint that is signed with the key."""
    text, signature = members(said, "text", "signature")
    version, origin, size, root, _ = members(text, "v", "origin", "size", "root", "at")
    if version != 1 or signed(public, digits(signature, 128), canonical(text)) is None:
        raise ValueError("not signed")
    return str(origin), number(size), digits(root, 64)


def accepted(file: bytes, public: bytes) -> dict[str, object] | None:
    """The document of a proved file, or None for any file that is not exactly what was given out."""
    try:
        return _accepted(file, public)
    except (ValueError, KeyError, RecursionError):
        return None


def _accepted(file: bytes, public: bytes) -> dict[str, object]:
    said = json.loads(file)
    if canonical(said) != file:
        raise ValueError("not canonical")
    kind, document, signature, key, leaf, inclusion, point = members(
        said, "format", "document", "signature", "key", "leaf", "inclusion", "checkpoint"
    )
    if kind != "harmonia-proof-1" or digits(key, 64) != public or not isinstance(document, dict):
        raise ValueError("another kind of file, or another's")
    if signed(public, digits(signature, 128), canonical(document)) is None:
        raise ValueError("not signed")
    version, *_, told = members(leaf, "v", "id", "at", "event", "record", "sealed", "document")
    if version != 2 or digits(told, 64) != hashlib.sha256(canonical(document)).digest():
        raise ValueError("another document")
    position, size, path = members(inclusion, "position", "size", "path")
    _, signed_size, root = state(point, public)
    if not isinstance(path, list) or not 0 <= number(position) < number(size) or size != signed_size:
        raise ValueError("another place")
    steps = [digits(step, 64) for step in path]
    if root_of_path(leaf_of(canonical(leaf)), number(position), number(size), steps) != root:
        raise ValueError("not in the tree")
    return document


def grown(file: bytes, public: bytes) -> tuple[tuple[str, int, bytes], tuple[str, int, bytes]] | None:
    """The two states of a proof of consistency, older first; None when it shows no growth."""
    try:
        said = json.loads(file)
        kind, older, newer, path = members(said, "format", "from", "to", "path")
        if canonical(said) != file or kind != "harmonia-consistency-1" or not isinstance(path, list):
            return None
        old, new = state(older, public), state(newer, public)
        steps = [digits(step, 64) for step in path]
        roots = roots_of_proof(old[1], new[1], old[2], steps) if 0 < old[1] <= new[1] else None
        return (old, new) if old[0] == new[0] and roots == (old[2], new[2]) else None
    except (ValueError, KeyError, RecursionError):
        return None
