"""What one of the staff did is found by who did it; appended and never changed, as all of the journal."""

import django.db.models.deletion
from django.db import migrations, models

FORBID = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_act
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
ALTER TABLE journal_act ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON journal_act FROM harmonia_app;
"""
ALLOW = "DROP TRIGGER append_only ON journal_act"


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_signed_documents")]
    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="act",
                        serialize=False,
                        to="journal.entry",
                    ),
                ),
                ("actor", models.UUIDField()),
                ("about", models.UUIDField(null=True)),
                ("purpose", models.CharField(blank=True, max_length=32)),
            ],
            options={"indexes": [models.Index(fields=["actor", "-entry"], name="acts_of_one")]},
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
