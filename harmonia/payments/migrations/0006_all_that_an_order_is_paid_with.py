"""An order is paid with money, with a credit, or by a promotion: what is earned and returned stays within all three."""

from django.db import migrations

WITHIN = """
CREATE OR REPLACE FUNCTION payments_within_the_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE subject uuid; paid bigint; gone bigint;
BEGIN
    IF TG_TABLE_NAME = 'payments_earning' THEN
        subject := (to_jsonb(NEW) ->> 'order_id')::uuid;
    ELSE
        SELECT order_id INTO subject FROM payments_payment
            WHERE id = (to_jsonb(NEW) ->> 'payment_id')::uuid AND NOT surplus;
        IF subject IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM 1 FROM payments_order WHERE id = subject FOR UPDATE;
    SELECT amount_kzt + credit_kzt + discount_kzt INTO paid FROM payments_order
        WHERE id = subject AND paid_at IS NOT NULL;
    SELECT coalesce(sum(r.amount_kzt), 0) INTO gone FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
        WHERE p.order_id = subject AND r.state <> 'failed' AND NOT p.surplus;
    gone := gone + (SELECT coalesce(sum(gross_kzt), 0) FROM payments_earning
        WHERE order_id = subject AND state IN ('owed', 'paid'));
    gone := gone + (SELECT coalesce(sum(returned_kzt), 0) FROM payments_spending WHERE order_id = subject);
    IF gone > coalesce(paid, 0) THEN
        RAISE EXCEPTION 'returned and earned, % tenge, exceed the payment of % tenge', gone, coalesce(paid, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'earned_or_returned';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_credits_and_codes")]
    operations = [migrations.RunSQL(WITHIN, migrations.RunSQL.noop)]
