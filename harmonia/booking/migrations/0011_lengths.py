"""Slots know how much room there is. Where it says 0 nobody has worked it out since: only the ordinary session is
offered there, until the free time is next worked out (every night, and when lengths are set)."""

from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION booking_take(whose uuid, since timestamptz, until timestamptz) RETURNS timestamptz[]
LANGUAGE plpgsql AS $$
DECLARE
    ordinary interval;
    pause interval;
    taken timestamptz[];
BEGIN
    PERFORM 1 FROM booking_availability WHERE specialist_id = whose FOR NO KEY UPDATE;
    SELECT make_interval(mins => session_minutes), make_interval(mins => buffer_minutes) INTO ordinary, pause
        FROM booking_timetable WHERE specialist_id = whose;
    WITH gone AS (
        DELETE FROM booking_slot
        WHERE specialist_id = whose AND starts_at < until AND starts_at > since - pause - ordinary
        RETURNING starts_at
    )
    SELECT coalesce(array_agg(starts_at), '{}') INTO taken FROM gone;
    -- Asked first: for most there is nothing to lessen, and an update would wake the table's triggers all the same.
    IF EXISTS (
        SELECT FROM booking_slot
        WHERE specialist_id = whose AND starts_at > since - pause - interval '240 minutes'
          AND starts_at <= since - pause - ordinary AND starts_at + make_interval(mins => room_minutes) > since - pause
    ) THEN
        UPDATE booking_slot SET room_minutes = floor(extract(epoch FROM since - pause - starts_at) / 60)
        WHERE specialist_id = whose AND starts_at > since - pause - interval '240 minutes'
          AND starts_at <= since - pause - ordinary AND starts_at + make_interval(mins => room_minutes) > since - pause;
    END IF;
    RETURN taken;
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION booking_take(whose uuid, since timestamptz, until timestamptz) RETURNS timestamptz[]
LANGUAGE plpgsql AS $$
DECLARE
    around interval;
    taken timestamptz[];
BEGIN
    PERFORM 1 FROM booking_availability WHERE specialist_id = whose FOR NO KEY UPDATE;
    SELECT make_interval(mins => session_minutes + buffer_minutes) INTO around
        FROM booking_timetable WHERE specialist_id = whose;
    WITH gone AS (
        DELETE FROM booking_slot
        WHERE specialist_id = whose AND starts_at < until AND starts_at > since - around
        RETURNING starts_at
    )
    SELECT coalesce(array_agg(starts_at), '{}') INTO taken FROM gone;
    RETURN taken;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0010_appointments_by_time"), ("specialists", "0004_lengths")]

    operations = [
        migrations.AddField(
            model_name="slot",
            name="room_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="appointment",
            name="is_ordinary",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="waiting",
            name="minutes",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
