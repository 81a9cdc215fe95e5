"""Prices that fall for everybody between two moments."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0009_by_hand_and_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("per_cent", models.PositiveSmallIntegerField(null=True)),
                ("off_kzt", models.PositiveIntegerField(null=True)),
                (
                    "specialists",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("most_uses", models.PositiveIntegerField(null=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("off_kzt", None), ("per_cent__isnull", False), ("per_cent__range", (1, 90))),
                            models.Q(("off_kzt__gt", 0), ("off_kzt__isnull", False), ("per_cent", None)),
                            _connector="OR",
                        ),
                        name="promotion_takes_a_part_or_a_sum_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="promotion_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_uses", None), ("most_uses__gt", 0), _connector="OR"),
                        name="promotion_can_be_used",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromotionUse",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="promotion_use",
                        serialize=False,
                        to="payments.order",
                    ),
                ),
                ("discount_kzt", models.PositiveIntegerField()),
                ("used_at", models.DateTimeField()),
                ("given_up_at", models.DateTimeField(null=True)),
                (
                    "promotion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="payments.promotion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("discount_kzt__gt", 0)), name="promotion_use_takes_something_off"
                    )
                ],
            },
        ),
    ]
