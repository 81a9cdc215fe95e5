"""Keys in the hand of one request or job: fetched in bulk, kept until it ends, never longer.

A wrapped key is opened here and nowhere else: the epoch's key opens the person's own, that one opens his classes'.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import Error, connections

from harmonia.core import jobs
from harmonia.core.databases import KEYS
from harmonia.vault import queries, rules
from harmonia.vault.gateways import EpochGone, KeysUnavailable, kms
from harmonia.vault.models import DestroyedKey
from harmonia.vault.rules import Key

Opened = dict[tuple[UUID, str], Key]
Wrapped = dict[tuple[UUID, str], tuple[bytes, int, bytes]]  # the person's own key, the class key's version, it itself
BLOCKS_HOLD_SECONDS = 0.5  # how old what is known of blocks may be; a block counts everywhere within a second
FETCH = """
SELECT s.subject_id, s.epoch, s.wrapped, c.key_class, c.version, c.wrapped
FROM vault_subjectkey s LEFT JOIN vault_classkey c USING (subject_id) WHERE s.subject_id = ANY(%s)
"""


class Erased(Exception):
    """The person's keys were destroyed: what was said can never be read again. A template prints nothing for it."""

    silent_variable_failure = True


class Blocked(jobs.Later):
    """The person, or the row, is blocked: it is stored and nothing else (94-V art. 1(3)). A template prints nothing."""

    silent_variable_failure = True

    def __init__(self, said: str = "", *, subject_id: UUID | None = None) -> None:
        super().__init__(said)
        self.subject_id = subject_id


class KeysLost(KeysUnavailable):
    """There are no keys of this person, and nobody destroyed them: the key database is not the one it was."""


@dataclass
class Keyring:
    """What is held now; a class key is unwrapped when it is first used.

    `views` are others' tables of keys picked from it; they are emptied when a person's keys go. Who is blocked is known
    here for half a second, and then asked again.
    """

    keys: Opened = field(default_factory=dict, repr=False)
    wrapped: Wrapped = field(default_factory=dict, repr=False)
    fetched: set[UUID] = field(default_factory=set)
    views: list[Opened] = field(default_factory=list, repr=False)
    asked: set[UUID] = field(default_factory=set)
    blocked: set[UUID] = field(default_factory=set)
    blocked_rows: dict[queries.Row, UUID] = field(default_factory=dict)
    known_until: float = 0.0

    def fetch(self, subject_ids: Iterable[UUID]) -> None:
        missing = set(subject_ids) - self.fetched
        if missing:
            self.wrapped |= wrapped_keys(missing)
            self.fetched |= missing

    def open(self, subject_id: UUID, key_class: str) -> Key | None:
        self.fetch([subject_id])
        found = self.wrapped.get((subject_id, key_class))
        if found is None:
            return None
        own, version, wrapped = found
        secret = rules.unseal(own, wrapped, class_context(subject_id, key_class, version))
        key = self.keys[subject_id, key_class] = Key(secret, subject_id, version)
        return key

    def is_blocked(self, subject_id: UUID) -> bool:
        self.ask_blocks([subject_id])
        return subject_id in self.blocked

    def ask_blocks(self, subject_ids: Iterable[UUID]) -> None:
        """Know of these people, and of all whom this ring knows of, who is blocked: at most one query."""
        wanted, now = set(subject_ids), monotonic()
        if now >= self.known_until:
            wanted |= self.asked
            self.known_until = now + BLOCKS_HOLD_SECONDS
        elif wanted <= self.asked:
            return
        else:
            wanted -= self.asked
        people, rows = queries.blocks_among(wanted)
        for subject_id in people - self.blocked:
            self.forget(subject_id)
        self.blocked = self.blocked - wanted | people
        self.blocked_rows = {row: whose for row, whose in self.blocked_rows.items() if whose not in wanted} | rows
        self.asked |= wanted

    def forget(self, subject_id: UUID) -> None:
        self.fetched.discard(subject_id)
        self.asked.discard(subject_id)
        tables: list[dict[tuple[UUID, str], Any]] = [self.keys, self.wrapped, *self.views]
        for table in tables:
            for place in [place for place in table if place[0] == subject_id]:
                del table[place]


_held: ContextVar[Keyring | None] = ContextVar("vault_keyring", default=None)


@contextmanager
def held() -> Iterator[Keyring]:
    """Hold keys until the outermost of these ends."""
    current = _held.get()
    if current is not None:
        yield current
        return
    ring = Keyring()
    token = _held.set(ring)
    try:
        yield ring
    finally:
        _held.reset(token)


@contextmanager
def view() -> Iterator[Opened]:
    """A table to put picked keys in; it loses what the ring loses."""
    with held() as ring:
        opened: Opened = {}
        ring.views.append(opened)
        try:
            yield opened
        finally:
            ring.views[:] = [other for other in ring.views if other is not opened]


def preload(subject_ids: Iterable[UUID]) -> None:
    """Fetch the keys of many people at once, and who of them is blocked: two queries, however many."""
    current = _held.get()
    if current is not None:
        wanted = list(subject_ids)
        current.fetch(wanted)
        current.ask_blocks(wanted)


def forget(subject_id: UUID) -> None:
    """A person's keys changed or went, or he was blocked: what is held of them is worthless."""
    current = _held.get()
    if current is not None:
        current.forget(subject_id)


def class_key(subject_id: UUID, key_class: str) -> Key:
    """The key of a class of a person's data. Raises Erased when it was destroyed, KeysLost when it is merely gone."""
    current = _held.get()
    key = current.keys.get((subject_id, key_class)) if current is not None else None
    return key if key is not None else _fetched(subject_id, key_class)


def _fetched(subject_id: UUID, key_class: str) -> Key:
    with held() as ring:
        key = ring.open(subject_id, key_class)
    if key is None:
        raise _absence(subject_id, key_class)
    return key


def _absence(subject_id: UUID, key_class: str) -> Exception:
    try:
        destroyed = DestroyedKey.objects.filter(subject_id=subject_id, key_class__in=("", key_class)).exists()
    except Error as error:
        return KeysUnavailable(str(type(error)))
    return Erased(f"{key_class} of {subject_id}") if destroyed else KeysLost(f"{key_class} of {subject_id}")


def wrapped_keys(subject_ids: Iterable[UUID]) -> Wrapped:
    """One query for any number of people; those who have no keys are not in it."""
    wanted = list(subject_ids)
    try:
        return _wrapped_keys(wanted)
    except EpochGone:
        return _wrapped_keys(wanted)  # wrapped anew between reading the row and opening it


def _wrapped_keys(subject_ids: list[UUID]) -> Wrapped:
    try:
        with connections[KEYS].cursor() as cursor:
            cursor.execute(FETCH, [subject_ids])
            rows = cursor.fetchall()
        owned = {subject: (epoch, bytes(wrapped), subject_context(subject)) for subject, epoch, wrapped, *_ in rows}
        own = dict(zip(owned, kms().unwrap_all(list(owned.values())), strict=True))
    except Error as error:
        raise KeysUnavailable("the key database does not answer") from error
    return {(row[0], row[3]): (own[row[0]], row[4], bytes(row[5])) for row in rows if row[3] is not None}


def subject_context(subject_id: UUID) -> bytes:
    return f"subject\x1f{subject_id}".encode()


def class_context(subject_id: UUID, key_class: str, version: int) -> bytes:
    return f"class\x1f{subject_id}\x1f{key_class}\x1f{version}".encode()
