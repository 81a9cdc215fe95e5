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
