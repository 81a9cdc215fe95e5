"""What is earned cannot be returned, what is returned cannot be earned: together never more than the order took in."""

from django.db import migrations

WITHIN = """
CREATE FUNCTION payments_within_the_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE subject uuid; paid bigint; gone bigint;
BEGIN
    IF TG_TABLE_NAME = 'payments_earning' THEN
        subject := (to_jsonb(NEW) ->> 'order_id')::uuid;
    ELSE
        SELECT order_id INTO subject FROM payments_payment WHERE id = (to_jsonb(NEW) ->> 'payment_id')::uuid;
    END IF;
    PERFORM 1 FROM payments_order WHERE id = subject FOR UPDATE;
    SELECT coalesce(sum(amount_kzt), 0) INTO paid FROM payments_payment
        WHERE order_id = subject AND state = 'confirmed';
    SELECT coalesce(sum(r.amount_kzt), 0) INTO gone FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
        WHERE p.order_id = subject AND r.state <> 'failed';
    gone := gone + (SELECT coalesce(sum(gross_kzt), 0) FROM payments_earning
        WHERE order_id = subject AND state IN ('owed', 'paid'));
    IF gone > paid THEN
        RAISE EXCEPTION 'returned and earned, % tenge, exceed the % tenge paid', gone, paid
            USING ERRCODE = 'check_violation', CONSTRAINT = 'earned_or_returned';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER earned_or_returned AFTER INSERT OR UPDATE OF state, gross_kzt ON payments_earning
    FOR EACH ROW WHEN (NEW.state IN ('owed', 'paid')) EXECUTE FUNCTION payments_within_the_order();
CREATE TRIGGER earned_or_returned AFTER INSERT ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_within_the_order();
"""
UNDO = """
DROP TRIGGER earned_or_returned ON payments_earning;
DROP TRIGGER earned_or_returned ON payments_refund;
DROP FUNCTION payments_within_the_order();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_payouts")]
    operations = [migrations.RunSQL(WITHIN, UNDO)]
