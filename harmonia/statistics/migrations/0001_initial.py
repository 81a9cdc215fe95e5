"""Counts of what is read; about nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0002_the_applications_role")]

    operations = [
        migrations.CreateModel(
            name="PageViews",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("page", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=2)),
                ("views", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "page", "language"), name="one_count_a_day_page_language"),
                    models.CheckConstraint(condition=models.Q(("views__gt", 0)), name="page_was_read"),
                ],
            },
        ),
    ]
