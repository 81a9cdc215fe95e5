"""Nobody can quietly change the past: what happened is appended here, and only here.

Recording is a plain insert, so that writers do not wait for each other. Sealing comes after: it takes the rows of
transactions that are certainly over (below `pg_snapshot_xmin`), so that a late commit is never jumped over.
"""

import json
import logging
import secrets
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from harmonia.journal import gateways, queries, rules
from harmonia.journal.models import Act, Checkpoint, Entry, Leaf, Node, Seal

log = logging.getLogger(__name__)
SALT_BYTES = 32
SEALING = 7_160_421  # the advisory lock: one sealer at a time
BATCH = 10_000


@dataclass(frozen=True)
class Happening:
    """What `record` takes, where many things happened at once."""

    event: str
    subject: UUID | None
    actor: UUID | None
    facts: dict[str, Any]
    document: bytes | None = None


@dataclass
class Duty:
    """One of the staff at work, and the purpose of the page that he is on."""

    actor: UUID
    purpose: str = ""


_duty: ContextVar[Duty | None] = ContextVar("duty", default=None)


@contextmanager
def on_duty(actor: UUID | None) -> Iterator[None]:
    """While one of the staff is at work, what he does is recorded so that it is found by who did it (queries.acts)."""
    token = _duty.set(Duty(actor) if actor else None)
    try:
        yield
    finally:
        _duty.reset(token)


def work_for(purpose: str) -> None:
    """What whoever is on duty does from now on is for this purpose, if the record names no other."""
    if duty := _duty.get():
        duty.purpose = purpose


def note_trail_read(*, of: UUID | None, by: UUID, at: datetime) -> Entry:
    """Somebody looked at what the staff did: `of` one of them, or None for all."""
    return record("journal.trail_read", subject=None, actor=by, at=at, of=of)


def record(event: str, *, subject: UUID | None, actor: UUID | None, at: datetime, **facts: Any) -> Entry:
    """Append one event in the caller's transaction. Facts are ids, keys of the register and numbers, never content.

    The record is sealed under the key of the person it is about, or else of the one who acted. Of the erased nothing
    new is said: the event is recorded without them. Raises rules.NotAFact for what looks like content.
    """
    return _append(Happening(event, subject, actor, facts), at)


def record_document(
    event: str, *, document: rules.Document, subject: UUID | None, actor: UUID | None, at: datetime, **facts: Any
) -> Entry:
    """As `record`, and the entry stands for this very document; `queries.proved` gives it out signed and proved.

    `document`: JSON with a `type` and a random `id` (a version 4 UUID), which hides it in the public hash. Whoever asks
    for the proof brings the same document again: it is not kept here. Raises rules.NotADocument.
    """
    return _append(Happening(event, subject, actor, facts, rules.document_hash(document)), at)


def record_all(happenings: Iterable[Happening], *, at: datetime) -> None:
    """As `record`, in one statement."""
    told = list(happenings)
    entries = Entry.objects.bulk_create(_entry(happening, at) for happening in told)
    Act.objects.bulk_create(act for pair in zip(told, entries, strict=True) for act in _acts(*pair))


def _append(happening: Happening, at: datetime) -> Entry:
    entry = _entry(happening, at)
    entry.save(force_insert=True)
    for act in _acts(happening, entry):
        act.save(force_insert=True)
    return entry


def _acts(happening: Happening, entry: Entry) -> Iterator[Act]:
    """What one of the staff does about others, or about the house; his own data are his own business."""
    duty = _duty.get()
    if duty is None or happening.actor != duty.actor or happening.subject == duty.actor:
        return
    purpose = happening.facts.get("purpose") or duty.purpose
    yield Act(entry=entry, actor=duty.actor, about=happening.subject, purpose=purpose)


def _entry(happening: Happening, at: datetime) -> Entry:
    keeper = import_module(settings.JOURNAL_KEEPER)
    uid, salt = uuid.uuid4(), secrets.token_bytes(SALT_BYTES)
    subject, actor, event = happening.subject, happening.actor, happening.event
    about = subject if subject and keeper.keeps(subject) else None
    owner = about or (actor if actor and keeper.keeps(actor) else None)
    facts = rules.plain_facts(happening.facts)
    said = {"subject": _text(about), "actor": _text(actor if owner else None), "facts": facts}
    plain = json.dumps({"salt": salt.hex(), **said}, sort_keys=True).encode()
    tag, sealed = (keeper.tag(owner), keeper.seal(owner, plain, uid)) if owner else (None, plain)
    committed = rules.commitment(salt, said)
    entry = Entry(uid=uid, at=at, event=event, tag=tag, record=sealed, committed=committed, document=happening.document)
    entry.leaf = rules.leaf_hash(queries.text_of(entry))
    return entry


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity else None


@transaction.atomic
def seal(at: datetime) -> int:
    """Put finished entries into the tree, a batch at a time; returns how many. Safe at any time, by anyone, twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        cursor.execute("SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text FROM pg_current_snapshot() AS s")
        finished_below, issued_below = (int(number) for number in cursor.fetchone())
    last = Seal.objects.order_by("-id").first()
    size, since = (last.size, last.sealed_below) if last else (0, 0)
    waiting = queries.unsealed(since=since, finished_below=finished_below, issued_below=issued_below)
    entries = list(waiting.only("id", "leaf", "transaction")[:BATCH])
    if not entries:
        return 0
    _grow(size, entries)
    # A batch may end within a transaction: the next one begins with it again, and takes what is not in the tree.
    reached = entries[-1].transaction if len(entries) == BATCH else finished_below
    Seal.objects.create(at=at, sealed_below=min(reached, finished_below), size=size + len(entries))
    return len(entries)


def _grow(size: int, entries: Sequence[Entry]) -> None:
    frontier = queries.frontier(size)
    grown = list(rules.grow(size, frontier, [bytes(entry.leaf) for entry in entries]))
    leaves = ((index, entries[index - size].pk, hashed) for level, index, hashed in grown if level == 0)
    _copy(Leaf, ("position", "entry_id", "hash"), leaves)
    _copy(Node, ("level", "index", "hash"), (each for each in grown if each[0]))


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Two rows an entry: COPY takes them several times faster than INSERT, and a sealer must outrun all writers."""
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@transaction.atomic
def checkpoint(at: datetime) -> Checkpoint:
    """Sign the tree's present size and root; a copy goes outside of the database, beyond the reach of its owner."""
    size = queries.size()
    root = rules.root(queries.frontier(size))
    text = rules.checkpoint_text(origin=queries.origin(), size=size, root=root, at=at)
    signed = Checkpoint.objects.create(at=at, size=size, root=root, signature=gateways.signing_key().sign(text))
    transaction.on_commit(lambda: gateways.publish(text, bytes(signed.signature)))
    return signed


def checkpoint_documents(at: datetime) -> Checkpoint | None:
    """Sign at once when documents were sealed since the last checkpoint: who waits for a proof need not wait an hour.

    None: there was nothing to sign for. Safe at any time, twice.
    """
    return checkpoint(at) if queries.documents_await_a_checkpoint() else None


def audit(at: datetime) -> list[str]:
    """Hold the whole journal against itself and all that was signed, and record how many findings there are.

    It reads one snapshot, so that what is sealed meanwhile looks like no forgery. What was found stands in the log:
    positions and sizes, nothing about a person.
    """
    outside = list(gateways.published())  # before the snapshot: so every copy speaks of a tree that the snapshot holds
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = queries.audit(outside)
    for finding in found:
        log.error("journal: %s", finding)
    record(queries.AUDITED, subject=None, actor=None, at=at, findings=len(found))
    return found
