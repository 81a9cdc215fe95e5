"""The ledger's sums up to a posting, as final as the postings; indexes for what staff see of money."""

from django.db import migrations, models

FINAL = """
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments_ledgersums
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_final();
"""
UNDO = "DROP TRIGGER ledger_append_only ON payments_ledgersums;"


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0011_in_whose_hands_a_run_is"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerSums",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("up_to", models.BigIntegerField()),
                ("sums", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="fiscalreceipt",
            index=models.Index(
                condition=models.Q(("state", "done"), _negated=True), fields=["state"], name="fiscal_receipts_not_made"
            ),
        ),
        migrations.AddIndex(
            model_name="fiscalreceipt",
            index=models.Index(
                condition=models.Q(("state", "done")), fields=["finished_at"], name="fiscal_receipts_made"
            ),
        ),
        migrations.AddIndex(
            model_name="webhookevent",
            index=models.Index(fields=["-received_at", "id"], name="webhooks_newest"),
        ),
        migrations.AddConstraint(
            model_name="ledgersums",
            constraint=models.UniqueConstraint(fields=("up_to",), name="ledger_sums_once_a_posting"),
        ),
        migrations.RunSQL(FINAL, UNDO),
    ]
