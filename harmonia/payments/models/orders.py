"""Money, in whole tenge. The ledger is double-entry and append-only: the database refuses a transaction whose postings
do not sum to zero, a change or removal of a posting, and refunds beyond what was paid (0002_the_ledger_balances.py).
No card data ever comes here: the payer gives it to the provider, on the provider's page.
"""

import uuid

from django.conf import settings
from django.db import models

from harmonia.payments.states import OrderState, Outcome, PaymentState, RefundState, TransactionKind


class Order(models.Model):
    """What a person owes for one thing: `amount_kzt`, after what a promotion and a credit take off.

    `person` is emptied when he is erased; the sums stay for the tax law.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    amount_kzt = models.PositiveIntegerField()
    discount_kzt = models.PositiveIntegerField(default=0)
    credit_kzt = models.PositiveIntegerField(default=0)
    about = models.CharField(max_length=20)
    about_id = models.UUIDField()
    state = models.CharField(max_length=16, choices=OrderState.choices, default=OrderState.OPEN)
    opened_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "about_id"], name="one_order_a_thing"),
            models.CheckConstraint(
                condition=models.Q(amount_kzt__gt=0) | models.Q(credit_kzt__gt=0), name="order_amount_positive"
            ),
            models.CheckConstraint(condition=models.Q(state__in=OrderState.values), name="order_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=OrderState.OPEN, paid_at=None)
                | (~models.Q(state=OrderState.OPEN) & models.Q(paid_at__isnull=False)),
                name="order_paid_when_not_open",
            ),
        ]

    @property
    def price_kzt(self) -> int:
        """What the thing costs by itself."""
        return self.amount_kzt + self.discount_kzt + self.credit_kzt

    @property
    def number(self) -> str:
        """What people read out on the telephone."""
        return self.pk.hex[:8].upper()


class Payment(models.Model):
    """One attempt to pay an order with a provider."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    provider_reference = models.CharField(max_length=80, null=True)  # noqa: DJ001  unknown until the provider answers
    amount_kzt = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PaymentState.choices, default=PaymentState.STARTED)
    surplus = models.BooleanField(default=False)
    return_path = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_reference"], name="one_payment_a_reference"),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state=PaymentState.STARTED), name="one_open_attempt_an_order"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(state=PaymentState.CONFIRMED, surplus=False),
                name="one_confirmed_payment_an_order",
            ),
            models.CheckConstraint(condition=models.Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=PaymentState.CONFIRMED, confirmed_at__isnull=False)
                | (~models.Q(state=PaymentState.CONFIRMED) & models.Q(confirmed_at=None)),
                name="payment_confirmed_has_time",
            ),
        ]


class Refund(models.Model):
    """Money on its way back. Its id is the idempotency key that the provider sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_kzt = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=RefundState.choices, default=RefundState.REQUESTED)
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_kzt__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(condition=models.Q(state__in=RefundState.values), name="refund_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=RefundState.REQUESTED, finished_at=None)
                | (~models.Q(state=RefundState.REQUESTED) & models.Q(finished_at__isnull=False)),
                name="refund_finished_has_time",
            ),
        ]


class WebhookEvent(models.Model):
    """What a provider told us, less what it says of the payer, stored once before anything is done about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=80)
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="webhook_event_once"),
            models.CheckConstraint(
                condition=models.Q(processed_at=None, outcome="")
                | (models.Q(processed_at__isnull=False) & models.Q(outcome__in=Outcome.values)),
                name="webhook_outcome_when_processed",
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(processed_at=None), name="webhooks_waiting"),
            models.Index(fields=["-received_at", "id"], name="webhooks_newest"),
        ]


class Account(models.Model):
    """A place where money is, or to whom it is owed: 'provider.sandbox', 'clients.prepaid', 'clients.returning'."""

    code = models.CharField(primary_key=True, max_length=40)


class Transaction(models.Model):
    """One movement of money. The pair (kind, source) makes each happen once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=TransactionKind.choices)
    source_id = models.UUIDField()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="transactions")
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source_id"], name="transaction_once_a_source")]
        indexes = [models.Index(fields=["posted_at"], name="transactions_by_time")]


class Posting(models.Model):
    """One side of a transaction: positive into the account, negative out of it."""

    id = models.BigAutoField(primary_key=True)
    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount_kzt = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(amount_kzt=0), name="posting_not_zero")]


class LedgerSums(models.Model):
    """The sums of all accounts over the postings up to one, by its number. What was posted later is added to them."""

    id = models.BigAutoField(primary_key=True)
    up_to = models.BigIntegerField()
    sums = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["up_to"], name="ledger_sums_once_a_posting")]
