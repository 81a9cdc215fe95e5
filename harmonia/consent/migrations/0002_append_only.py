"""Editions and answers are appended and never changed: by trigger for everyone, by grant for the application."""

from django.db import migrations

TABLES = ("consent_record", "consent_edition", "consent_editiontext")
FORBID = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM harmonia_app;
"""
    for table in TABLES
)
ALLOW = "".join(f"DROP TRIGGER append_only ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_initial"),
        ("journal", "0002_append_only"),
        ("core", "0002_the_applications_role"),
    ]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
