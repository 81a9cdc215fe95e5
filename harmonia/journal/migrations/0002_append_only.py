"""Entries are appended and never changed: by trigger for everyone, by grant for the application."""

from django.db import migrations

FORBID = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['journal_entry', 'journal_leaf', 'journal_node', 'journal_seal', 'journal_checkpoint']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION append_only()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', name);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM harmonia_app', name);
    END LOOP;
END $$;
"""
ALLOW = "DROP FUNCTION append_only() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("core", "0002_the_applications_role")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
