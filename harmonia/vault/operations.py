"""Keys are made with a person and destroyed with him; every epoch the survivors are wrapped anew.

Erasure: destroying the wrapped keys makes every field of the person unreadable, in every copy of the data. Rotating the
epoch and destroying the old one does the same to copies of the wrapped keys.

Blocking: a row beside the data, in the transaction of the request that asks for it. It waits for those who are writing
about the person just then; whoever writes after it is refused, and nobody's keys are destroyed while it stands.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import get_args
from uuid import UUID

import phonenumbers
from django.db import Error, IntegrityError, connection, connections, transaction

from harmonia import policy
from harmonia.core.databases import KEYS
from harmonia.journal import operations as journal
from harmonia.policy.terms import KeyClass
from harmonia.vault import keyring, rules
from harmonia.vault.gateways import KeysUnavailable, Kms, destroyed, kms
from harmonia.vault.keyring import Blocked, Erased, KeysLost
from harmonia.vault.models import Blocked as Block
from harmonia.vault.models import BlockedRecord, ClassKey, DestroyedKey, SubjectKey

__all__ = [
    "Blocked",
    "Erased",
    "KeysLost",
    "NotIndexed",
    "blind_index",
    "block_record",
    "block_subject",
    "create_subject",
    "destroy_again",
    "destroy_class",
    "destroy_subject",
    "keep_unblocked",
    "lifted",
    "preload",
    "remember_destroyed",
    "remember_gone",
    "renew_class",
    "rotate_epoch",
    "unblock_record",
    "unblock_subject",
]

KEY_CLASSES: tuple[str, ...] = (*get_args(KeyClass), "journal")
BATCH = 1000
EPOCH_LOCK = 7_160_422
BLOCKING_LOCKS = 7_160_423  # one of 64 groups of people each, see refuse_blocked in migration 0003


class NotIndexed(ValueError):
    """The register allows no search by this category, or the value is not of its kind."""


@contextmanager
def _key_database() -> Iterator[None]:
    """One transaction on the keys, while no rotation leaves the epoch under it."""
    try:
        with transaction.atomic(using=KEYS):
            _lock_epoch("pg_advisory_xact_lock_shared")
            yield
    except IntegrityError:
        raise
    except Error as error:
        raise KeysUnavailable("the key database does not answer") from error


def _manager() -> Kms:
    """The key management. Keys without an epoch to open them are a lost folder, and no reason to begin a new one."""
    manager = kms()
    if not manager.epochs() and SubjectKey.objects.exists():
        raise KeysUnavailable("the keys of the epoch are missing")
    return manager


def create_subject(subject_id: UUID) -> None:
    """Make a person's keys. Call it inside the transaction that creates the person: if that fails, spare keys are left
    behind that open nothing."""
    own = rules.new_key()
    with _key_database():
        epoch, wrapped = _manager().wrap(own, keyring.subject_context(subject_id))
        SubjectKey.objects.create(subject_id=subject_id, wrapped=wrapped, epoch=epoch)
        ClassKey.objects.bulk_create(_class_key(subject_id, name, 1, own) for name in KEY_CLASSES)
    keyring.forget(subject_id)


def _class_key(subject_id: UUID, name: str, version: int, own: bytes) -> ClassKey:
    wrapped = rules.seal(own, rules.new_key(), keyring.class_context(subject_id, name, version))
    return ClassKey(subject_id=subject_id, key_class=name, version=version, wrapped=wrapped)


def destroy_subject(subject_id: UUID) -> None:
    """Make all that stands under the person's keys unreadable. Copies of the wrapped keys die with the epoch.

    Raises Blocked: blocking stops destruction too.
    """
    with _not_blocked(subject_id), _key_database():
        ClassKey.objects.filter(subject_id=subject_id).delete()
        if SubjectKey.objects.filter(subject_id=subject_id).delete()[0]:
            _noted([DestroyedKey(subject_id=subject_id)])
    keyring.forget(subject_id)


def destroy_class(subject_id: UUID, key_class: str) -> None:
    """Make one class of a person's data unreadable. His own key is renewed, so that a copy of the wrapped class key,
    too, opens no longer than the epoch of the copy lasts. Raises Blocked."""
    with _not_blocked(subject_id), _key_database():
        renewed, old = rules.new_key(), _own_key(subject_id)
        gone = ClassKey.objects.filter(subject_id=subject_id, key_class=key_class)
        _noted(
            DestroyedKey(subject_id=subject_id, key_class=key_class, version=version)
            for version in gone.values_list("version", flat=True)
        )
        gone.delete()
        left = list(ClassKey.objects.filter(subject_id=subject_id))
        for row in left:
            bound_to = keyring.class_context(subject_id, row.key_class, row.version)
            row.wrapped = rules.seal(renewed, rules.unseal(old, bytes(row.wrapped), bound_to), bound_to)
        ClassKey.objects.bulk_update(left, ["wrapped"])
        epoch, wrapped = kms().wrap(renewed, keyring.subject_context(subject_id))
        SubjectKey.objects.filter(pk=subject_id).update(epoch=epoch, wrapped=wrapped)
    keyring.forget(subject_id)


@contextmanager
def _not_blocked(subject_id: UUID) -> Iterator[None]:
    with transaction.atomic():
        keep_unblocked(subject_id, "vault_subjectkey")
        yield


def keep_unblocked(subject_id: UUID, what: str) -> None:
    """Before something that no rollback undoes: whoever blocks the person waits until this transaction ends.

    `what`: for the journal, if he is blocked already. Raises Blocked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT refuse_blocked(ARRAY[%s]::uuid[], %s, 'USE')", [subject_id, what])


