"""A version that was handed over keeps its words; whoever takes part sees his own rows, and the service and the
researcher those of all."""

from django.db import migrations

from harmonia.core.row_security import no_policies, policies

READERS = ("service", "staff rights", "staff research")
WALLED = ("surveys_participation", "surveys_quote", "surveys_talk")
FIXED = """
CREATE FUNCTION surveys_version_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'a version that was published stays';
    END IF;
    IF (NEW.content, NEW.number, NEW.survey_id, NEW.written_by)
        IS DISTINCT FROM (OLD.content, OLD.number, OLD.survey_id, OLD.written_by) THEN
        RAISE EXCEPTION 'a version keeps the words that were handed over';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER version_keeps_its_words BEFORE UPDATE ON surveys_version
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION surveys_version_stays();
CREATE TRIGGER version_stays BEFORE DELETE ON surveys_version
    FOR EACH ROW WHEN (OLD.state IN ('published', 'replaced')) EXECUTE FUNCTION surveys_version_stays();
ALTER TABLE surveys_version ENABLE ALWAYS TRIGGER version_keeps_its_words;
ALTER TABLE surveys_version ENABLE ALWAYS TRIGGER version_stays;
CREATE FUNCTION surveys_result_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'a survey is counted once';
END $body$;
CREATE TRIGGER result_stays BEFORE UPDATE OR DELETE ON surveys_result
    FOR EACH ROW EXECUTE FUNCTION surveys_result_stays();
ALTER TABLE surveys_result ENABLE ALWAYS TRIGGER result_stays;
"""
LOOSE = """
DROP TRIGGER version_keeps_its_words ON surveys_version;
DROP TRIGGER version_stays ON surveys_version;
DROP FUNCTION surveys_version_stays();
DROP TRIGGER result_stays ON surveys_result;
DROP FUNCTION surveys_result_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("core", "0002_the_applications_role")]
    operations = [
        migrations.RunSQL(FIXED, LOOSE),
        *(
            migrations.RunSQL(policies(table, seen_by="person_id", readers=READERS), no_policies(table))
            for table in WALLED
        ),
    ]
