import uuid

from django.db import migrations, models

GUARD = """
CREATE FUNCTION blocking_group(person uuid) RETURNS integer LANGUAGE sql IMMUTABLE RETURN uuid_hash(person) & 63;
CREATE FUNCTION refuse_blocked(people uuid[], place text, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE person uuid;
BEGIN
    IF people IS NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock_shared(7160423, number)
        FROM (SELECT DISTINCT blocking_group(one) AS number FROM unnest(people) one ORDER BY 1) groups;
    SELECT subject_id INTO person FROM vault_blocked WHERE subject_id = ANY(people) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'blocked: % of % is refused', what, place
            USING ERRCODE = 'HB001', DETAIL = person::text, TABLE = place;
    END IF;
END $$;
CREATE FUNCTION refuse_blocked_rows(keys text[], place text, what text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE person uuid;
BEGIN
    SELECT subject_id INTO person FROM vault_blockedrecord WHERE "table" = place AND "row" = ANY(keys) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'blocked: % of a row of % is refused', what, place
            USING ERRCODE = 'HB001', DETAIL = person::text, TABLE = place;
    END IF;
END $$;
"""
OPEN = """
DROP FUNCTION refuse_blocked_rows(text[], text, text);
DROP FUNCTION refuse_blocked(uuid[], text, text);
DROP FUNCTION blocking_group(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_keys_are_granted"), ("core", "0002_the_applications_role")]
    operations = [
        migrations.CreateModel(
            name="Blocked",
            fields=[
                ("subject_id", models.UUIDField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("request_id", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BlockedRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField(db_index=True)),
                ("table", models.CharField(max_length=63)),
                ("row", models.CharField(max_length=100)),
                ("since", models.DateTimeField()),
                ("request_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("table", "row"), name="a_record_is_blocked_once")],
            },
        ),
        migrations.RunSQL(GUARD, OPEN),
    ]
