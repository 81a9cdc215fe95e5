"""The application signs in as `harmonia_app`, which may use the tables and not own them."""

from typing import Any

from django.db import migrations

ROLE = """
DO $$ BEGIN
    CREATE ROLE harmonia_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public TO harmonia_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO harmonia_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO harmonia_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO harmonia_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO harmonia_app;
"""


def grant(apps: Any, schema_editor: Any) -> None:
    """In each database that this migration runs on: keys as well as data."""
    schema_editor.execute(ROLE)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop, hints={"database": "default"})]
