"""The tree of RFC 9162. Pure: no database, no clock.

Leaf = SHA-256(0x00 ‖ canonical JSON (RFC 8785)), inner node = SHA-256(0x01 ‖ left ‖ right). Nodes are addressed by
(level, index): level 0 are the leaves, node (l, i) covers the leaves i·2^l up to (i+1)·2^l and is complete.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeOf = Callable[[int, int], bytes]


def leaf_hash(text: bytes) -> bytes:
    return hashlib.sha256(LEAF + text).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


def peaks(size: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees of a tree of `size` leaves, left to right, as (level, index)."""
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            yield level, start >> level
            start += 1 << level


def grow(size: int, frontier: list[bytes], leaves: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Append leaves to a tree of `size`; yields every complete node that comes into being, as (level, index, hash).

    `frontier`: the hashes of `peaks(size)`; it is changed in place to those of the grown tree.
    """
    for leaf in leaves:
        level, index, node = 0, size, leaf
        yield level, index, node
        while index & 1:
            node = node_hash(frontier.pop(), node)
            level, index = level + 1, index >> 1
            yield level, index, node
        frontier.append(node)
        size += 1


def root(frontier: list[bytes]) -> bytes:
    if not frontier:
        return EMPTY_ROOT
    hashed = frontier[-1]
    for peak in reversed(frontier[:-1]):
        hashed = node_hash(peak, hashed)
    return hashed


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_hash(start: int, count: int, node_of: NodeOf) -> bytes:
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node_of(level, start >> level)
    left = _split(count)
    return node_hash(_range_hash(start, left, node_of), _range_hash(start + left, count - left, node_of))


def inclusion_path(position: int, size: int, node_of: NodeOf) -> list[bytes]:
    """RFC 9162 2.1.3.1: the hashes that lead from the leaf at `position` to the root of `size` leaves."""
    path: list[bytes] = []
    start, count = 0, size
    while count > 1:
        left = _split(count)
        if position - start < left:
            path.append(_range_hash(start + left, count - left, node_of))
            count = left
        else:
            path.append(_range_hash(start, left, node_of))
            start, count = start + left, count - left
    return path[::-1]


def consistency_path(old: int, new: int, node_of: NodeOf) -> list[bytes]:
    """RFC 9162 2.1.4.1: the hashes that show the tree of `new` leaves to extend the one of `old`."""
    path: list[bytes] = []
    start, count, whole = 0, new, True
    old_count = old
    while old_count != count:
        left = _split(count)
        if old_count <= left:
            path.append(_range_hash(start + left, count - left, node_of))
            count = left
        else:
            path.append(_range_hash(start, left, node_of))
            start, count, old_count, whole = start + left, count - left, old_count - left, False
    if not whole:
        path.append(_range_hash(start, count, node_of))
    return path[::-1]


def includes(*, leaf: bytes, position: int, size: int, path: list[bytes], tree_root: bytes) -> bool:
    """RFC 9162 2.1.3.2: does the path lead from the leaf to this root?"""
    if not 0 <= position < size:
        return False
    first, last, hashed = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            hashed = node_hash(step, hashed)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        first, last = first >> 1, last >> 1
    return last == 0 and hashed == tree_root


def extends(*, old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """RFC 9162 2.1.4.2: is the newer tree the older one with leaves appended?"""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else path
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        first, last = first >> 1, last >> 1
    return last == 0 and older == old_root and newer == new_root
