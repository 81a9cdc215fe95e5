"""A no to a wider edition is an answer of its own: the yes to the former one stands."""

from django.db import migrations, models

EVENTS = [
    ("given", "Given"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("superseded", "Superseded"),
    ("kept", "Kept"),
]


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_append_only")]
    operations = [
        migrations.AlterField("record", "event", models.CharField(choices=EVENTS, max_length=10)),
        migrations.RemoveConstraint("record", "consent_event_known"),
        migrations.AddConstraint(
            "record",
            models.CheckConstraint(
                condition=models.Q(event__in=[key for key, _ in EVENTS]), name="consent_event_known"
            ),
        ),
    ]
