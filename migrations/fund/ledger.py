"""The ledger: one row per transfer, immutable; balances kept by its own trigger (FND-06, FND-09).

A transfer takes from its debit account and gives to its credit account. An earmark is pending: it lowers `available`
and waits for the payments and voids that name it. An earmark that finds too little simply does not go in (no row is
returned), so that promises made at the same moment need no retry; the constraint on `accounts` stands behind it.
"""

TABLES = """
CREATE TABLE accounts (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    envelope_id uuid NOT NULL REFERENCES envelopes,
    kind text NOT NULL CHECK (kind IN ('source', 'envelope', 'paid', 'overrun')),
    currency text NOT NULL DEFAULT 'CAD' CHECK (currency = 'CAD'),
    debits_pending bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
    credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
    debits_posted bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    available bigint NOT NULL GENERATED ALWAYS AS (credits_posted - debits_posted - debits_pending) STORED,
    UNIQUE (envelope_id, kind),
    CONSTRAINT accounts_available CHECK (kind <> 'envelope' OR credits_posted - debits_posted - debits_pending >= 0)
) WITH (fillfactor = 50);

CREATE TABLE transfers (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN
        ('contribution', 'earmark', 'payment', 'void', 'expiry', 'return', 'overrun', 'cover')),
    debit_key bigint NOT NULL REFERENCES accounts,
    credit_key bigint NOT NULL REFERENCES accounts,
    amount_cents bigint NOT NULL,
    currency text NOT NULL DEFAULT 'CAD' CHECK (currency = 'CAD'),
    pending_id uuid REFERENCES transfers (id),
    decision_id uuid REFERENCES decisions,
    line_id uuid REFERENCES request_lines,
    made_by uuid,
    made_at timestamptz NOT NULL,
    CONSTRAINT transfers_amount CHECK (amount_cents BETWEEN 1 AND 100000000),
    CHECK (debit_key <> credit_key),
    CHECK ((kind IN ('payment', 'void', 'expiry')) = (pending_id IS NOT NULL)),
    CHECK ((kind = 'earmark') = (decision_id IS NOT NULL)),
    CHECK ((kind IN ('contribution', 'cover')) = (line_id IS NULL))
);
CREATE INDEX transfers_line_id_idx ON transfers (line_id);
CREATE INDEX transfers_pending_id_idx ON transfers (pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX transfers_decision_id_idx ON transfers (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX transfers_made_at_idx ON transfers (organisation_id, made_at);

-- What is still open of each earmark: payments and voids together never resolve more than was promised.
CREATE TABLE earmarks (
    transfer_id uuid PRIMARY KEY REFERENCES transfers (id),
    organisation_id uuid NOT NULL REFERENCES organisations,
    open_cents bigint NOT NULL,
    CONSTRAINT earmarks_resolved_once CHECK (open_cents >= 0)
) WITH (fillfactor = 70);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON transfers
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON transfers EXECUTE FUNCTION relais.refuse_change();
"""

