"""Keys are made with a person and destroyed with him; every epoch the survivors are wrapped anew.

Erasure: destroying the wrapped keys makes every field of the person unreadable, in every copy of the data. Rotating the
epoch and destroying the old one does the same to copies of the wrapped keys.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.db import DatabaseError, connections, transaction

from harmonia.core.databases import KEYS
from harmonia.journal import operations as journal
from harmonia.vault import keyring, rules
from harmonia.vault.gateways import KeysUnavailable, kms
from harmonia.vault.keyring import Erased
from harmonia.vault.models import ClassKey, SubjectKey

__all__ = [
    "Erased",
    "blind_index",
    "create_subject",
    "destroy_class",
    "destroy_subject",
    "preload",
    "rotate_epoch",
]

KEY_CLASSES = ("identity", "case", "documents", "marketing", "journal")
BATCH = 1000
EPOCH_LOCK = 7_160_422


def create_subject(subject_id: UUID) -> None:
    """Make a person's keys. Call it inside the transaction that creates the person: if that fails, spare keys are left
    behind that open nothing."""
    own = rules.new_key()
    try:
        with transaction.atomic(using=KEYS):
            _lock_epoch("pg_advisory_xact_lock_shared")
            epoch, wrapped = kms().wrap(own, keyring.subject_context(subject_id))
            SubjectKey.objects.create(subject_id=subject_id, wrapped=wrapped, epoch=epoch)
            ClassKey.objects.bulk_create(
                ClassKey(
                    subject_id=subject_id,
                    key_class=name,
                    wrapped=rules.seal(own, rules.new_key(), keyring.class_context(subject_id, name, 1)),
                )
                for name in KEY_CLASSES
            )
    except DatabaseError as error:
        raise KeysUnavailable("the key database does not answer") from error
    keyring.forget(subject_id)


def destroy_subject(subject_id: UUID) -> None:
    with transaction.atomic(using=KEYS):
        ClassKey.objects.filter(subject_id=subject_id).delete()
        SubjectKey.objects.filter(subject_id=subject_id).delete()
    keyring.forget(subject_id)


def destroy_class(subject_id: UUID, key_class: str) -> None:
    ClassKey.objects.filter(subject_id=subject_id, key_class=key_class).delete()
    keyring.forget(subject_id)


def rotate_epoch(at: datetime) -> int:
    """Wrap every surviving person's key under a new epoch and destroy the old ones; returns how many were wrapped.

    Interrupted, it is simply run again: an old epoch is destroyed only when nothing is wrapped under it any more.
    """
    manager, count = kms(), 0
    with transaction.atomic(using=KEYS):
        _lock_epoch("pg_advisory_xact_lock")
        new = manager.rotate()
    while batch := list(SubjectKey.objects.exclude(epoch=new).order_by("subject_id")[:BATCH]):
        for row in batch:
            key = manager.unwrap(row.epoch, bytes(row.wrapped), keyring.subject_context(row.subject_id))
            row.epoch, row.wrapped = manager.wrap(key, keyring.subject_context(row.subject_id))
        SubjectKey.objects.bulk_update(batch, ["epoch", "wrapped"])
        count += len(batch)
    for epoch in manager.epochs():
        if epoch < new:
            manager.destroy(epoch)
    journal.record("vault.rotated", subject=None, actor=None, at=at, epoch=new, keys=count)
    return count


def _lock_epoch(function: str) -> None:
    """Nobody wraps under an epoch that is being left: makers of keys share the lock, the rotation takes it alone."""
    with connections[KEYS].cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [EPOCH_LOCK])


def blind_index(category: str, value: str) -> bytes:
    """32 bytes by which an e-mail address or a phone number is found without being read; keyed, never a bare hash."""
    return rules.mac(kms().mac_key(category), _normalised(category, value))


def preload(subject_ids: Iterable[UUID]) -> None:
    """Fetch the keys of many people at once into the current session."""
    keyring.preload(subject_ids)


def _normalised(category: str, value: str) -> str:
    if category.endswith("_phone"):
        number = phonenumbers.parse(value, "KZ")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return value.strip().casefold()
