"""The ledger's new kinds of transfer: carry-overs and corrections; and when an envelope is low (FND-06, FND-09)."""

TABLES = """
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (kind IN ('contribution', 'earmark', 'payment', 'void',
    'expiry', 'return', 'overrun', 'cover', 'carry_out', 'carry_in', 'correction'));
-- What a correction corrects, and out of which envelope a sum was carried into the next.
ALTER TABLE transfers ADD COLUMN about_id uuid REFERENCES transfers (id);
ALTER TABLE transfers ADD CONSTRAINT transfers_about
    CHECK ((kind IN ('carry_in', 'correction')) = (about_id IS NOT NULL));
-- A bank's own date for a fact: `made_at` is when it was written here, and always in an open period.
ALTER TABLE transfers ADD COLUMN happened_at timestamptz;
DO $$
DECLARE
    old text;
BEGIN
    SELECT conname INTO STRICT old FROM pg_constraint WHERE conrelid = 'transfers'::regclass AND contype = 'c'
        AND pg_get_constraintdef(oid) LIKE '%cover%line_id IS NULL%';
    EXECUTE format('ALTER TABLE transfers DROP CONSTRAINT %I', old);
END
$$;
ALTER TABLE transfers ADD CONSTRAINT transfers_line CHECK (kind = 'correction'
    OR (kind IN ('contribution', 'cover', 'carry_out', 'carry_in')) = (line_id IS NULL));
CREATE INDEX transfers_about_id_idx ON transfers (about_id) WHERE about_id IS NOT NULL;
CREATE UNIQUE INDEX transfers_carried_once ON transfers (about_id) WHERE kind = 'carry_in';
GRANT INSERT (about_id, happened_at) ON transfers TO relais_app;

-- Each time that an envelope's free money falls below what its administrators want to hear of: once per crossing.
CREATE TABLE low_balances (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    envelope_id uuid NOT NULL REFERENCES envelopes,
    crossed_at timestamptz NOT NULL,
    told_at timestamptz
);
CREATE INDEX low_balances_envelope_id_idx ON low_balances (envelope_id, crossed_at);
ALTER TABLE low_balances ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON low_balances TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON low_balances AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON low_balances FOR INSERT TO relais_lens WITH CHECK (true);
GRANT SELECT, UPDATE (told_at) ON low_balances TO relais_app;
GRANT INSERT ON low_balances TO relais_lens;
CREATE POLICY lens_tells ON outbox FOR INSERT TO relais_lens WITH CHECK (kind = 'fund.envelope_low');
"""

