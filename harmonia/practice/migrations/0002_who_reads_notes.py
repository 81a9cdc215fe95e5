"""A note is there for whoever wrote it and for the service's own work; for nobody of the staff, whatever the purpose."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies


class Migration(migrations.Migration):
    dependencies = [("practice", "0001_initial"), ("core", "0002_the_applications_role")]
    operations = [
        migrations.RunSQL(
            policies("practice_note", seen_by="author_id", readers=["service"]), no_policies("practice_note")
        )
    ]
