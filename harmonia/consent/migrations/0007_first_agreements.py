from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0006_by_the_spam_button"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("agreement", "service"), ("event", "given")),
                fields=["at"],
                name="consent_to_the_service",
            ),
        ),
    ]