MOVES = """
-- Which accounts each kind of transfer joins. `source` is an envelope's own door of before there were funders.
CREATE OR REPLACE FUNCTION relais.transfer_joins(kind text, debit text, credit text) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$
    SELECT (kind, debit, credit) IN (
        ('contribution', 'funder', 'envelope'), ('contribution', 'source', 'envelope'), ('earmark', 'envelope', 'paid'),
        ('payment', 'envelope', 'paid'), ('void', 'envelope', 'paid'), ('expiry', 'envelope', 'paid'),
        ('return', 'paid', 'envelope'), ('overrun', 'overrun', 'paid'), ('cover', 'envelope', 'overrun'),
        ('carry_out', 'envelope', 'funder'), ('carry_in', 'funder', 'envelope'),
        ('correction', 'envelope', 'funder'), ('correction', 'envelope', 'source'), ('correction', 'paid', 'envelope'),
        ('correction', 'envelope', 'paid'), ('correction', 'paid', 'overrun'), ('correction', 'overrun', 'envelope'),
        ('correction', 'overrun', 'funder'), ('correction', 'overrun', 'source'), ('correction', 'overrun', 'paid'))
$$;

-- A transfer stays within one funder's money, and within one envelope unless it comes from the funder or goes back.
CREATE FUNCTION relais.check_accounts(transfer transfers, debit accounts, credit accounts) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF (relais.transfer_joins(transfer.kind, debit.kind, credit.kind) AND debit.funder_id = credit.funder_id
        AND (debit.envelope_id = credit.envelope_id OR 'funder' IN (debit.kind, credit.kind))
        AND (transfer.kind <> 'contribution' OR debit.kind = 'funder')
        AND debit.organisation_id = transfer.organisation_id
        AND credit.organisation_id = transfer.organisation_id) IS NOT TRUE THEN
        PERFORM relais.refuse_transfer('these accounts are not joined by such a transfer', 'transfers_accounts');
    END IF;
END
$$;

-- What covers an overrun is no more than the overrun: two at once find each other, and the second looks again.
CREATE FUNCTION relais.check_cover(transfer transfers) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    uncovered bigint;
BEGIN
    SELECT a.debits_posted - a.credits_posted INTO uncovered FROM accounts a WHERE a.key = transfer.credit_key
        FOR UPDATE;
    IF transfer.amount_cents > uncovered THEN
        RAISE EXCEPTION 'this overrun is covered' USING ERRCODE = 'serialization_failure',
            CONSTRAINT = 'transfers_cover', TABLE = 'transfers';
    END IF;
END
$$;

-- What is carried leaves an envelope whose period is over, and arrives whole in one whose period is not.
CREATE FUNCTION relais.check_carried(transfer transfers, debit accounts, credit accounts) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF transfer.kind = 'carry_out' AND NOT EXISTS (SELECT FROM envelopes e
            WHERE e.id = debit.envelope_id AND e.ends_at <= transfer.made_at)
       OR transfer.kind = 'carry_in' AND NOT EXISTS (SELECT FROM envelopes e
            WHERE e.id = credit.envelope_id AND e.ends_at > transfer.made_at)
       OR transfer.kind = 'carry_in' AND NOT EXISTS (SELECT FROM transfers o WHERE o.id = transfer.about_id
            AND o.kind = 'carry_out' AND o.credit_key = transfer.debit_key
            AND o.amount_cents = transfer.amount_cents) THEN
        PERFORM relais.refuse_transfer('what is left goes on into the next envelope', 'transfers_carried');
    END IF;
END
$$;

-- What leaves an envelope to be carried has arrived somewhere before the transaction ends.
CREATE FUNCTION relais.carried_on() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM transfers i WHERE i.about_id = NEW.id AND i.kind = 'carry_in') THEN
        PERFORM relais.refuse_transfer('what is carried out arrives in the next envelope', 'transfers_carried');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER carried_on AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'carry_out') EXECUTE FUNCTION relais.carried_on();

-- A request's line shows what the ledger holds for it; a correction of a payment, an overrun or a return counts back.
CREATE OR REPLACE FUNCTION relais.follow_line(transfer transfers) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE request_lines l SET
        approved_cents = approved_cents + CASE transfer.kind
            WHEN 'earmark' THEN transfer.amount_cents
            WHEN 'void' THEN -transfer.amount_cents WHEN 'expiry' THEN -transfer.amount_cents ELSE 0 END,
        paid_cents = paid_cents + CASE WHEN transfer.kind IN ('payment', 'overrun') THEN transfer.amount_cents
            WHEN c.kind IN ('payment', 'overrun') THEN -transfer.amount_cents ELSE 0 END,
        returned_cents = returned_cents + CASE WHEN transfer.kind = 'return' THEN transfer.amount_cents
            WHEN c.kind = 'return' THEN -transfer.amount_cents ELSE 0 END
    FROM (SELECT 1) AS one LEFT JOIN transfers c ON transfer.kind = 'correction' AND c.id = transfer.about_id
    WHERE l.id = transfer.line_id
$$;

-- Says once that an envelope has fallen below its mark: this very transfer crossed it, and the row's lock was held.
CREATE FUNCTION relais.note_low(p_account bigint, p_before bigint, p_after bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    crossing uuid := gen_random_uuid();
    fund uuid;
BEGIN
    INSERT INTO low_balances (id, organisation_id, envelope_id, crossed_at)
    SELECT crossing, e.organisation_id, e.id, relais.now() FROM accounts a JOIN envelopes e ON e.id = a.envelope_id
    WHERE a.key = p_account AND a.kind = 'envelope' AND p_before >= e.low_cents AND p_after < e.low_cents;
    IF FOUND THEN
        SELECT a.organisation_id INTO fund FROM accounts a WHERE a.key = p_account;
        INSERT INTO outbox (id, organisation_id, kind, payload, due_at) VALUES (gen_random_uuid(), fund,
            'fund.envelope_low', jsonb_build_object('crossing', crossing), relais.now());
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION relais.move_money() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    debit accounts;
    credit accounts;
    pending bigint := CASE NEW.kind WHEN 'earmark' THEN NEW.amount_cents
        WHEN 'payment' THEN -NEW.amount_cents WHEN 'void' THEN -NEW.amount_cents
        WHEN 'expiry' THEN -NEW.amount_cents ELSE 0 END;
    posted bigint := CASE WHEN NEW.kind IN ('earmark', 'void', 'expiry') THEN 0 ELSE NEW.amount_cents END;
    free bigint;
BEGIN
    PERFORM relais.check_period(NEW);
    SELECT * INTO debit FROM accounts a WHERE a.key = NEW.debit_key;
    SELECT * INTO credit FROM accounts a WHERE a.key = NEW.credit_key;
    PERFORM relais.check_accounts(NEW, debit, credit);
    IF NEW.kind = 'earmark' THEN
        PERFORM relais.check_earmark(NEW);
        -- Promises only: while an overrun is uncovered, the envelope promises nothing more.
        IF EXISTS (SELECT FROM accounts a WHERE a.envelope_id = debit.envelope_id AND a.kind = 'overrun'
                AND a.debits_posted > a.credits_posted) THEN
            RETURN NULL;
        END IF;
    ELSIF NEW.pending_id IS NOT NULL THEN
        PERFORM relais.resolve_earmark(NEW);
    ELSIF NEW.kind IN ('carry_out', 'carry_in') THEN
        PERFORM relais.check_carried(NEW, debit, credit);
    ELSIF NEW.kind = 'cover' THEN
        PERFORM relais.check_cover(NEW);
    ELSIF NEW.kind = 'correction' THEN
        PERFORM relais.check_correction(NEW, debit, credit);
    END IF;
    IF NEW.line_id IS NOT NULL AND NEW.kind <> 'earmark' THEN
        IF NOT EXISTS (SELECT FROM request_lines l
                WHERE l.id = NEW.line_id AND l.fund_organisation_id = NEW.organisation_id) THEN
            PERFORM relais.refuse_transfer('this line is of another fund', 'transfers_own_line');
        END IF;
        PERFORM relais.follow_line(NEW);
    END IF;
    -- The envelope's row is touched last and once: its lock is what everybody waits for.
    UPDATE accounts SET debits_pending = debits_pending + pending, debits_posted = debits_posted + posted
    WHERE key = NEW.debit_key AND (NEW.kind <> 'earmark' OR available >= NEW.amount_cents)
    RETURNING available INTO free;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF debit.kind = 'envelope' AND pending + posted > 0 THEN
        PERFORM relais.note_low(NEW.debit_key, free + pending + posted, free);
    END IF;
    UPDATE accounts SET credits_pending = credits_pending + pending, credits_posted = credits_posted + posted
    WHERE key = NEW.credit_key;
    IF NEW.kind = 'earmark' THEN
        PERFORM relais.follow_line(NEW);
    END IF;
    RETURN NEW;
END
$$;
"""

OWNERS = "".join(
    f"ALTER FUNCTION relais.{function} OWNER TO relais_lens;\n"
    f"REVOKE EXECUTE ON FUNCTION relais.{function} FROM PUBLIC;\n"
    for function in (
        "carried_on()",
        "note_low(bigint, bigint, bigint)",
        "check_accounts(transfers, accounts, accounts)",
        "check_cover(transfers)",
        "check_carried(transfers, accounts, accounts)",
    )
)

SQL = TABLES + MOVES + OWNERS
