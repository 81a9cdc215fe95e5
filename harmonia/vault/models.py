"""Wrapped keys, in the database `keys`, which has backups of its own: a data backup opens nothing by itself."""

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
    """That keys were destroyed on purpose, and which (key_class empty: all of the person's); so loss is told apart."""

    database = "keys"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField(db_index=True)
    key_class = models.CharField(max_length=16, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    destroyed_at = models.DateTimeField(auto_now_add=True)
