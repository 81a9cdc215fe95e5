"""Breaches, requests of state bodies and transfers are taken in hand as all that waits on the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0006_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="breach",
            name="assigned_to",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="staterequest",
            name="assigned_to",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="transfer",
            name="assigned_to",
            field=models.UUIDField(null=True),
        ),
    ]
