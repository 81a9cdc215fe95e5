"""Erasures under way, and the certificates of those that are done. When one is done nothing here leads to a person."""

import uuid

from django.db import models
from django.db.models import Q

from harmonia.privacy.states import ErasureState
from harmonia.vault.fields import EncryptedTextField


class Certificate(models.Model):
    """One erasure. `subject_id` stands until the keys are destroyed, `plan` says what is left to do until then.

    `farewell` is the address to send the link to, under a key of the certificate's own: it dies when the letter has
    gone. The link is the random id: who has it sees the certificate, which names nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField(null=True, unique=True)
    request_id = models.UUIDField(null=True, db_index=True)
    state = models.CharField(max_length=12, choices=ErasureState.choices, default=ErasureState.ROWS_GONE)
    language = models.CharField(max_length=2)
    farewell = EncryptedTextField(category="client_email", subject="id", null=True)
    plan = models.JSONField(null=True)
    document = models.JSONField(null=True)
    entry_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ErasureState.values), name="erasure_state_known"),
            models.CheckConstraint(
                condition=Q(state=ErasureState.ROWS_GONE, subject_id__isnull=False, plan__isnull=False)
                | (
                    ~Q(state=ErasureState.ROWS_GONE)
                    & Q(subject_id=None, plan=None, document__isnull=False, entry_id__isnull=False)
                ),
                name="a_certificate_leads_to_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ErasureState.TOLD) | Q(farewell=None, told_at__isnull=False),
                name="a_farewell_leaves_no_address",
            ),
        ]
        indexes = [
            models.Index(fields=["begun_at"], condition=~Q(state=ErasureState.TOLD), name="erasures_under_way"),
        ]
