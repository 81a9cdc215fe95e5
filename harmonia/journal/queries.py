"""Proofs, a person's own history, and the audit that finds a changed past."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings

from harmonia.journal import gateways, rules
from harmonia.journal.models import Checkpoint, Entry, Leaf, Node, Seal

BATCH = 5000


class NotSealed(Exception):
    """The entry is not in the tree yet; sealing runs every few seconds."""


@dataclass(frozen=True)
class Event:
    """An entry opened for the person it is about. `facts` as recorded; `actor` is an id or None for the service."""

    at: datetime
    event: str
    actor: str | None
    facts: dict[str, Any]


@dataclass(frozen=True)
class InclusionProof:
    leaf_text: bytes
    position: int
    size: int
    path: list[bytes]


def origin() -> str:
    return f"{settings.OPERATOR.get('domain', 'harmonia.kz')}/journal"


def size() -> int:
    last = Seal.objects.order_by("-id").first()
    return last.size if last else 0


def node_of(level: int, index: int) -> bytes:
    if level == 0:
        return bytes(Leaf.objects.values_list("hash", flat=True).get(position=index))
    return bytes(Node.objects.values_list("hash", flat=True).get(level=level, index=index))


def frontier(tree_size: int) -> list[bytes]:
    return [node_of(level, index) for level, index in rules.peaks(tree_size)]


def history_of(subject_id: UUID, limit: int = 500) -> list[Event]:
    """What was recorded about a person, newest first, opened with his own key."""
    keeper = import_module(settings.JOURNAL_KEEPER)
    entries = Entry.objects.filter(tag=keeper.tag(subject_id)).order_by("-id")[:limit]
    opened = [
        (entry, json.loads(keeper.unseal(subject_id, bytes(entry.record), rules_bound(entry.uid)))) for entry in entries
    ]
    return [Event(entry.at, entry.event, said["actor"], said["facts"]) for entry, said in opened]


def rules_bound(uid: UUID) -> bytes:
    """Associated data that binds a sealed record to its own row."""
    return f"journal\x1f{uid}".encode()


def text_of(entry: Entry) -> bytes:
    return rules.leaf_text(
        uid=entry.uid,
        at=entry.at,
        event=entry.event,
        committed=bytes(entry.committed),
        sealed=bytes(entry.tag or b"") + bytes(entry.record),
    )


def inclusion_proof(entry_id: int, tree_size: int | None = None) -> InclusionProof:
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry_id).first()
    count = size() if tree_size is None else tree_size
    if leaf is None or leaf.position >= count:
        raise NotSealed(entry_id)
    path = rules.inclusion_path(leaf.position, count, node_of)
    return InclusionProof(text_of(leaf.entry), leaf.position, count, path)


def consistency_proof(old: int, new: int) -> list[bytes]:
    return rules.consistency_path(old, new, node_of)


def audit() -> list[str]:
    """Every sign that the past was changed: recomputes the tree from the rows and holds it against the checkpoints."""
    found = []
    awaited = list(Checkpoint.objects.order_by("size", "id"))
    grown: list[bytes] = []
    count = 0
    found += _broken_signatures(awaited)
    for position, claimed, actual in _leaves():
        if position != count or claimed != actual:
            found.append(f"leaf {position}: the row does not match the tree")
        awaited = _compare(awaited, count, grown, found)
        for _ in rules.grow(count, grown, [actual]):
            pass
        count += 1
    awaited = _compare(awaited, count, grown, found)
    found += [f"checkpoint of {late.size}: only {count} leaves are left" for late in awaited]
    if count != size():
        found.append(f"the last seal says {size()} leaves, there are {count}")
    return found + _unsealed()


def _compare(awaited: list[Checkpoint], count: int, grown: list[bytes], found: list[str]) -> list[Checkpoint]:
    due = [checkpoint for checkpoint in awaited if checkpoint.size == count]
    if due:
        root = rules.root(grown)
        found += [f"checkpoint of {count}: another root" for checkpoint in due if bytes(checkpoint.root) != root]
        return [checkpoint for checkpoint in awaited if checkpoint.size != count]
    return awaited


def _leaves() -> Iterator[tuple[int, bytes, bytes]]:
    """(position, hash in the tree, hash of the row as it stands) in order; two short rows where an entry is gone."""
    for leaf in Leaf.objects.select_related("entry").order_by("position").iterator(chunk_size=BATCH):
        yield leaf.position, bytes(leaf.hash), rules.leaf_hash(text_of(leaf.entry))


def _broken_signatures(checkpoints: list[Checkpoint]) -> list[str]:
    public = gateways.public_key()
    return [
        f"checkpoint of {one.size}: not signed by us"
        for one in checkpoints
        if not gateways.signed_by(public, bytes(one.signature), checkpoint_text(one))
    ]


def checkpoint_text(checkpoint: Checkpoint) -> bytes:
    return rules.checkpoint_text(origin=origin(), size=checkpoint.size, root=bytes(checkpoint.root), at=checkpoint.at)


def _unsealed() -> list[str]:
    """An entry older than the last seal and not in the tree was slipped in afterwards."""
    last = Seal.objects.order_by("-id").first()
    if last is None:
        return []
    slipped = Entry.objects.filter(sealed_as=None).extra(where=["transaction < %s::xid8"], params=[last.sealed_below])
    return [f"entry {number}: slipped in after sealing" for number in slipped.values_list("pk", flat=True)]