MOVES = """
CREATE FUNCTION relais.refuse_transfer(why text, rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = rule, TABLE = 'transfers';
END
$$;

-- Which accounts each kind of transfer joins: always two of the same envelope.
CREATE FUNCTION relais.transfer_joins(kind text, debit text, credit text) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$
    SELECT (kind, debit, credit) IN (
        ('contribution', 'source', 'envelope'), ('earmark', 'envelope', 'paid'), ('payment', 'envelope', 'paid'),
        ('void', 'envelope', 'paid'), ('expiry', 'envelope', 'paid'), ('return', 'paid', 'envelope'),
        ('overrun', 'overrun', 'paid'), ('cover', 'envelope', 'overrun'))
$$;

-- FND-10: money is promised only on a decision that has its signatures, line by line, and under the absolute ceilings.
CREATE FUNCTION relais.check_earmark(transfer transfers) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    decision decisions;
    policy policies;
    decided bigint;
    promised bigint;
    signers integer;
    asked_by uuid;
BEGIN
    SELECT * INTO decision FROM decisions d
        WHERE d.id = transfer.decision_id AND d.fund_organisation_id = transfer.organisation_id;
    SELECT * INTO policy FROM policies p WHERE p.id = decision.policy_id;
    SELECT l.amount_cents INTO decided FROM decision_lines l JOIN request_lines a ON a.id = l.line_id
        WHERE l.decision_id = decision.id AND l.line_id = transfer.line_id AND l.outcome = 'approved'
          AND a.request_id = decision.request_id;
    SELECT coalesce(sum(t.amount_cents), 0) INTO promised FROM transfers t
        WHERE t.decision_id = decision.id AND t.line_id = transfer.line_id;
    IF decided IS NULL OR promised + transfer.amount_cents > decided THEN
        PERFORM relais.refuse_transfer('no decision promises this amount for this line', 'transfers_decided');
    END IF;
    -- A decision's own total may count more than its lines, never less.
    signers := CASE WHEN (SELECT sum(l.amount_cents) FROM decision_lines l WHERE l.decision_id = decision.id
            AND l.outcome = 'approved') > policy.one_person_up_to_cents
        THEN greatest(decision.signers_required, 2) ELSE decision.signers_required END;
    IF decision.kind = 'people' AND signers > (SELECT count(*) FROM signatures s
            WHERE s.decision_id = decision.id AND s.role = 'approver') THEN
        PERFORM relais.refuse_transfer('a signature is missing', 'transfers_signed');
    END IF;
    IF decision.kind = 'by_rule' AND decided > policy.automatic_up_to_cents THEN
        PERFORM relais.refuse_transfer('no rule approves this much', 'transfers_automatic_ceiling');
    END IF;
    IF decision.kind = 'self_issued' THEN
        SELECT r.requested_by INTO asked_by FROM fund_requests r WHERE r.id = decision.request_id;
        -- The absolute ceiling of section 1, per person and rolling day, over every fund and every case.
        SELECT coalesce(sum(t.amount_cents), 0) INTO promised
        FROM fund_requests r JOIN decisions d ON d.request_id = r.id JOIN transfers t ON t.decision_id = d.id
        WHERE r.requested_by = asked_by AND d.kind = 'self_issued' AND t.kind = 'earmark'
          AND t.made_at > transfer.made_at - interval '24 hours';
        IF promised + transfer.amount_cents > 50000 THEN
            PERFORM relais.refuse_transfer('over the absolute emergency ceiling', 'transfers_emergency_ceiling');
        END IF;
        IF NOT EXISTS (SELECT FROM signatures s WHERE s.decision_id = decision.id AND s.role = 'requester') THEN
            PERFORM relais.refuse_transfer('a signature is missing', 'transfers_signed');
        END IF;
    END IF;
END
$$;

CREATE FUNCTION relais.resolve_earmark(transfer transfers) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM transfers p WHERE p.id = transfer.pending_id AND p.kind = 'earmark'
            AND p.debit_key = transfer.debit_key AND p.credit_key = transfer.credit_key
            AND p.line_id = transfer.line_id) THEN
        PERFORM relais.refuse_transfer('it resolves an earmark between the same accounts', 'transfers_pending');
    END IF;
    UPDATE earmarks SET open_cents = open_cents - transfer.amount_cents WHERE transfer_id = transfer.pending_id;
END
$$;

-- A request's line shows what the ledger holds for it, and nobody else writes those columns.
CREATE FUNCTION relais.follow_line(transfer transfers) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE request_lines SET
        approved_cents = approved_cents + CASE transfer.kind
            WHEN 'earmark' THEN transfer.amount_cents
            WHEN 'void' THEN -transfer.amount_cents WHEN 'expiry' THEN -transfer.amount_cents ELSE 0 END,
        paid_cents = paid_cents + CASE WHEN transfer.kind IN ('payment', 'overrun') THEN transfer.amount_cents ELSE 0
            END,
        returned_cents = returned_cents + CASE transfer.kind WHEN 'return' THEN transfer.amount_cents ELSE 0 END
    WHERE id = transfer.line_id
$$;

CREATE FUNCTION relais.move_money() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    debit accounts;
    credit accounts;
    pending bigint := CASE NEW.kind WHEN 'earmark' THEN NEW.amount_cents
        WHEN 'payment' THEN -NEW.amount_cents WHEN 'void' THEN -NEW.amount_cents
        WHEN 'expiry' THEN -NEW.amount_cents ELSE 0 END;
    posted bigint := CASE WHEN NEW.kind IN ('earmark', 'void', 'expiry') THEN 0 ELSE NEW.amount_cents END;
BEGIN
    SELECT * INTO debit FROM accounts a WHERE a.key = NEW.debit_key;
    SELECT * INTO credit FROM accounts a WHERE a.key = NEW.credit_key;
    IF (relais.transfer_joins(NEW.kind, debit.kind, credit.kind) AND debit.envelope_id = credit.envelope_id
        AND debit.organisation_id = NEW.organisation_id) IS NOT TRUE THEN
        PERFORM relais.refuse_transfer('these accounts are not joined by such a transfer', 'transfers_accounts');
    END IF;
    IF NEW.kind = 'earmark' THEN
        PERFORM relais.check_earmark(NEW);
        -- Promises only: while an overrun is uncovered, the envelope promises nothing more.
        IF EXISTS (SELECT FROM accounts a WHERE a.envelope_id = debit.envelope_id AND a.kind = 'overrun'
                AND a.debits_posted > a.credits_posted) THEN
            RETURN NULL;
        END IF;
    ELSIF NEW.pending_id IS NOT NULL THEN
        PERFORM relais.resolve_earmark(NEW);
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
    WHERE key = NEW.debit_key AND (NEW.kind <> 'earmark' OR available >= NEW.amount_cents);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE accounts SET credits_pending = credits_pending + pending, credits_posted = credits_posted + posted
    WHERE key = NEW.credit_key;
    IF NEW.kind = 'earmark' THEN
        PERFORM relais.follow_line(NEW);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER moves BEFORE INSERT ON transfers FOR EACH ROW EXECUTE FUNCTION relais.move_money();

CREATE FUNCTION relais.open_earmark() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO earmarks (transfer_id, organisation_id, open_cents)
    VALUES (NEW.id, NEW.organisation_id, NEW.amount_cents);
    RETURN NEW;
END
$$;
CREATE TRIGGER opens_earmark AFTER INSERT ON transfers FOR EACH ROW WHEN (NEW.kind = 'earmark')
    EXECUTE FUNCTION relais.open_earmark();

-- An envelope has its four accounts from its first moment.
CREATE FUNCTION relais.open_accounts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO accounts (organisation_id, envelope_id, kind)
    SELECT NEW.organisation_id, NEW.id, kind FROM unnest(ARRAY['source', 'paid', 'overrun', 'envelope']) AS kind;
    RETURN NEW;
END
$$;
CREATE TRIGGER opens_accounts AFTER INSERT ON envelopes FOR EACH ROW EXECUTE FUNCTION relais.open_accounts();
"""

RIGHTS = """
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON accounts FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE transfers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON transfers TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE earmarks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON earmarks FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT ON accounts, earmarks TO relais_app;
GRANT SELECT, INSERT (id, organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, decision_id, line_id,
    made_by, made_at) ON transfers TO relais_app;
GRANT EXECUTE ON FUNCTION relais.refuse_transfer(text, text), relais.transfer_joins(text, text, text) TO relais_app;
"""
