"""Nobody can quietly change the past: what happened is appended here, and only here.

Recording is a plain insert, so that writers do not wait for each other. Sealing comes after: it takes the rows of
transactions that are certainly over (below `pg_snapshot_xmin`), so that a late commit is never jumped over.
"""

import json
import secrets
import uuid
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from harmonia.journal import gateways, queries, rules
from harmonia.journal.models import Checkpoint, Entry, Leaf, Node, Seal

SALT_BYTES = 32
SEALING = 7_160_421  # the advisory lock: one sealer at a time


def record(event: str, *, subject: UUID | None, actor: UUID | None, at: datetime, **facts: Any) -> Entry:
    """Append one event in the caller's transaction. Facts are ids, keys of the register and numbers, never content."""
    uid, salt = uuid.uuid4(), secrets.token_bytes(SALT_BYTES)
    said = {"subject": _text(subject), "actor": _text(actor), "facts": json.loads(json.dumps(facts, default=str))}
    plain = json.dumps({"salt": salt.hex(), **said}, sort_keys=True).encode()
    keeper = import_module(settings.JOURNAL_KEEPER)
    tag = keeper.tag(subject) if subject else None
    sealed = keeper.seal(subject, plain, queries.rules_bound(uid)) if subject else plain
    committed = rules.commitment(salt, said)
    text = rules.leaf_text(uid=uid, at=at, event=event, committed=committed, sealed=(tag or b"") + sealed)
    return Entry.objects.create(
        uid=uid, at=at, event=event, tag=tag, record=sealed, committed=committed, leaf=rules.leaf_hash(text)
    )


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity else None


@transaction.atomic
def seal(at: datetime) -> int:
    """Put every finished entry into the tree; returns how many. Safe to run at any time, by anyone, twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        below = cursor.fetchone()[0]
    last = Seal.objects.order_by("-id").first()
    size, since = (last.size, str(last.sealed_below)) if last else (0, "0")
    entries = list(
        Entry.objects.extra(where=["transaction >= %s::xid8", "transaction < %s::xid8"], params=[since, below])
        .order_by("transaction", "id")
        .only("id", "leaf")
    )
    if not entries:
        return 0
    _grow(size, entries)
    Seal.objects.create(at=at, sealed_below=below, size=size + len(entries))
    return len(entries)


def _grow(size: int, entries: list[Entry]) -> None:
    frontier = queries.frontier(size)
    grown = list(rules.grow(size, frontier, [bytes(entry.leaf) for entry in entries]))
    by_position = {size + offset: entry for offset, entry in enumerate(entries)}
    Leaf.objects.bulk_create(
        Leaf(position=index, entry=by_position[index], hash=hashed) for level, index, hashed in grown if level == 0
    )
    Node.objects.bulk_create(Node(level=level, index=index, hash=hashed) for level, index, hashed in grown if level)


@transaction.atomic
def checkpoint(at: datetime) -> Checkpoint:
    """Sign the tree's present size and root."""
    size = queries.size()
    root = rules.root(queries.frontier(size))
    text = rules.checkpoint_text(origin=queries.origin(), size=size, root=root, at=at)
    return Checkpoint.objects.create(at=at, size=size, root=root, signature=gateways.signing_key().sign(text))
