"""Append-only: a trigger refuses every change, the application's role may only insert, and the tree detects the rest."""

import uuid

from django.db import models


class TransactionId(models.Field[str, str]):
    """PostgreSQL's xid8: the transaction that wrote the row, so that sealing waits for those still under way."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    function = "pg_current_xact_id"
    output_field = TransactionId()


class Entry(models.Model):
    """One event. `record` is sealed under the subject's key; `leaf` commits to it and names nobody."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    transaction = TransactionId(db_default=CurrentTransaction())
    at = models.DateTimeField()
    event = models.CharField(max_length=64)
    tag = models.BinaryField(max_length=32, null=True)
    record = models.BinaryField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["tag", "id"], name="entries_of_a_person"),
            models.Index(fields=["transaction", "id"], name="entries_by_transaction"),
        ]
