"""Whoever asked sees his own requests, staff and the service all; words and steps go with their request."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READERS = ("service", "staff")
OF_ITS_REQUEST = "EXISTS (SELECT FROM privacy_request r WHERE r.id = request_id)"
TABLES = {
    "privacy_request": "person_id",
    "privacy_requestwords": OF_ITS_REQUEST,
    "privacy_step": OF_ITS_REQUEST,
}


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_erasure")]
    operations = [
        migrations.RunSQL(policies(table, seen_by=seen_by, readers=READERS), no_policies(table))
        for table, seen_by in TABLES.items()
    ]
