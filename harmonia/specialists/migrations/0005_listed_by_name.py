"""Whom somebody finds by a part of the name, in order of the names."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("specialists", "0004_lengths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="specialist",
            index=models.Index(
                condition=models.Q(("listed_at__isnull", False), ("unlisted_at", None)),
                fields=["display_name", "id"],
                name="listed_by_name",
            ),
        ),
    ]
