"""Consents are append-only; what two people approved to let go, and nothing else, leaves through this one door."""

from django.db import migrations

DOOR = """
CREATE FUNCTION consent_let_go(wanted uuid[]) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    IF EXISTS (
        SELECT FROM unnest(wanted) AS one
        WHERE NOT EXISTS (
            SELECT FROM privacy_item AS item JOIN privacy_run AS run ON run.id = item.run_id
            WHERE run.state = 'approved' AND item."table" = 'consent.Record' AND item."row" = one::text
        )
    ) THEN
        RAISE EXCEPTION 'nobody approved that these answers go' USING ERRCODE = 'insufficient_privilege';
    END IF;
    ALTER TABLE consent_record DISABLE TRIGGER append_only;
    DELETE FROM consent_record WHERE id = ANY(wanted);
    GET DIAGNOSTICS gone = ROW_COUNT;
    ALTER TABLE consent_record ENABLE ALWAYS TRIGGER append_only;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION consent_let_go(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consent_let_go(uuid[]) TO harmonia_app;
"""
SHUT = "DROP FUNCTION consent_let_go(uuid[])"


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("consent", "0002_append_only"),
        ("core", "0002_the_applications_role"),
    ]
    operations = [migrations.RunSQL(DOOR, SHUT)]
