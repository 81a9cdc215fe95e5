"""Whoever wrote sees his own letters and what was answered, staff and the service all."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READERS = ("service", "staff")
TABLES = {
    "support_thread": "person_id",
    "support_letter": "person_id",
    "support_reply": "EXISTS (SELECT FROM support_letter l WHERE l.id = letter_id)",
}


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]
    operations = [
        migrations.RunSQL(policies(table, seen_by=seen_by, readers=READERS), no_policies(table))
        for table, seen_by in TABLES.items()
    ]
