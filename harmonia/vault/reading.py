"""Personal data opens only inside a purpose, and leaves a row in the journal.

Guarantees: no purpose, no plain text; a purpose that the register does not permit for the category is refused and
journalled; when the outermost session ends, one journal row is written for each person and purpose, with the categories
that were read. If that row cannot be written, the exception keeps the answer from leaving.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils import timezone

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.vault import operations


class PurposeMissing(Exception):
    """Personal data was asked for without saying why."""


class PurposeRefused(Exception):
    """The register does not permit this purpose for this category."""


@dataclass
class Session:
    """What one request or job has opened: keys fetched once, and the account of what was read."""

    keys: dict[tuple[UUID, str], tuple[int, bytes]] = field(default_factory=dict)
    fetched: set[UUID] = field(default_factory=set)
    reads: dict[tuple[UUID | None, UUID, str], set[str]] = field(default_factory=dict)

    def fetch(self, subject_ids: Iterable[UUID]) -> None:
        missing = set(subject_ids) - self.fetched
        if missing:
            self.keys |= operations.class_keys(missing)
            self.fetched |= missing

    def forget(self, subject_id: UUID) -> None:
        self.fetched.discard(subject_id)
        self.keys = {place: key for place, key in self.keys.items() if place[0] != subject_id}


_session: ContextVar[Session | None] = ContextVar("vault_session", default=None)
_purpose: ContextVar[tuple[str, UUID | None] | None] = ContextVar("vault_purpose", default=None)


@contextmanager
def session(*, actor: UUID | None = None) -> Iterator[Session]:
    """The outermost frame of a request or job; inside another one it is that one."""
    current = _session.get()
    if current is not None:
        yield current
        return
    opened = Session()
    token = _session.set(opened)
    try:
        yield opened
    finally:
        _session.reset(token)
        _account_for(opened)


@contextmanager
def reading(purpose: str, *, actor: UUID | None) -> Iterator[None]:
    """Personal data may be read here, for this purpose, by this actor (None: the service itself)."""
    if purpose not in policy.PURPOSES:
        raise PurposeRefused(f"{purpose} is not in the register")
    with session():
        token = _purpose.set((purpose, actor))
        try:
            yield
        finally:
            _purpose.reset(token)


def class_key(subject_id: UUID, key_class: str) -> tuple[int, bytes]:
    """(version, key) of a person's class of data; raises Erased when it was destroyed."""
    current = _session.get()
    if current is None:
        keys = operations.class_keys([subject_id])
    else:
        current.fetch([subject_id])
        keys = current.keys
    try:
        return keys[subject_id, key_class]
    except KeyError:
        raise operations.Erased(f"no {key_class} key of {subject_id}") from None


def preload(subject_ids: Iterable[UUID]) -> None:
    current = _session.get()
    if current is not None:
        current.fetch(subject_ids)


def account(subject_id: UUID, category: str) -> None:
    """Called before each decryption: is it permitted, and who must be told."""
    chosen, current = _purpose.get(), _session.get()
    if chosen is None or current is None:
        raise PurposeMissing(f"{category} was read outside of a purpose")
    purpose, actor = chosen
    if not policy.permitted(category, purpose):
        journal.record(
            "vault.refused", subject=subject_id, actor=actor, at=timezone.now(), purpose=purpose, category=category
        )
        raise PurposeRefused(f"{category} may not be read for {purpose}")
    current.reads.setdefault((actor, subject_id, purpose), set()).add(category)


def _account_for(ended: Session) -> None:
    if connection.needs_rollback:
        return  # the transaction that read is being undone, and what it read goes nowhere
    at = timezone.now()
    for (actor, subject_id, purpose), categories in ended.reads.items():
        journal.record(
            "data.read", subject=subject_id, actor=actor, at=at, purpose=purpose, categories=sorted(categories)
        )
