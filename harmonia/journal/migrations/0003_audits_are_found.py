from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(fields=["id"], condition=models.Q(event="journal.audited"), name="audits_of_the_journal"),
        )
    ]
