"""Prices that fall for everybody from one moment to another, without a code. What an order got of it stands beside the
order; the service bears it, as it bears what a code takes off.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from harmonia.payments.models.orders import Order


class Promotion(models.Model):
    """So many per cent, or so many tenge, off one session. `specialists`: with them alone; empty: with everybody.
    `most_uses`: so often in all; None: as often as it likes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    per_cent = models.PositiveSmallIntegerField(null=True)
    off_kzt = models.PositiveIntegerField(null=True)
    specialists = ArrayField(models.UUIDField(), default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    most_uses = models.PositiveIntegerField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(per_cent__isnull=False, per_cent__range=(1, 90), off_kzt=None)
                | Q(per_cent=None, off_kzt__isnull=False, off_kzt__gt=0),
                name="promotion_takes_a_part_or_a_sum_off",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="promotion_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(most_uses=None) | Q(most_uses__gt=0), name="promotion_can_be_used"),
        ]


class PromotionUse(models.Model):
    """What of an order's price a promotion took off; given up when the order was never paid, or paid otherwise."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="promotion_use")
    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses")
    discount_kzt = models.PositiveIntegerField()
    used_at = models.DateTimeField()
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(discount_kzt__gt=0), name="promotion_use_takes_something_off"),
        ]
