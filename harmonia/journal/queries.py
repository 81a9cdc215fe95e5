"""Proofs, a person's own history, and the audit that finds a changed past."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from importlib import import_module
from itertools import chain
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from harmonia.journal import gateways, rules
from harmonia.journal.models import Act, Checkpoint, Entry, Leaf, Node, Seal

BATCH = 5000
AUDITED = "journal.audited"
GUARDED = tuple(model._meta.db_table for model in (Entry, Act, Leaf, Node, Seal, Checkpoint))


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


class PastChanged(Exception):
    """The rows no longer lead to what was signed: somebody changed them. `queries.audit` tells where."""


class NotThisDocument(Exception):
    """The entry stands for another document, or for none: this one was changed."""


def origin() -> str:
    return f"{settings.OPERATOR.get('domain', 'harmonia.kz')}/journal"


def size() -> int:
    last = Seal.objects.order_by("-id").first()
    return last.size if last else 0


def nodes(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """(level, index) -> hash; level 0 are the leaves. Two queries, however many."""
    wanted = set(places)
    inner = [Q(level=level, index=index) for level, index in wanted if level]
    found = Node.objects.filter(reduce(or_, inner)) if inner else Node.objects.none()
    leaves = Leaf.objects.filter(position__in=[index for level, index in wanted if not level])
    return {(node.level, node.index): bytes(node.hash) for node in found} | {
        (0, leaf.position): bytes(leaf.hash) for leaf in leaves.only("position", "hash")
    }


def frontier(tree_size: int) -> list[bytes]:
    peaks = list(rules.peaks(tree_size))
    stored = nodes(peaks)
    return [stored[peak] for peak in peaks]


def _path(compute: Callable[[rules.NodeOf], list[bytes]]) -> list[bytes]:
    """Walk the path twice: once to see which nodes it needs, once with them."""
    needed: list[tuple[int, int]] = []

    def asked(level: int, index: int) -> bytes:
        needed.append((level, index))
        return b""

    compute(asked)
    stored = nodes(needed)
    return compute(lambda level, index: stored[level, index])


def unsealed(*, since: int, finished_below: int, issued_below: int) -> QuerySet[Entry]:
    """Entries of transactions that are over and not in the tree, in the order in which they will stand there.

    A number that this server has not issued yet comes from another server, whose data was restored here: then
    everything that is not in the tree is waiting.
    """
    over = Q(transaction__lt=finished_below) | Q(transaction__gte=issued_below)
    begun = Q() if since > issued_below else Q(transaction__gte=since)
    return Entry.objects.filter(over, begun, sealed_as=None).order_by("transaction", "id")


def history_of(subject_id: UUID, limit: int = 500) -> list[Event]:
    """What was recorded about a person, newest first, opened with his own key."""
    keeper = import_module(settings.JOURNAL_KEEPER)
    entries = Entry.objects.filter(tag=keeper.tag(subject_id)).order_by("-id")[:limit]
    opened = [(entry, json.loads(keeper.unseal(subject_id, bytes(entry.record), entry.uid))) for entry in entries]
    return [Event(entry.at, entry.event, said["actor"], said["facts"]) for entry, said in opened]


@dataclass(frozen=True)
class Deed:
    """What one of the staff did. `about` and `facts` are there while the person whom it is about is."""

    at: datetime
    event: str
    actor: UUID
    purpose: str
    about: UUID | None
    facts: dict[str, Any]


def acts(
    *, actor: UUID | None = None, area: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Act]:
    """Of the staff, newest first; `area`: the events whose name begins with it."""
    found = Act.objects.select_related("entry")
    if area:
        found = found.filter(entry__event__startswith=area)
    if actor:
        found = found.filter(actor=actor)
    if since:
        found = found.filter(entry__at__gte=since)
    if until:
        found = found.filter(entry__at__lt=until)
    return found.order_by("-entry")


def deed(act: Act) -> Deed:
    """The act with what its entry says, opened with the key under which it was sealed."""
    keeper, entry, owner = import_module(settings.JOURNAL_KEEPER), act.entry, act.about
    if owner is None or not keeper.keeps(owner):
        owner = act.actor
    sealed = entry.tag is not None
    ours = sealed and keeper.keeps(owner) and keeper.tag(owner) == bytes(entry.tag or b"")
    said = bytes(entry.record) if not sealed else keeper.unseal(owner, bytes(entry.record), entry.uid) if ours else b""
    facts = json.loads(said)["facts"] if said else {}
    return Deed(entry.at, entry.event, act.actor, act.purpose, act.about if said else None, facts)


def count_of(subject_id: UUID) -> int:
    """How many entries there are about a person."""
    return Entry.objects.filter(tag=import_module(settings.JOURNAL_KEEPER).tag(subject_id)).count()


def text_of(entry: Entry) -> bytes:
    return rules.leaf_text(
        uid=entry.uid,
        at=entry.at,
        event=entry.event,
        committed=bytes(entry.committed),
        sealed=bytes(entry.tag or b"") + bytes(entry.record),
        document=bytes(entry.document) if entry.document is not None else None,
    )


def inclusion_proof(entry_id: int, tree_size: int | None = None) -> InclusionProof:
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry_id).first()
    count = size() if tree_size is None else tree_size
    if leaf is None or leaf.position >= count:
        raise NotSealed(entry_id)
    position = leaf.position
    path = _path(lambda node_of: rules.inclusion_path(position, count, node_of))
    return InclusionProof(text_of(leaf.entry), position, count, path)


def consistency_proof(old: int, new: int) -> list[bytes]:
    """That the tree of `new` leaves extends the one of `old`: nothing before was touched."""
    if not 0 < old <= new <= size():
        raise NotSealed(new)
    return _path(lambda node_of: rules.consistency_path(old, new, node_of))


def entry_of(document: rules.Document) -> int:
    """The entry that stands for the document. Raises NotThisDocument."""
    entry = Entry.objects.filter(document=rules.document_hash(document)).order_by("id").values_list("pk", flat=True)
    found = entry.first()
    if found is None:
        raise NotThisDocument(document["id"])
    return found


def documents_of(events: Iterable[str]) -> Iterator[bytes]:
    """The hashes of all documents that were journalled under these events."""
    entries = Entry.objects.filter(event__in=list(events), document__isnull=False).order_by("id")
    for document in entries.values_list("document", flat=True).iterator(chunk_size=BATCH):
        yield bytes(document or b"")


def documents_await_a_checkpoint() -> bool:
    last = Checkpoint.objects.order_by("-id").first()
    return Leaf.objects.filter(position__gte=last.size if last else 0, entry__document__isnull=False).exists()


def proved(document: rules.Document, entry_id: int) -> dict[str, Any]:
    """The document, our signature under it, and the proof that it stands in the journal: docs/privacy/proof.md.

    The proof leads to the first checkpoint that covers the entry, so it is the same whenever it is asked for. Raises
    NotSealed until there is one (some seconds), NotThisDocument when the document is not the one of the entry, and
    PastChanged rather than giving out what does not prove.
    """
    leaf = Leaf.objects.select_related("entry").filter(entry_id=entry_id).first()
    covering = Checkpoint.objects.filter(size__gt=leaf.position).order_by("size", "id") if leaf else None
    point = covering.first() if covering is not None else None
    if leaf is None or point is None:
        raise NotSealed(entry_id)
    if leaf.entry.document is None or bytes(leaf.entry.document) != rules.document_hash(document):
        raise NotThisDocument(entry_id)
    proof = inclusion_proof(entry_id, point.size)
    _check_proves(proof, point)
    return {
        "format": rules.FORMAT,
        "document": document,
        "signature": gateways.signing_key().sign(rules.canonical(document)).hex(),
        "key": gateways.public_key().hex(),
        "leaf": json.loads(proof.leaf_text),
        "inclusion": {"position": proof.position, "size": proof.size, "path": [step.hex() for step in proof.path]},
        "checkpoint": signed_checkpoint(point),
    }


def checkpoints(*, below: int | None = None, limit: int = 50) -> list[Checkpoint]:
    """Newest first, one for each size of the tree; of an empty tree nothing can be shown."""
    found = Checkpoint.objects.filter(size__gt=0).order_by("-size", "id").distinct("size")
    return list(found.filter(size__lt=below)[:limit] if below else found[:limit])


def consistency(old: int, new: int) -> dict[str, Any]:
    """The public proof that the tree of one checkpoint grew into that of another: docs/privacy/proof.md.

    Raises NotSealed when there is no checkpoint of that size, PastChanged when the rows no longer show it.
    """
    points = [Checkpoint.objects.filter(size=size).order_by("id").first() for size in (old, new)]
    if points[0] is None or points[1] is None:
        raise NotSealed(old, new)
    growth = {
        "format": rules.CONSISTENCY_FORMAT,
        "from": signed_checkpoint(points[0]),
        "to": signed_checkpoint(points[1]),
        "path": [step.hex() for step in consistency_proof(old, new)],
    }
    if not rules.consistent(growth, gateways.public_key().hex()):
        raise PastChanged(old, new)
    return growth


def _check_proves(proof: InclusionProof, point: Checkpoint) -> None:
    hashed, root = rules.leaf_hash(proof.leaf_text), bytes(point.root)
    signed = gateways.signed_by(gateways.public_key(), bytes(point.signature), checkpoint_text(point))
    if not signed or not rules.includes(
        leaf=hashed, position=proof.position, size=proof.size, path=proof.path, tree_root=root
    ):
        raise PastChanged(proof.position)


def signed_checkpoint(point: Checkpoint) -> dict[str, Any]:
    """As proofs carry it, and as the public list shows it."""
    return {"text": json.loads(checkpoint_text(point)), "signature": bytes(point.signature).hex()}


def checkpoint_text(checkpoint: Checkpoint) -> bytes:
    return rules.checkpoint_text(origin=origin(), size=checkpoint.size, root=bytes(checkpoint.root), at=checkpoint.at)


@dataclass(frozen=True)
class Statement:
    """A checkpoint, from the database or from its copy outside."""

    source: str
    size: int
    root: bytes
    genuine: bool


def statements(outside: Iterable[tuple[bytes, bytes]]) -> list[Statement]:
    """All that was ever signed about the tree, by size. `outside`: (text, signature) of the copies elsewhere."""
    public = gateways.public_key()
    inside = [
        ("checkpoint", one.size, bytes(one.root), checkpoint_text(one), bytes(one.signature))
        for one in Checkpoint.objects.order_by("id")
    ]
    copies = [
        ("copy outside", said["size"], bytes.fromhex(said["root"]), text, signature)
        for text, signature in outside
        for said in [json.loads(text)]
    ]
    return sorted(
        (
            Statement(source, count, root, gateways.signed_by(public, signature, text))
            for source, count, root, text, signature in (*inside, *copies)
        ),
        key=lambda one: one.size,
    )


def audit(outside: Iterable[tuple[bytes, bytes]] | None = None) -> list[str]:
    """Every sign that the past was changed: the tree is built again from the rows and held against all that was signed.

    What was never checkpointed can only be held against the tree as it stands; so checkpoints are made often.
    """
    awaited = statements(gateways.published() if outside is None else outside)
    found = [f"{one.source} of {one.size}: not signed by us" for one in awaited if not one.genuine]
    nodes = Node.objects.order_by("id").values_list("level", "index", "hash").iterator(chunk_size=BATCH)
    grown: list[bytes] = []
    count = 0
    for position, claimed, actual in chain(_leaves(), [(None, b"", b"")]):
        while awaited and awaited[0].size == count:
            due = awaited.pop(0)
            found += [] if rules.root(grown) == due.root else [f"{due.source} of {count}: another root"]
        if position is None:
            break
        if position != count or claimed != actual:
            found.append(f"leaf {position}: the row does not match the tree")
        for level, index, hashed in rules.grow(count, grown, [actual]):
            if level and _stored(next(nodes, None)) != (level, index, hashed):
                found.append(f"node {level}/{index}: does not match the rows")
        count += 1
    found += [f"{late.source} of {late.size}: only {count} leaves are left" for late in awaited]
    found += [] if next(nodes, None) is None else ["nodes: more than the rows make"]
    found += [] if count == size() else [f"the last seal says {size()} leaves, there are {count}"]
    return found + _slipped_in() + unguarded(GUARDED)


def unguarded(tables: Iterable[str]) -> list[str]:
    """Tables whose trigger against changes is gone or off. What was done meanwhile, the tree tells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled = 'A'"
        )
        guarded = {row[0] for row in cursor.fetchall()}
    return [f"table {table}: the guard against changes is off" for table in sorted(set(tables) - guarded)]


@dataclass(frozen=True)
class Audit:
    at: datetime
    findings: int


def last_audit() -> Audit | None:
    entry = Entry.objects.filter(event=AUDITED).order_by("-id").first()
    return Audit(entry.at, json.loads(bytes(entry.record))["facts"]["findings"]) if entry else None


def _stored(node: tuple[int, int, Any] | None) -> tuple[int, int, bytes] | None:
    return node and (node[0], node[1], bytes(node[2]))


def _leaves() -> Iterator[tuple[int, bytes, bytes]]:
    """(position, hash in the tree, hash of the row as it stands) in order; a leaf whose entry is gone is left out."""
    for leaf in Leaf.objects.select_related("entry").order_by("position").iterator(chunk_size=BATCH):
        yield leaf.position, bytes(leaf.hash), rules.leaf_hash(text_of(leaf.entry))


def _slipped_in() -> list[str]:
    """An entry older than the last seal and not in the tree was slipped in afterwards."""
    last = Seal.objects.order_by("-id").first()
    if last is None:
        return []
    slipped = Entry.objects.filter(sealed_as=None, transaction__lt=last.sealed_below).order_by("id")
    return [f"entry {number}: slipped in after sealing" for number in slipped.values_list("pk", flat=True)]
