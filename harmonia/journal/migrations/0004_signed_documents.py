"""An entry may stand for a signed document: its hash, which the leaf carries. Old leaves keep their text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_audits_are_found")]
    operations = [
        migrations.AddField("entry", "document", models.BinaryField(max_length=32, null=True)),
        migrations.AddIndex(
            "entry",
            models.Index(fields=["document"], condition=models.Q(document__isnull=False), name="entries_of_documents"),
        ),
        migrations.AddIndex("checkpoint", models.Index(fields=["size", "id"], name="checkpoints_by_size")),
    ]
