"""The application's role may use the key tables too; they live in a database of their own."""

from typing import Any

from django.db import migrations

from harmonia.core.databases import KEYS

GRANTS = """
DO $$ BEGIN
    CREATE ROLE harmonia_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public TO harmonia_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault_subjectkey, vault_classkey, vault_destroyedkey TO harmonia_app;
"""


def grant(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(GRANTS)


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop, hints={"database": KEYS})]
