"""The bits of Availability are the slots seen from their origin: the database keeps them so, whoever writes either."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION booking_bits(whose uuid, origin date) RETURNS bit(1344) LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        bit_or(set_bit(
            repeat('0', 1344)::bit(1344),
            floor(extract(epoch FROM starts_at - origin::timestamp AT TIME ZONE 'UTC') / 1800)::int4,
            1
        )),
        repeat('0', 1344)::bit(1344)
    )
    FROM booking_slot
    WHERE specialist_id = whose
      AND starts_at >= origin::timestamp AT TIME ZONE 'UTC'
      AND starts_at < (origin + 28)::timestamp AT TIME ZONE 'UTC'
$$;

CREATE FUNCTION booking_slots_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE booking_availability SET bits = booking_bits(specialist_id, origin_on)
    WHERE specialist_id IN (SELECT specialist_id FROM changed);
    RETURN NULL;
END $$;

CREATE TRIGGER slots_added AFTER INSERT ON booking_slot REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION booking_slots_changed();
CREATE TRIGGER slots_removed AFTER DELETE ON booking_slot REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION booking_slots_changed();

CREATE FUNCTION booking_origin_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.bits := booking_bits(NEW.specialist_id, NEW.origin_on);
    RETURN NEW;
END $$;

CREATE TRIGGER origin_moved BEFORE INSERT OR UPDATE OF origin_on ON booking_availability
    FOR EACH ROW EXECUTE FUNCTION booking_origin_changed();

CREATE FUNCTION booking_take(whose uuid, since timestamptz, until timestamptz) RETURNS timestamptz[]
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

BACKWARD = """
DROP FUNCTION booking_take(uuid, timestamptz, timestamptz);
DROP TRIGGER origin_moved ON booking_availability;
DROP TRIGGER slots_removed ON booking_slot;
DROP TRIGGER slots_added ON booking_slot;
DROP FUNCTION booking_origin_changed();
DROP FUNCTION booking_slots_changed();
DROP FUNCTION booking_bits(uuid, date);
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
