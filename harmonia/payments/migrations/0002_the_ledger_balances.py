"""What the database itself refuses: an unbalanced transaction, a rewritten ledger, refunds beyond the payment."""

from django.db import migrations

BALANCE = """
CREATE FUNCTION payments_transaction_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total bigint; sides integer;
BEGIN
    SELECT coalesce(sum(amount_kzt), 0), count(*) INTO total, sides
        FROM payments_posting WHERE transaction_id = CASE TG_TABLE_NAME WHEN 'payments_posting'
            THEN (to_jsonb(NEW) ->> 'transaction_id')::uuid ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
    IF total <> 0 OR sides < 2 THEN
        RAISE EXCEPTION 'ledger transaction does not balance: % tenge over % postings', total, sides
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_transaction_balances();
CREATE CONSTRAINT TRIGGER ledger_has_postings AFTER INSERT ON payments_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_transaction_balances();
"""
UNDO_BALANCE = """
DROP TRIGGER ledger_balances ON payments_posting;
DROP TRIGGER ledger_has_postings ON payments_transaction;
DROP FUNCTION payments_transaction_balances();
"""

APPEND_ONLY = """
CREATE FUNCTION payments_ledger_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_append_only';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_final();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments_transaction
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_final();
"""
UNDO_APPEND_ONLY = """
DROP TRIGGER ledger_append_only ON payments_posting;
DROP TRIGGER ledger_append_only ON payments_transaction;
DROP FUNCTION payments_ledger_is_final();
"""

REFUNDS = """
CREATE FUNCTION payments_refunds_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; returned bigint;
BEGIN
    SELECT amount_kzt INTO paid FROM payments_payment
        WHERE id = NEW.payment_id AND state = 'confirmed' FOR UPDATE;
    SELECT coalesce(sum(amount_kzt), 0) INTO returned FROM payments_refund
        WHERE payment_id = NEW.payment_id AND state <> 'failed';
    IF paid IS NULL OR returned > paid THEN
        RAISE EXCEPTION 'refunds of % tenge exceed the payment of % tenge', returned, coalesce(paid, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refunds_within_payment';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER refunds_within_payment AFTER INSERT OR UPDATE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_refunds_within_payment();
"""
UNDO_REFUNDS = """
DROP TRIGGER refunds_within_payment ON payments_refund;
DROP FUNCTION payments_refunds_within_payment();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        migrations.RunSQL(BALANCE, UNDO_BALANCE),
        migrations.RunSQL(APPEND_ONLY, UNDO_APPEND_ONLY),
        migrations.RunSQL(REFUNDS, UNDO_REFUNDS),
    ]