@transaction.atomic
def block_subject(*, subject_id: UUID, request_id: UUID | None, at: datetime) -> None:
    """From the commit on only storing and checking is done with this person's data. Again changes nothing."""
    _lock_group(subject_id)
    Block.objects.get_or_create(pk=subject_id, defaults={"since": at, "request_id": request_id})
    keyring.forget(subject_id)


@transaction.atomic
def unblock_subject(*, subject_id: UUID) -> None:
    Block.objects.filter(pk=subject_id).delete()
    keyring.forget(subject_id)


@transaction.atomic
def block_record(*, subject_id: UUID, table: str, row: str, request_id: UUID | None, at: datetime) -> None:
    """The same for one row: it is not read in clear, changed or deleted. Again changes nothing."""
    _lock_group(subject_id)
    BlockedRecord.objects.get_or_create(
        table=table, row=row, defaults={"subject_id": subject_id, "since": at, "request_id": request_id}
    )
    keyring.forget(subject_id)


@transaction.atomic
def unblock_record(*, subject_id: UUID, table: str, row: str) -> None:
    BlockedRecord.objects.filter(subject_id=subject_id, table=table, row=row).delete()
    keyring.forget(subject_id)


@contextmanager
def lifted(people: Iterable[UUID]) -> Iterator[None]:
    """In the caller's transaction, and only for what was done before an older copy of the data was put back: it was
    not blocked when it was done, so a block of that copy does not stop it, and stands again afterwards."""
    blocks = list(Block.objects.filter(pk__in=people))
    of_rows = list(BlockedRecord.objects.filter(subject_id__in=people))
    for model in (Block, BlockedRecord):
        model.objects.filter(subject_id__in=people).delete()
    yield
    Block.objects.bulk_create(blocks)
    BlockedRecord.objects.bulk_create(of_rows)


def _lock_group(subject_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, blocking_group(%s))", [BLOCKING_LOCKS, subject_id])


def _noted(gone: Iterable[DestroyedKey]) -> None:
    """Beside the keys, and, once they are gone, on the list outside, which an older copy of this database lacks."""
    rows = DestroyedKey.objects.bulk_create(gone)
    names = [(row.subject_id, row.key_class, row.version) for row in rows]
    transaction.on_commit(lambda: destroyed.remember(names), using=KEYS)


def remember_destroyed() -> None:
    """Complete the list outside from the notes here, should a crash have come between the two."""
    noted = set(DestroyedKey.objects.values_list("subject_id", "key_class", "version"))
    destroyed.remember(sorted(noted - destroyed.remembered()))


def remember_gone(number: UUID) -> None:
    """Something without a key of its own was deleted for good. Its number stands beside those of destroyed keys, so
    that whoever puts an older copy of the data back knows what must go again; saying it twice changes nothing."""
    with _key_database():
        if not DestroyedKey.objects.filter(subject_id=number).exists():
            _noted([DestroyedKey(subject_id=number)])


