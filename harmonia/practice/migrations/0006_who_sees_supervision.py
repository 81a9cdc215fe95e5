"""A case brought to supervision is there for whoever asks, for the supervisor until it is over, and for the service."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READER = "(SELECT current_setting('harmonia.reader', true))"
SEEN_BY = f"""asker_id::text = {READER} OR EXISTS (
    SELECT FROM specialists_specialist s WHERE s.person_id::text = {READER} AND s.id = supervisor_id AND state <> 'over'
)"""


class Migration(migrations.Migration):
    dependencies = [("practice", "0005_supervision"), ("core", "0002_the_applications_role")]
    operations = [
        migrations.RunSQL(
            policies("practice_supervision", seen_by=SEEN_BY, readers=["service"]), no_policies("practice_supervision")
        )
    ]
