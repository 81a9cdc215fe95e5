"""Entries are appended and never changed: by trigger for everyone, by grant for the application."""

from django.db import migrations

FORBID = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry FROM harmonia_app;
"""
ALLOW = """
DROP TRIGGER append_only ON journal_entry;
DROP FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("core", "0002_the_applications_role")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
