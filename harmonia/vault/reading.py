"""Personal data opens only inside a purpose, and leaves a row in the journal.

Guarantees: no purpose, no plain text; a purpose that the register does not permit for the category is refused and
journalled; when the outermost session ends, one journal row is written for each person and purpose, with the categories
that were read. If that row cannot be written, the exception keeps the answer from leaving.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from uuid import UUID

from django.db import connection
from django.utils import timezone

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.vault import keyring


class PurposeMissing(Exception):
    """Personal data was asked for without saying why."""


class PurposeRefused(Exception):
    """The register does not permit this purpose for this category."""


Account = dict[tuple[UUID | None, UUID, str], set[str]]

_account: ContextVar[Account | None] = ContextVar("vault_account", default=None)
_purpose: ContextVar[tuple[str, UUID | None] | None] = ContextVar("vault_purpose", default=None)


@contextmanager
def session(*, actor: UUID | None = None) -> Iterator[None]:
    """The outermost frame of a request or job; inside another one it is that one."""
    if _account.get() is not None:
        yield
        return
    read: Account = {}
    account_token, keys_token = _account.set(read), keyring.hold()
    try:
        yield
    finally:
        try:
            _write_down(read)
        finally:
            keyring.release(keys_token)
            _account.reset(account_token)


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


def permit(subject_id: UUID, category: str) -> None:
    """Called before a decryption: inside a purpose, and one that the register permits? A refusal is journalled."""
    chosen = _purpose.get()
    if chosen is None:
        raise PurposeMissing(f"{category} was read outside of a purpose")
    purpose, actor = chosen
    if not policy.permitted(category, purpose):
        journal.record(
            "vault.refused", subject=subject_id, actor=actor, at=timezone.now(), purpose=purpose, category=category
        )
        raise PurposeRefused(f"{category} may not be read for {purpose}")


def note(subject_id: UUID, category: str) -> None:
    """Called after a decryption: who must be told of it when the session ends."""
    read, chosen = _account.get(), _purpose.get()
    if read is not None and chosen is not None:
        purpose, actor = chosen
        read.setdefault((actor, subject_id, purpose), set()).add(category)


def _write_down(read: Account) -> None:
    if connection.needs_rollback:
        return  # the transaction that read is being undone, and what it read goes nowhere
    at = timezone.now()
    for (actor, subject_id, purpose), categories in read.items():
        with suppress(keyring.Erased):  # erased since: there is nobody left to tell, and nothing left that was read
            journal.record(
                "data.read", subject=subject_id, actor=actor, at=at, purpose=purpose, categories=sorted(categories)
            )