def destroy_again(gone: Iterable[destroyed.Destroyed]) -> int:
    """Destroy in a restored key database what had been destroyed since it was copied; returns how many keys went."""
    count = 0
    with _key_database():
        noted = set(DestroyedKey.objects.values_list("subject_id", "key_class", "version"))
        for subject_id, key_class, version in gone:
            keys = ClassKey.objects.filter(subject_id=subject_id)
            if key_class:
                count += keys.filter(key_class=key_class, version__lte=version).delete()[0]
            else:
                count += keys.delete()[0] + SubjectKey.objects.filter(pk=subject_id).delete()[0]
            if (subject_id, key_class, version) not in noted:
                DestroyedKey.objects.create(subject_id=subject_id, key_class=key_class, version=version)
            keyring.forget(subject_id)
    return count


def renew_class(subject_id: UUID, key_class: str) -> None:
    """A new key for a class that was destroyed; what stood under the old one stays unreadable."""
    with _key_database():
        own = _own_key(subject_id)
        past = DestroyedKey.objects.filter(subject_id=subject_id, key_class=key_class)
        version = max(past.values_list("version", flat=True), default=0) + 1
        _class_key(subject_id, key_class, version, own).save(force_insert=True)
        past.delete()
    keyring.forget(subject_id)


def _own_key(subject_id: UUID) -> bytes:
    row = SubjectKey.objects.select_for_update(of=("self",)).filter(pk=subject_id).first()
    if row is None:
        raise Erased(str(subject_id))
    return kms().unwrap(row.epoch, bytes(row.wrapped), keyring.subject_context(subject_id))


def rotate_epoch(at: datetime) -> int:
    """Wrap every surviving person's key under a new epoch and destroy the old ones; returns how many were wrapped.

    Interrupted, it is simply run again: an old epoch is destroyed only when nothing is wrapped under it any more.
    """
    manager, count = _manager(), 0
    try:
        with transaction.atomic(using=KEYS):
            _lock_epoch("pg_advisory_xact_lock")
            new = manager.rotate()
        while wrapped := _rewrap(manager, new):
            count += wrapped
    except Error as error:
        raise KeysUnavailable("the key database does not answer") from error
    for epoch in manager.epochs():
        if epoch < new:
            manager.destroy(epoch)
    journal.record("vault.rotated", subject=None, actor=None, at=at, epoch=new, keys=count)
    return count


def _rewrap(manager: Kms, new: int) -> int:
    """One batch, its rows locked: a key that is renewed or destroyed meanwhile must not come back."""
    with transaction.atomic(using=KEYS):
        rows = SubjectKey.objects.select_for_update(of=("self",)).filter(epoch__lt=new).order_by("subject_id")
        batch = list(rows[:BATCH])
        contexts = [keyring.subject_context(row.subject_id) for row in batch]
        stored = [(row.epoch, bytes(row.wrapped), context) for row, context in zip(batch, contexts, strict=True)]
        wrapped = manager.wrap_all(list(zip(manager.unwrap_all(stored), contexts, strict=True)))
        for row, (epoch, anew) in zip(batch, wrapped, strict=True):
            row.epoch, row.wrapped = epoch, anew
        SubjectKey.objects.bulk_update(batch, ["epoch", "wrapped"])
    return len(batch)


def _lock_epoch(function: str) -> None:
    """Nobody wraps under an epoch that is being left: makers of keys share the lock, the rotation takes it alone."""
    with connections[KEYS].cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [EPOCH_LOCK])


def blind_index(category: str, value: str) -> bytes:
    """32 bytes by which an e-mail address or a phone number is found without being read; keyed, never a bare hash."""
    if not policy.CATEGORIES[category].blind_index:
        raise NotIndexed(f"{category} is not searched by")
    try:
        return rules.mac(_manager().mac_key(category), _normalised(category, value))
    except Error as error:
        raise KeysUnavailable("the key database does not answer") from error


def preload(subject_ids: Iterable[UUID]) -> None:
    """Fetch the keys of many people at once into the current session."""
    keyring.preload(subject_ids)


def _normalised(category: str, value: str) -> str:
    if not category.endswith("_phone"):
        return unicodedata.normalize("NFC", value.strip()).casefold()
    try:
        number = phonenumbers.parse(value, "KZ")
    except phonenumbers.NumberParseException:
        raise NotIndexed("this is not a phone number") from None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
