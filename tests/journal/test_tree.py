"""The tree against RFC 9162's own definitions, written a second time and naively."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmonia.journal import rules


def leaves(count: int) -> list[bytes]:
    return [rules.leaf_hash(str(number).encode()) for number in range(count)]


def naive_root(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(hashes[:half]) + naive_root(hashes[half:])).digest()


class Tree:
    def __init__(self, count: int) -> None:
        self.hashes, self.nodes, self.frontier = leaves(count), {}, []
        for level, index, node in rules.grow(0, self.frontier, self.hashes):
            self.nodes[level, index] = node
        self.size, self.root = count, rules.root(self.frontier)

    def node_of(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


@given(st.integers(1, 200))
def test_the_root_is_the_rfcs(count: int) -> None:
    assert Tree(count).root == naive_root(leaves(count))


@given(st.integers(0, 100), st.integers(1, 100))
def test_growing_in_two_steps_is_growing_in_one(first: int, more: int) -> None:
    frontier: list[bytes] = []
    hashes = leaves(first + more)
    list(rules.grow(0, frontier, hashes[:first]))
    list(rules.grow(first, frontier, hashes[first:]))
    assert rules.root(frontier) == Tree(first + more).root


@given(st.integers(1, 130), st.data())
def test_every_leaf_is_proved_and_no_other(count: int, data: st.DataObject) -> None:
    tree, position = Tree(count), data.draw(st.integers(0, count - 1))
    path = rules.inclusion_path(position, count, tree.node_of)
    said = {"position": position, "size": count, "path": path, "tree_root": tree.root}
    assert rules.includes(leaf=tree.hashes[position], **said)
    assert not rules.includes(leaf=rules.leaf_hash(b"another"), **said)
    assert not rules.includes(leaf=tree.hashes[position], **said | {"tree_root": rules.leaf_hash(b"another root")})
    if path:
        assert not rules.includes(leaf=tree.hashes[position], **said | {"path": path[:-1]})


@given(st.integers(1, 130), st.data())
def test_a_newer_tree_extends_an_older_one(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    older, newer = Tree(old), Tree(new)
    path = rules.consistency_path(old, new, newer.node_of)
    said = {"old": old, "new": new, "path": path}
    assert rules.extends(old_root=older.root, new_root=newer.root, **said)
    assert not rules.extends(old_root=rules.leaf_hash(b"x"), new_root=newer.root, **said)
    assert not rules.extends(old_root=older.root, new_root=rules.leaf_hash(b"x"), **said)


@pytest.mark.parametrize("position", [-1, 3])
def test_a_position_outside_of_the_tree_is_refused(position: int) -> None:
    tree = Tree(3)
    path = rules.inclusion_path(0, 3, tree.node_of)
    assert not rules.includes(leaf=tree.hashes[0], position=position, size=3, path=path, tree_root=tree.root)
