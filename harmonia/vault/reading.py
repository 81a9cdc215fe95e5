"""Personal data opens only inside a purpose, and leaves a row in the journal.

Guarantees: no purpose, no plain text; a purpose that the register does not permit for the category is refused; when the
outermost session ends, one journal row is written for each person and purpose with the categories that were read, and
one for each refusal, also when the request failed and its own changes were undone. If these rows cannot be written, the
exception keeps the answer from leaving.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import Error
from django.utils import timezone

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.vault import keyring
from harmonia.vault.keyring import Erased
from harmonia.vault.rules import Key

__all__ = ["Erased", "PurposeMissing", "PurposeRefused", "key", "reading", "session"]


class PurposeMissing(Exception):
    """Personal data was asked for without saying why."""


class PurposeRefused(Exception):
    """The register does not permit this purpose for this category."""


@dataclass
class Account:
    """What one request or job read, and what it was refused: (actor, subject, purpose) -> categories."""

    actor: UUID | None
    read: dict[tuple[UUID | None, UUID, str], set[str]] = field(default_factory=dict)
    refused: dict[tuple[UUID | None, UUID, str], set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """One `with reading(…)`. `opened`: the keys that it was permitted to use, by (subject, category)."""

    purpose: str
    actor: UUID | None
    opened: keyring.Opened


_account: ContextVar[Account | None] = ContextVar("vault_account", default=None)
_frame: ContextVar[Frame | None] = ContextVar("vault_frame", default=None)


@contextmanager
def session(*, actor: UUID | None = None) -> Iterator[Account]:
    """The outermost frame of a request or job; inside another one it is that one."""
    current = _account.get()
    if current is not None:
        yield current
        return
    account = Account(actor)
    token = _account.set(account)
    try:
        with keyring.held():
            try:
                yield account
            except BaseException:
                with suppress(Error):  # where all fails already, the first reason is the one to tell
                    _write_down(account)
                raise
            _write_down(account)
    finally:
        _account.reset(token)


@contextmanager
def reading(purpose: str, *, actor: UUID | None) -> Iterator[None]:
    """Personal data may be read here, for this purpose, by this actor (None: the service itself)."""
    if purpose not in policy.PURPOSES:
        raise PurposeRefused(f"{purpose} is not in the register")
    with session(actor=actor), keyring.view() as opened:
        token = _frame.set(Frame(purpose, actor, opened))
        try:
            yield
        finally:
            _frame.reset(token)


def key(subject_id: UUID, category: str) -> Key:
    """The key to read a category of a person with, if that is permitted here; then the read is accounted for."""
    frame = _frame.get()
    if frame is not None:
        try:
            return frame.opened[subject_id, category]
        except KeyError:
            pass
    return _permitted(frame, subject_id, category)


def _permitted(frame: Frame | None, subject_id: UUID, category: str) -> Key:
    with session() as account:
        if frame is None:
            account.refused.setdefault((account.actor, subject_id, ""), set()).add(category)
            raise PurposeMissing(f"{category} was read outside of a purpose")
        place = frame.actor, subject_id, frame.purpose
        if not policy.permitted(category, frame.purpose):
            account.refused.setdefault(place, set()).add(category)
            raise PurposeRefused(f"{category} may not be read for {frame.purpose}")
        key_class = policy.CATEGORIES[category].key_class
        assert key_class is not None, category  # noqa: S101  a field of such a category cannot be declared
        found = keyring.class_key(subject_id, key_class)
        account.read.setdefault(place, set()).add(category)
    frame.opened[subject_id, category] = found
    return found


def _write_down(account: Account) -> None:
    happened = [("data.read", *said) for said in account.read.items()]
    happened += [("vault.refused", *said) for said in account.refused.items()]
    if happened:
        journal.record_all(
            (
                journal.Happening(event, subject, actor, {"purpose": purpose, "categories": sorted(categories)})
                for event, (actor, subject, purpose), categories in happened
            ),
            at=timezone.now(),
        )
