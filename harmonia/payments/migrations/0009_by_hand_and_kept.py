"""Payouts marked by hand, by another than who prepared the run; and what is earned by sessions that a client missed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SECOND_PERSON = """
CREATE FUNCTION payments_mark_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM payments_payout p JOIN payments_payoutrun r ON r.id = p.run_id
        WHERE p.id = NEW.payout_id AND r.prepared_by IN (NEW.marked_by, NEW.taken_back_by);
    IF FOUND THEN
        RAISE EXCEPTION 'who prepared a run does not mark it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_mark_takes_two_people';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER a_mark_takes_two_people AFTER INSERT OR UPDATE ON payments_payoutmark
    FOR EACH ROW EXECUTE FUNCTION payments_mark_by_another();
"""
UNDO = """
DROP TRIGGER a_mark_takes_two_people ON payments_payoutmark;
DROP FUNCTION payments_mark_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0008_contested_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PayoutMark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=80)),
                ("sent_on", models.DateField()),
                ("marked_by", models.UUIDField()),
                ("marked_at", models.DateTimeField()),
                (
                    "mistake",
                    models.CharField(
                        blank=True,
                        choices=[("not_sent", "Not Sent"), ("other_line", "Other Line"), ("mistyped", "Mistyped")],
                        default="",
                        max_length=12,
                    ),
                ),
                ("taken_back_by", models.UUIDField(null=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="earning",
            name="kind",
            field=models.CharField(
                choices=[("held", "Held"), ("cancelled", "Cancelled"), ("missed", "Missed")],
                default="held",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="transaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("payment", "Payment"),
                    ("refund_requested", "Refund Requested"),
                    ("refund_done", "Refund Done"),
                    ("refund_failed", "Refund Failed"),
                    ("earned", "Earned"),
                    ("paid_out", "Paid Out"),
                    ("unpaid", "Unpaid"),
                    ("credited", "Credited"),
                    ("spent", "Spent"),
                    ("unspent", "Unspent"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["held", "cancelled", "missed"])), name="earning_kind_known"
            ),
        ),
        migrations.AddField(
            model_name="payoutmark",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="payments.payout"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="a_mark_names_the_transfer"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mistake", ""), ("taken_back_at", None), ("taken_back_by", None)),
                    models.Q(
                        ("mistake__in", ["not_sent", "other_line", "mistyped"]),
                        ("taken_back_at__isnull", False),
                        ("taken_back_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_mark_is_taken_back_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutmark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)), fields=("payout",), name="one_mark_a_payout"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutmark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)), fields=("reference",), name="one_mark_a_transfer"
            ),
        ),
        migrations.RunSQL(SECOND_PERSON, UNDO),
    ]
