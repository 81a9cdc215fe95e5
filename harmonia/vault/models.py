"""Wrapped keys, in the database `keys`, which has backups of its own: a data backup opens nothing by itself.

And who is blocked, which stands beside the data: one transaction holds the block and the request that asks for it.
"""

import uuid

from django.db import models


class SubjectKey(models.Model):
    """A person's own key, wrapped under the key of an epoch. Without this row nothing of his can be read."""

    database = "keys"

    subject_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    epoch = models.PositiveIntegerField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)


class ClassKey(models.Model):
    """The key of one class of a person's data, wrapped under the person's own key."""

    database = "keys"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField()
    key_class = models.CharField(max_length=16)
    version = models.PositiveSmallIntegerField(default=1)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_id", "key_class"], name="one_key_a_class")]


class DestroyedKey(models.Model):
    """That keys were destroyed on purpose, and which (key_class empty: all of the person's); so loss is told apart.

    A thing without a key of its own that was deleted for good has its number here too (`remember_gone`).
    """

    database = "keys"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField(db_index=True)
    key_class = models.CharField(max_length=16, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    destroyed_at = models.DateTimeField(auto_now_add=True)


class Blocked(models.Model):
    """From the commit that wrote this row nothing but storing and checking is done with the person's data."""

    subject_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()
    request_id = models.UUIDField(null=True)


class BlockedRecord(models.Model):
    """The same of one row of one table: it is not read in clear, changed or deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField(db_index=True)
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=100)
    since = models.DateTimeField()
    request_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "row"], name="a_record_is_blocked_once")]
