"""Both sides of a dispute see it, and what was said and proposed in it; staff and the service all."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READERS = ("service", "staff")
READER = "(SELECT current_setting('harmonia.reader', true))"
WITHIN = "EXISTS (SELECT FROM support_dispute d WHERE d.id = dispute_id)"
TABLES = {
    "support_dispute": f"opener_id::text = {READER} OR other_id::text = {READER}",
    "support_disputemessage": WITHIN,
    "support_disputeproposal": WITHIN,
}


class Migration(migrations.Migration):
    dependencies = [("support", "0004_disputes")]
    operations = [
        migrations.RunSQL(policies(table, seen_by=seen_by, readers=READERS), no_policies(table))
        for table, seen_by in TABLES.items()
    ]
