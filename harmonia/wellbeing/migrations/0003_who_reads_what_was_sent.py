"""What a reader sent is there for the service's own work and for whoever reads it for the purpose; it is nobody's own."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

TABLE = "wellbeing_original"


class Migration(migrations.Migration):
    dependencies = [("wellbeing", "0002_questions"), ("core", "0002_the_applications_role")]
    operations = [
        migrations.RunSQL(
            policies(TABLE, seen_by="id IS NULL", readers=["service", "staff feedback"]), no_policies(TABLE)
        )
    ]
