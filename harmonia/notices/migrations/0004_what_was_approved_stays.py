"""The words and terms of a campaign change while it is a draft, and never after somebody was asked to approve them."""

from django.db import migrations

FORBID = """
CREATE FUNCTION campaign_words_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM notices_campaign WHERE id = COALESCE(NEW.campaign_id, OLD.campaign_id)) <> 'draft' THEN
        RAISE EXCEPTION 'the words of a campaign are fixed once it is proposed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER words_are_fixed BEFORE INSERT OR UPDATE OR DELETE ON notices_campaigntext
    FOR EACH ROW EXECUTE FUNCTION campaign_words_are_fixed();
CREATE FUNCTION campaign_terms_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (
        NEW.kind, NEW.channel, NEW.interest, NEW.languages, NEW.path, NEW.offer_from_on, NEW.offer_until_on,
        NEW.a_minute, NEW.written_by
    ) IS DISTINCT FROM (
        OLD.kind, OLD.channel, OLD.interest, OLD.languages, OLD.path, OLD.offer_from_on, OLD.offer_until_on,
        OLD.a_minute, OLD.written_by
    ) THEN
        RAISE EXCEPTION 'the terms of a campaign are fixed once it is proposed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER terms_are_fixed BEFORE UPDATE ON notices_campaign
    FOR EACH ROW EXECUTE FUNCTION campaign_terms_are_fixed();
"""
ALLOW = """
DROP TRIGGER terms_are_fixed ON notices_campaign;
DROP TRIGGER words_are_fixed ON notices_campaigntext;
DROP FUNCTION campaign_terms_are_fixed();
DROP FUNCTION campaign_words_are_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_campaigns")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
