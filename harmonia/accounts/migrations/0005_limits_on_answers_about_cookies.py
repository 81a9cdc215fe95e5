"""Answers about cookies are counted too, so that nobody piles up rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_editor"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempts",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign_in", "Sign In"),
                    ("registration", "Registration"),
                    ("recovery", "Recovery"),
                    ("code", "Code"),
                    ("letter", "Letter"),
                    ("second_step", "Second Step"),
                    ("cookies", "Cookies"),
                ],
                max_length=12,
            ),
        ),
    ]
