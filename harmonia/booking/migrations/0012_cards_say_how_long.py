"""The directory shows how long an ordinary session is: as long as its timetable says. What is about a blocked person
stays as it is."""

from django.db import migrations

FORWARD = """
UPDATE specialists_specialist s SET session_minutes = t.session_minutes FROM booking_timetable t
WHERE t.specialist_id = s.id AND s.session_minutes <> t.session_minutes
  AND NOT EXISTS (SELECT FROM vault_blocked b WHERE b.subject_id = s.person_id);
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0011_lengths"), ("vault", "0003_blocked")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
