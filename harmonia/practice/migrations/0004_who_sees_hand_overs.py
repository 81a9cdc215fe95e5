"""A hand-over is there for the client and whoever gives; for whoever receives once the client has said yes; and for the
service. No member of staff sees one."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READER = "(SELECT current_setting('harmonia.reader', true))"
SEEN_BY = f"""client_id::text = {READER} OR EXISTS (
    SELECT FROM specialists_specialist s WHERE s.person_id::text = {READER}
    AND (s.id = giver_id OR (s.id = receiver_id AND state = 'handed'))
)"""


class Migration(migrations.Migration):
    dependencies = [("practice", "0003_hand_overs_and_leaving"), ("core", "0002_the_applications_role")]
    operations = [
        migrations.RunSQL(
            policies("practice_handover", seen_by=SEEN_BY, readers=["service"]), no_policies("practice_handover")
        )
    ]
