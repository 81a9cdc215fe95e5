"""Append-only: triggers refuse every change, the application's role may only insert, and the tree detects the rest."""

import uuid

from django.db import models


class TransactionId(models.Field[int, int]):
    """PostgreSQL's xid8: the transaction that wrote the row, so that sealing waits for those still under way."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def get_prep_value(self, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    def from_db_value(self, value: object, expression: object, connection: object) -> int:
        return int(str(value))


class CurrentTransaction(models.Func):
    function = "pg_current_xact_id"
    output_field = TransactionId()


class Entry(models.Model):
    """One event. `record` is sealed under the subject's key; `leaf` commits to it and names nobody.

    `document`: the hash of a signed document that this entry stands for (a receipt, a certificate).
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    transaction = TransactionId(db_default=CurrentTransaction())
    at = models.DateTimeField()
    event = models.CharField(max_length=64)
    tag = models.BinaryField(max_length=32, null=True)
    record = models.BinaryField()
    committed = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)
    document = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tag", "id"], name="entries_of_a_person"),
            models.Index(fields=["transaction", "id"], name="entries_by_transaction"),
            models.Index(fields=["id"], condition=models.Q(event="journal.audited"), name="audits_of_the_journal"),
            models.Index(
                fields=["event", "id"], opclasses=["varchar_pattern_ops", "int8_ops"], name="entries_of_an_area"
            ),
            models.Index(fields=["document"], condition=models.Q(document__isnull=False), name="entries_of_documents"),
        ]


class Act(models.Model):
    """That one of the staff acted: finds the entry by who did it. What was done stands in the entry alone, which opens
    with the key of `about`; once that person is gone, what is left here is that something was done, and when.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="act")
    actor = models.UUIDField()
    about = models.UUIDField(null=True)
    purpose = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [models.Index(fields=["actor", "-entry"], name="acts_of_one")]


class Leaf(models.Model):
    """Where an entry stands in the tree."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="sealed_as")
    hash = models.BinaryField(max_length=32)


class Node(models.Model):
    """A complete inner node (level ≥ 1), stored so that proofs take a handful of rows."""

    id = models.BigAutoField(primary_key=True)
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_node_a_place")]


class Seal(models.Model):
    """One run of sealing: all transactions below `sealed_below` are in the tree of `size` leaves."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    sealed_below = TransactionId()
    size = models.BigIntegerField()


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root. A copy kept elsewhere makes a later rewriting visible."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["size", "id"], name="checkpoints_by_size")]
