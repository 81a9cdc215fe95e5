"""Files that came with letters, shut until they are scanned; and answers that staff keep ready."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import harmonia.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadyAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=80, unique=True)),
                ("text_kk", models.TextField()),
                ("text_ru", models.TextField()),
                ("text_en", models.TextField()),
                ("written_by", models.UUIDField(null=True)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text_kk", ""), _negated=True),
                            models.Q(("text_ru", ""), _negated=True),
                            models.Q(("text_en", ""), _negated=True),
                        ),
                        name="ready_answer_speaks_every_language",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AttachedFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("name", harmonia.vault.fields.EncryptedTextField("request_files", subject="letter_id")),
                ("size_bytes", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("quarantined", "Quarantined"),
                            ("clean", "Clean"),
                            ("infected", "Infected"),
                            ("unknowable", "Unknowable"),
                        ],
                        default="quarantined",
                        max_length=12,
                    ),
                ),
                ("found", models.CharField(blank=True, max_length=200)),
                ("taken_out_at", models.DateTimeField()),
                ("scanned_at", models.DateTimeField(null=True)),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="support.letter"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "taken_out_at"], name="files_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("letter", "place"), name="one_file_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["quarantined", "clean", "infected", "unknowable"])),
                        name="file_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scanned_at", None), ("state", "quarantined")),
                            models.Q(models.Q(("state", "quarantined"), _negated=True), ("scanned_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="file_leaves_quarantine_by_the_scanner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "infected"), ("found", ""), _connector="OR"),
                        name="file_names_what_was_found_where_it_was",
                    ),
                ],
            },
        ),
    ]
