"""In which language the client used the service when he took the time; of what was taken before, nobody knows."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("booking", "0013_sessions_by_when_they_ended")]
    operations = [
        migrations.AddField(
            "appointment", "language", models.CharField(blank=True, db_default="", default="", max_length=2)
        ),
        migrations.AddConstraint(
            "appointment",
            models.CheckConstraint(
                condition=Q(language__in=("", "kk", "ru", "en")), name="appointment_language_is_known"
            ),
        ),
    ]
