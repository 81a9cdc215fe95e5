"""Keys in the hand of one request or job: fetched in bulk, kept until it ends, never longer.

A wrapped key is opened here and nowhere else: the epoch's key opens the person's own, that one opens his classes'.
"""

from collections.abc import Iterable
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError

from harmonia.vault import rules
from harmonia.vault.gateways import EpochGone, KeysUnavailable, kms
from harmonia.vault.models import ClassKey, SubjectKey


class Erased(Exception):
    """The person's keys were destroyed: what was said can never be read again."""


@dataclass
class Keyring:
    keys: dict[tuple[UUID, str], tuple[int, bytes]] = field(default_factory=dict)
    fetched: set[UUID] = field(default_factory=set)

    def fetch(self, subject_ids: Iterable[UUID]) -> None:
        missing = set(subject_ids) - self.fetched
        if missing:
            self.keys |= class_keys(missing)
            self.fetched |= missing


_held: ContextVar[Keyring | None] = ContextVar("vault_keyring", default=None)


def hold() -> Token[Keyring | None]:
    return _held.set(Keyring())


def release(token: Token[Keyring | None]) -> None:
    _held.reset(token)


def preload(subject_ids: Iterable[UUID]) -> None:
    """Fetch the keys of many people at once: two queries, however many."""
    held = _held.get()
    if held is not None:
        held.fetch(subject_ids)


def forget(subject_id: UUID) -> None:
    """A person's keys changed or went: what is held of them is worthless."""
    held = _held.get()
    if held is not None:
        held.fetched.discard(subject_id)
        held.keys = {place: key for place, key in held.keys.items() if place[0] != subject_id}


def class_key(subject_id: UUID, key_class: str) -> tuple[int, bytes]:
    """(version, key) of a class of a person's data; raises Erased when it was destroyed."""
    held = _held.get()
    if held is None:
        keys = class_keys([subject_id])
    else:
        held.fetch([subject_id])
        keys = held.keys
    try:
        return keys[subject_id, key_class]
    except KeyError:
        raise Erased(f"no {key_class} key of {subject_id}") from None


def class_keys(subject_ids: Iterable[UUID]) -> dict[tuple[UUID, str], tuple[int, bytes]]:
    """(subject, class) -> (version, key)."""
    wanted = list(subject_ids)
    try:
        return _opened(wanted)
    except EpochGone:
        return _opened(wanted)  # wrapped anew between reading the row and opening it


def _opened(subject_ids: list[UUID]) -> dict[tuple[UUID, str], tuple[int, bytes]]:
    try:
        own = {row.subject_id: row for row in SubjectKey.objects.filter(pk__in=subject_ids)}
        rows = list(ClassKey.objects.filter(subject_id__in=list(own)))
    except DatabaseError as error:
        raise KeysUnavailable("the key database does not answer") from error
    opened = {
        subject: kms().unwrap(row.epoch, bytes(row.wrapped), subject_context(subject)) for subject, row in own.items()
    }
    return {
        (row.subject_id, row.key_class): (
            row.version,
            rules.unseal(
                opened[row.subject_id],
                bytes(row.wrapped),
                class_context(row.subject_id, row.key_class, row.version),
            ),
        )
        for row in rows
    }


def subject_context(subject_id: UUID) -> bytes:
    return f"subject\x1f{subject_id}".encode()


def class_context(subject_id: UUID, key_class: str, version: int) -> bytes:
    return f"class\x1f{subject_id}\x1f{key_class}\x1f{version}".encode()
