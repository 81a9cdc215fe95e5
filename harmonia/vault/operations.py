"""Keys are made with a person and destroyed with him; every epoch the survivors are wrapped anew.

Erasure: destroying the wrapped keys makes every field of the person unreadable, in every copy of the data. Rotating the
epoch and destroying the old one does the same to copies of the wrapped keys.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.db import DatabaseError, transaction

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.vault import rules
from harmonia.vault.gateways import KeysUnavailable, kms
from harmonia.vault.models import ClassKey, SubjectKey

KEY_CLASSES = ("identity", "case", "documents", "marketing", "journal")
BATCH = 1000


class Erased(Exception):
    """The person's keys were destroyed: what was said can never be read again."""


def create_subject(subject_id: UUID) -> None:
    """Make a person's keys. Call it inside the transaction that creates the person."""
    own = rules.new_key()
    epoch, wrapped = kms().wrap(own, _subject_context(subject_id))
    try:
        with transaction.atomic(using="keys"):
            SubjectKey.objects.create(subject_id=subject_id, wrapped=wrapped, epoch=epoch)
            ClassKey.objects.bulk_create(
                ClassKey(
                    subject_id=subject_id,
                    key_class=name,
                    wrapped=rules.seal(own, rules.new_key(), _class_context(subject_id, name, 1)),
                )
                for name in KEY_CLASSES
            )
    except DatabaseError as error:
        raise KeysUnavailable("the key database does not answer") from error


def destroy_subject(subject_id: UUID) -> None:
    with transaction.atomic(using="keys"):
        ClassKey.objects.filter(subject_id=subject_id).delete()
        SubjectKey.objects.filter(subject_id=subject_id).delete()


def destroy_class(subject_id: UUID, key_class: str) -> None:
    ClassKey.objects.filter(subject_id=subject_id, key_class=key_class).delete()


def class_keys(subject_ids: Iterable[UUID]) -> dict[tuple[UUID, str], tuple[int, bytes]]:
    """(subject, class) -> (version, key), two queries for any number of people."""
    wanted = list(set(subject_ids))
    try:
        own = {row.subject_id: row for row in SubjectKey.objects.filter(pk__in=wanted)}
        rows = list(ClassKey.objects.filter(subject_id__in=own))
    except DatabaseError as error:
        raise KeysUnavailable("the key database does not answer") from error
    opened = {
        subject: kms().unwrap(row.epoch, bytes(row.wrapped), _subject_context(subject)) for subject, row in own.items()
    }
    return {
        (row.subject_id, row.key_class): (
            row.version,
            rules.unseal(
                opened[row.subject_id],
                bytes(row.wrapped),
                _class_context(row.subject_id, row.key_class, row.version),
            ),
        )
        for row in rows
    }


def rotate_epoch(at: datetime) -> int:
    """Wrap every surviving person's key under a new epoch and destroy the old ones; returns how many were wrapped."""
    manager = kms()
    old = set(SubjectKey.objects.values_list("epoch", flat=True).distinct())
    new = manager.rotate()
    count = 0
    while batch := list(SubjectKey.objects.exclude(epoch=new)[:BATCH]):
        for row in batch:
            key = manager.unwrap(row.epoch, bytes(row.wrapped), _subject_context(row.subject_id))
            row.epoch, row.wrapped = manager.wrap(key, _subject_context(row.subject_id))
        SubjectKey.objects.bulk_update(batch, ["epoch", "wrapped"])
        count += len(batch)
    for epoch in old - {new}:
        manager.destroy(epoch)
    journal.record("vault.rotated", subject=None, actor=None, at=at, epoch=new, keys=count)
    return count


def blind_index(category: str, value: str) -> bytes:
    """32 bytes by which an e-mail address or a phone number is found without being read; keyed, never a bare hash."""
    return rules.mac(kms().mac_key(category), _normalised(category, value))


def preload(subject_ids: Iterable[UUID]) -> None:
    """Fetch the keys of many people at once into the current session."""
    from harmonia.vault import reading

    reading.preload(subject_ids)


def _normalised(category: str, value: str) -> str:
    if policy.CATEGORIES[category].key.endswith("_phone"):
        number = phonenumbers.parse(value, "KZ")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return value.strip().casefold()


def _subject_context(subject_id: UUID) -> bytes:
    return f"subject\x1f{subject_id}".encode()


def _class_context(subject_id: UUID, key_class: str, version: int) -> bytes:
    return f"class\x1f{subject_id}\x1f{key_class}\x1f{version}".encode()
