"""Whoever asks sees his own answers; the gate and the service see everybody's, and the officer who looks into rights."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READERS = ("gate", "service", "staff rights")


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_a_no_to_a_wider_edition")]
    operations = [
        migrations.RunSQL(
            policies("consent_record", seen_by="subject_id", readers=READERS), no_policies("consent_record")
        )
    ]
