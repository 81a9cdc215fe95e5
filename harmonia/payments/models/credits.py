"""What was paid for beforehand, and what is taken off: packages, gift certificates, promotional codes.

The database refuses to spend more than is left, to use a code more often than it allows or twice by one person, and to
pay one order from two credits. Certificates are bearer secrets: only the hash of a code stands here.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.payments.models.orders import Order
from harmonia.payments.states import CreditKind


class Credit(models.Model):
    """Bought by one order. A package belongs to its buyer from the start, a certificate to whoever enters its code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=CreditKind.choices)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="credit")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    good_for = models.UUIDField(null=True)
    sessions = models.PositiveSmallIntegerField(null=True)
    initial_kzt = models.PositiveIntegerField()
    left_kzt = models.PositiveIntegerField()
    valid_days = models.PositiveSmallIntegerField()
    code_sha256 = models.BinaryField(null=True, max_length=32)
    issued_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CreditKind.values), name="credit_kind_known"),
            models.CheckConstraint(
                condition=Q(initial_kzt__gt=0, left_kzt__lte=F("initial_kzt")),
                name="credit_holds_what_was_paid",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, left_kzt=0, expires_at=None)
                | Q(issued_at__isnull=False, expires_at__isnull=False),
                name="credit_is_empty_until_issued",
            ),
            models.CheckConstraint(
                condition=Q(kind=CreditKind.CERTIFICATE, good_for=None, sessions=None)
                | Q(kind=CreditKind.PACKAGE, good_for__isnull=False, sessions__gt=0),
                name="package_names_specialist_and_sessions",
            ),
            models.UniqueConstraint(fields=["code_sha256"], name="one_certificate_a_code"),
        ]

    @property
    def unit_kzt(self) -> int:
        """What one session of a package costs; the last one costs what is left."""
        return -(-self.initial_kzt // self.sessions) if self.sessions else 0


class Spending(models.Model):
    """What of a credit went into one order, and what of that came back."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="spending")
    credit = models.ForeignKey(Credit, on_delete=models.PROTECT, related_name="spendings")
    amount_kzt = models.PositiveIntegerField()
    spent_at = models.DateTimeField()
    returned_kzt = models.PositiveIntegerField(default=0)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_kzt__gt=0, returned_kzt__lte=F("amount_kzt")),
                name="no_more_returns_than_was_spent",
            ),
            models.CheckConstraint(
                condition=Q(returned_kzt=0, returned_at=None) | Q(returned_kzt__gt=0, returned_at__isnull=False),
                name="what_came_back_has_its_time",
            ),
        ]


class Promo(models.Model):
    """A code that takes a part off one session: from one moment to another, so often in all, once a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=24, unique=True)
    per_cent = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    most_uses = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_cent__range=(1, 90)), name="promo_takes_a_part_off"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="promo_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(used__lte=F("most_uses")), name="promo_is_used_within_its_limit"),
        ]


class Redemption(models.Model):
    """A code used on an order; given up when the order was never paid."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="redemption")
    promo = models.ForeignKey(Promo, on_delete=models.PROTECT, related_name="redemptions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    discount_kzt = models.PositiveIntegerField()
    redeemed_at = models.DateTimeField()
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(discount_kzt__gt=0), name="redemption_takes_something_off"),
            models.UniqueConstraint(
                fields=["promo", "person"], condition=Q(given_up_at=None), name="one_redemption_a_person"
            ),
        ]
