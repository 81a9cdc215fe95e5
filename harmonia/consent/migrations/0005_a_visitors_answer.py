"""What visitors answer to cookies: appended and never changed, as every other answer."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

TABLE = "consent_visitoranswer"
FORBID = f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM harmonia_app;
"""
ALLOW = f"DROP TRIGGER append_only ON {TABLE};"


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0004_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitorAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("agreement", models.CharField(max_length=40)),
                ("notice_sha256", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=2)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                            ("kept", "Kept"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visitor_answers",
                        to="consent.edition",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agreement", "at"], name="visitor_answers_to")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("event__in", ("given", "refused", "withdrawn"))), name="visitor_event_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("kk", "ru", "en"))), name="visitor_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_sha256__regex", "^[0-9a-f]{64}$")),
                        name="visitor_answer_names_its_text",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
