"""The registers that the law asks for: transfers, requests of state bodies, publications, breaches, and self-audits.

They name people by their ids only. What was written by hand stands encrypted under a key of the row's own, so that it
can be destroyed when its term is over without touching anybody's account.
"""

import uuid

from django.db import models

from harmonia.privacy.states import BreachState, StateRequestState, TransferState
from harmonia.vault.fields import EncryptedTextField


class Transfer(models.Model):
    """Data of one person for one third party, by his consent (3.3, 94-V art. 19, 22(1)(5))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(db_index=True)
    recipient = models.CharField(max_length=32)
    purpose = models.CharField(max_length=32)
    categories = models.JSONField()
    abroad = models.BooleanField()
    consent_record_id = models.UUIDField()
    state = models.CharField(max_length=16, choices=TransferState.choices, default=TransferState.PROPOSED)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    assigned_to = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    tell_by = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="a_transfer_takes_two",
            ),
        ]


class StateRequest(models.Model):
    """A state body asks about people (3.4, 6.2, 7.2.2). `silent`: the law forbids to tell the person of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    authority = models.CharField(max_length=200)
    document_number = models.CharField(max_length=64)
    document_dated_on = models.DateField()
    person_id = models.UUIDField(null=True, db_index=True)
    asked = EncryptedTextField("request_text", subject="id")
    silent = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    entered_by = models.UUIDField()
    assigned_to = models.UUIDField(null=True)
    state = models.CharField(max_length=16, choices=StateRequestState.choices, default=StateRequestState.RECEIVED)
    ground = models.CharField(max_length=32, blank=True, default="")
    categories = models.JSONField(default=list)
    prepared_by = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = EncryptedTextField("request_text", subject="id", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=StateRequestState.DISCLOSED)
                | (
                    ~models.Q(ground="")
                    & models.Q(prepared_by__isnull=False, decided_by__isnull=False)
                    & ~models.Q(decided_by=models.F("prepared_by"))
                ),
                name="a_disclosure_has_a_ground_and_takes_two",
            ),
        ]


class Publication(models.Model):
    """What stands in public about a person, since when, on which consent (94-V art. 6, 22(1)(5))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(db_index=True)
    place = models.CharField(max_length=200)
    consent_record_id = models.UUIDField(null=True)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "place"], condition=models.Q(ended_at=None), name="one_publication_at_a_place"
            ),
        ]


class Breach(models.Model):
    """A loss of protection, found by somebody (94-V art. 1(15-1), 25(2)(8)). The clock runs from the finding."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=16, choices=BreachState.choices, default=BreachState.FOUND)
    drill = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    entered_by = models.UUIDField()
    assigned_to = models.UUIDField(null=True)
    happened = EncryptedTextField("request_text", subject="id")
    harms = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    people_count = models.PositiveIntegerField(null=True)
    consequences = EncryptedTextField("request_text", subject="id", null=True)
    measures = EncryptedTextField("request_text", subject="id", null=True)
    notified_at = models.DateTimeField(null=True)
    notice_sha256 = models.CharField(max_length=64, blank=True, default="")
    entry_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)


class SelfAudit(models.Model):
    """One run of the checks that the service makes of itself (6.7, 7.2.3, 8.1), with its evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    document = models.JSONField()
    entry_id = models.BigIntegerField(null=True)
    failed = models.PositiveSmallIntegerField()
