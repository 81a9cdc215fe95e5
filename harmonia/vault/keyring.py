"""Keys in the hand of one request or job: fetched in bulk, kept until it ends, never longer.

A wrapped key is opened here and nowhere else: the epoch's key opens the person's own, that one opens his classes'.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import Error

from harmonia.vault import rules
from harmonia.vault.gateways import EpochGone, KeysUnavailable, kms
from harmonia.vault.models import ClassKey, DestroyedKey, SubjectKey
from harmonia.vault.rules import Key

Opened = dict[tuple[UUID, str], Key]
Wrapped = dict[tuple[UUID, str], tuple[bytes, int, bytes]]  # the person's own key, the class key's version, it itself


class Erased(Exception):
    """The person's keys were destroyed: what was said can never be read again. A template prints nothing for it."""

    silent_variable_failure = True


class KeysLost(KeysUnavailable):
    """There are no keys of this person, and nobody destroyed them: the key database is not the one it was."""


@dataclass
class Keyring:
    """What is held now; a class key is unwrapped when it is first used.

    `views` are others' tables of keys picked from it; they are emptied when a person's keys go.
    """

    keys: Opened = field(default_factory=dict, repr=False)
    wrapped: Wrapped = field(default_factory=dict, repr=False)
    fetched: set[UUID] = field(default_factory=set)
    views: list[Opened] = field(default_factory=list, repr=False)

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

    def forget(self, subject_id: UUID) -> None:
        self.fetched.discard(subject_id)
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
    """Fetch the keys of many people at once: two queries, however many."""
    current = _held.get()
    if current is not None:
        current.fetch(subject_ids)


def forget(subject_id: UUID) -> None:
    """A person's keys changed or went: what is held of them is worthless."""
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
    """Two queries for any number of people; those who have no keys are not in it."""
    wanted = list(subject_ids)
    try:
        return _wrapped_keys(wanted)
    except EpochGone:
        return _wrapped_keys(wanted)  # wrapped anew between reading the row and opening it


def _wrapped_keys(subject_ids: list[UUID]) -> Wrapped:
    try:
        rows = list(SubjectKey.objects.filter(pk__in=subject_ids).values_list("subject_id", "epoch", "wrapped"))
        opened = kms().unwrap_all([(epoch, bytes(wrapped), subject_context(whose)) for whose, epoch, wrapped in rows])
        own = {subject: key for (subject, _, _), key in zip(rows, opened, strict=True)}
        columns = ("subject_id", "key_class", "version", "wrapped")
        classes = ClassKey.objects.filter(subject_id__in=list(own)).values_list(*columns)
        return {(subject, name): (own[subject], version, bytes(wrapped)) for subject, name, version, wrapped in classes}
    except Error as error:
        raise KeysUnavailable("the key database does not answer") from error


def subject_context(subject_id: UUID) -> bytes:
    return f"subject\x1f{subject_id}".encode()


def class_context(subject_id: UUID, key_class: str, version: int) -> bytes:
    return f"class\x1f{subject_id}\x1f{key_class}\x1f{version}".encode()
