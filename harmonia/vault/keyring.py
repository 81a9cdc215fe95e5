"""Keys in the hand of one request or job: fetched in bulk, kept until it ends, never longer.

A wrapped key is opened here and nowhere else: the epoch's key opens the person's own, that one opens his classes'.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import Error

from harmonia.vault import rules
from harmonia.vault.gateways import EpochGone, KeysUnavailable, kms
from harmonia.vault.models import ClassKey, DestroyedKey, SubjectKey
from harmonia.vault.rules import Key

Opened = dict[tuple[UUID, str], Key]


class Erased(Exception):
    """The person's keys were destroyed: what was said can never be read again. A template prints nothing for it."""

    silent_variable_failure = True


class KeysLost(KeysUnavailable):
    """There are no keys of this person, and nobody destroyed them: the key database is not the one it was."""


@dataclass
class Keyring:
    """What is held now. `views` are others' tables of keys picked from it; they are emptied when a person's keys go."""

    keys: Opened = field(default_factory=dict, repr=False)
    fetched: set[UUID] = field(default_factory=set)
    views: list[Opened] = field(default_factory=list, repr=False)

    def fetch(self, subject_ids: Iterable[UUID]) -> None:
        missing = set(subject_ids) - self.fetched
        if missing:
            self.keys |= class_keys(missing)
            self.fetched |= missing

    def forget(self, subject_id: UUID) -> None:
        self.fetched.discard(subject_id)
        for opened in (self.keys, *self.views):
            for place in [place for place in opened if place[0] == subject_id]:
                del opened[place]


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
    with held() as ring:
        ring.fetch([subject_id])
        key = ring.keys.get((subject_id, key_class))
    if key is None:
        raise _absence(subject_id, key_class)
    return key


def _absence(subject_id: UUID, key_class: str) -> Exception:
    try:
        destroyed = DestroyedKey.objects.filter(subject_id=subject_id, key_class__in=("", key_class)).exists()
    except Error as error:
        return KeysUnavailable(str(type(error)))
    return Erased(f"{key_class} of {subject_id}") if destroyed else KeysLost(f"{key_class} of {subject_id}")


def class_keys(subject_ids: Iterable[UUID]) -> Opened:
    """(subject, class) -> key, for those that exist."""
    wanted = list(subject_ids)
    try:
        return _opened(wanted)
    except EpochGone:
        return _opened(wanted)  # wrapped anew between reading the row and opening it


def _opened(subject_ids: list[UUID]) -> Opened:
    try:
        own = SubjectKey.objects.filter(pk__in=subject_ids).values_list("subject_id", "epoch", "wrapped")
        unwrapped = {
            subject: kms().unwrap(epoch, bytes(wrapped), subject_context(subject)) for subject, epoch, wrapped in own
        }
        columns = ("subject_id", "key_class", "version", "wrapped")
        rows = list(ClassKey.objects.filter(subject_id__in=list(unwrapped)).values_list(*columns))
    except Error as error:
        raise KeysUnavailable("the key database does not answer") from error
    return {
        (subject, key_class): Key(
            rules.unseal(unwrapped[subject], bytes(wrapped), class_context(subject, key_class, version)),
            subject,
            version,
        )
        for subject, key_class, version, wrapped in rows
    }


def subject_context(subject_id: UUID) -> bytes:
    return f"subject\x1f{subject_id}".encode()


def class_context(subject_id: UUID, key_class: str, version: int) -> bytes:
    return f"class\x1f{subject_id}\x1f{key_class}\x1f{version}".encode()
