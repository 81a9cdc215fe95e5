"""What a note said before a change is there for whom the note is there: its author, and the service's own work."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import harmonia.vault.fields
from harmonia.core.row_security import no_policies, policies


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0006_who_sees_supervision"),
        ("core", "0002_the_applications_role"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "said",
                    harmonia.vault.fields.EncryptedJSONField("session_notes", own_key="case_id", subject="client_id"),
                ),
                ("edition", models.PositiveIntegerField()),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.case"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="earlier", to="practice.note"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("note", "edition"), name="one_earlier_text_an_edition")
                ],
            },
        ),
        migrations.RunSQL(
            policies("practice_earliertext", seen_by="author_id", readers=["service"]),
            no_policies("practice_earliertext"),
        ),
    ]
