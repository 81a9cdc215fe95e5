"""What one of the staff looks for by the beginning of an event is found without walking through the whole journal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0005_what_the_staff_did"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["event", "id"], name="entries_of_an_area", opclasses=["varchar_pattern_ops", "int8_ops"]
            ),
        ),
    ]
