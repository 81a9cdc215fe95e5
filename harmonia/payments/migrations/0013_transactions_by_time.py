from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0012_sums_that_are_kept"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="transaction",
            index=models.Index(fields=["posted_at"], name="transactions_by_time"),
        ),
    ]
