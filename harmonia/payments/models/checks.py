"""What the tax service is told of payments, and what came of comparing the books with the providers' own."""

import uuid

from django.db import models
from django.db.models import Q

from harmonia.payments.models.orders import Order
from harmonia.payments.states import FiscalKind, FiscalState


class FiscalReceipt(models.Model):
    """A payment or a return of which the operator's fiscal service makes a receipt. The id is the key that it sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=6, choices=FiscalKind.choices)
    source_id = models.UUIDField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="fiscal_receipts")
    amount_kzt = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=FiscalState.choices, default=FiscalState.WAITING)
    happened_at = models.DateTimeField()
    number = models.CharField(max_length=80, blank=True, default="")
    page = models.URLField(max_length=300, blank=True, default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_id"], name="one_fiscal_receipt_a_movement"),
            models.CheckConstraint(condition=Q(state__in=FiscalState.values), name="fiscal_state_known"),
            models.CheckConstraint(
                condition=Q(state=FiscalState.WAITING, finished_at=None)
                | (~Q(state=FiscalState.WAITING) & Q(finished_at__isnull=False)),
                name="fiscal_receipt_finished_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=FiscalState.DONE) | ~Q(number=""), name="a_made_receipt_has_its_number"
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=~Q(state=FiscalState.DONE), name="fiscal_receipts_not_made"),
            models.Index(fields=["finished_at"], condition=Q(state=FiscalState.DONE), name="fiscal_receipts_made"),
        ]


class BooksCheck(models.Model):
    """One comparison with one provider. `differences`: ids of payments and sums, ours and theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=20)
    checked_at = models.DateTimeField()
    differences = models.JSONField(default=list)
    answered = models.BooleanField(default=True)
