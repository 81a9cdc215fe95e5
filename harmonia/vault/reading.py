"""Personal data opens only inside a purpose, and leaves a row in the journal.

Guarantees: no purpose, no plain text; a purpose that the register does not permit for the category is refused; when the
outermost session ends, one journal row is written for each person and purpose with the categories that were read, and
one for each refusal, also when the request failed and its own changes were undone. If these rows cannot be written, the
exception keeps the answer from leaving.

A blocked person's data opens for the few purposes that the register spares (`policy.WHILE_BLOCKED`). Whoever holds keys
longer than half a second asks again who is blocked, so a block counts everywhere within a second of its commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

from django.db import Error
from django.utils import timezone

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.vault import keyring
from harmonia.vault.keyring import Blocked, Erased
from harmonia.vault.rules import Key

__all__ = [
    "Blocked", "Erased", "PurposeMissing", "PurposeRefused", "check_not_blocked", "key", "reading", "session",
    "unless_blocked", "write_refused",
]  # fmt: skip


class PurposeMissing(Exception):
    """Personal data was asked for without saying why."""


class PurposeRefused(Exception):
    """The register does not permit this purpose for this category."""


@dataclass
class Account:
    """What one request or job read, and what it was refused: (actor, subject, purpose) -> categories.

    `stopped`: refused because the subject is blocked; for a write the names of tables stand for the categories.
    """

    actor: UUID | None
    read: dict[tuple[UUID | None, UUID, str], set[str]] = field(default_factory=dict)
    refused: dict[tuple[UUID | None, UUID, str], set[str]] = field(default_factory=dict)
    stopped: dict[tuple[UUID | None, UUID, str], set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """One `with reading(…)`. `opened`: the keys that it was permitted to use, by (subject, category)."""

    purpose: str
    actor: UUID | None
    opened: keyring.Opened
    ring: keyring.Keyring


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
    with session(actor=actor), keyring.held() as ring, keyring.view() as opened:
        token = _frame.set(Frame(purpose, actor, opened, ring))
        try:
            yield
        finally:
            _frame.reset(token)


def key(subject_id: UUID, category: str, row: tuple[str, object] | None = None) -> Key:
    """The key to read a category of a person with, if that is permitted here; then the read is accounted for.

    `row`: the table and the key of the row that is read, which may be blocked by itself.
    """
    frame = _frame.get()
    if frame is not None and not frame.ring.blocked_rows and monotonic() < frame.ring.known_until:
        try:
            return frame.opened[subject_id, category]
        except KeyError:
            pass
    return _permitted(frame, subject_id, category, row)


def _permitted(frame: Frame | None, subject_id: UUID, category: str, row: tuple[str, object] | None) -> Key:
    with session() as account:
        if frame is None:
            account.refused.setdefault((account.actor, subject_id, ""), set()).add(category)
            raise PurposeMissing(f"{category} was read outside of a purpose")
        place = frame.actor, subject_id, frame.purpose
        if not policy.permitted(category, frame.purpose, by_person=frame.actor is not None):
            account.refused.setdefault(place, set()).add(category)
            raise PurposeRefused(f"{category} may not be read for {frame.purpose}")
        if _stopped(frame, subject_id, row):
            account.stopped.setdefault(place, set()).add(category)
            raise Blocked(f"{category} may not be read for {frame.purpose} while blocked", subject_id=subject_id)
        key_class = policy.CATEGORIES[category].key_class
        assert key_class is not None, category  # noqa: S101  a field of such a category cannot be declared
        found = keyring.class_key(subject_id, key_class)
        account.read.setdefault(place, set()).add(category)
    frame.opened[subject_id, category] = found
    return found


def _stopped(frame: Frame, subject_id: UUID, row: tuple[str, object] | None) -> bool:
    blocked = frame.ring.is_blocked(subject_id)
    if row is not None and (row[0], str(row[1])) in frame.ring.blocked_rows:
        blocked = True
    return blocked and not policy.spared(frame.purpose)


def check_not_blocked(subject_id: UUID) -> None:
    """For what reads nothing sealed, and must stop all the same. Raises Blocked, but in a purpose that is spared."""
    frame = _frame.get()
    if frame is not None and policy.spared(frame.purpose):
        return
    with session() as account, keyring.held() as ring:
        if ring.is_blocked(subject_id):
            purpose = frame.purpose if frame else ""
            account.stopped.setdefault((account.actor, subject_id, purpose), set())
            raise Blocked(f"nothing may be done for {purpose} while blocked", subject_id=subject_id)


def write_refused(person: str, table: str) -> Blocked:
    """The database refused to write about a person: noted for the journal, and the fact to raise."""
    account = _account.get()
    subject_id = UUID(person) if person else None
    if account is not None and subject_id is not None:
        account.stopped.setdefault((account.actor, subject_id, "write"), set()).add(table)
    return Blocked(f"{table} is not written while blocked", subject_id=subject_id)


@contextmanager
def unless_blocked() -> Iterator[None]:
    """For one turn of a loop over many people: who is blocked waits, and the others do not wait for him."""
    with suppress(Blocked):
        yield


def _write_down(account: Account) -> None:
    happened = [("data.read", *said) for said in account.read.items()]
    happened += [("vault.refused", *said) for said in account.refused.items()]
    happened += [("blocking.refused", *said) for said in account.stopped.items()]
    if happened:
        journal.record_all(
            (
                journal.Happening(event, subject, actor, {"purpose": purpose, "categories": sorted(categories)})
                for event, (actor, subject, purpose), categories in happened
            ),
            at=timezone.now(),
        )
