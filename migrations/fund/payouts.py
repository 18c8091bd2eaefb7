"""Payouts: what leaves, through which rail, and what the rail said about it."""

SQL = """
CREATE TABLE payout_intents (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    asking_organisation_id uuid NOT NULL REFERENCES organisations,
    line_id uuid NOT NULL REFERENCES request_lines,
    decision_id uuid NOT NULL REFERENCES decisions,
    earmark_id uuid NOT NULL UNIQUE REFERENCES transfers (id),
    payee_id uuid REFERENCES payees,
    rail text NOT NULL CHECK (rail IN ('stripe_connect', 'manual_etransfer', 'manual_cheque', 'manual_cash')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    currency text NOT NULL DEFAULT 'CAD' CHECK (currency = 'CAD'),
    -- held: waits for somebody who did not approve it; waiting: a human pays by hand.
    state text NOT NULL CHECK (state IN ('held', 'ready', 'leaving', 'unknown', 'waiting', 'sent', 'confirmed',
        'failed', 'returned', 'cancelled')),
    attempt smallint NOT NULL DEFAULT 1 CHECK (attempt BETWEEN 1 AND 99),
    reference text CHECK (length(reference) BETWEEN 1 AND 120),
    problem text,
    confirmed_cents bigint CHECK (confirmed_cents >= 0),
    returned_cents bigint NOT NULL DEFAULT 0 CHECK (returned_cents >= 0),
    released_by uuid,
    paid_by uuid,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    confirmed_at timestamptz,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX payout_intents_organisation_id_state_idx ON payout_intents (organisation_id, state, created_at);
CREATE INDEX payout_intents_line_id_idx ON payout_intents (line_id);
CREATE UNIQUE INDEX payout_intents_reference_key ON payout_intents (rail, reference) WHERE rail = 'stripe_connect';

-- FND-10: above the policy's band, whoever approved does not pay.
CREATE FUNCTION relais.payer_is_separate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM decisions d JOIN policies p ON p.id = d.policy_id
            JOIN fund_requests r ON r.id = d.request_id
            WHERE d.id = NEW.decision_id AND NEW.amount_cents > p.payer_differs_above_cents
              AND (NEW.released_by = r.requested_by OR NEW.paid_by = r.requested_by
                OR EXISTS (SELECT FROM signatures s WHERE s.decision_id = d.id
                    AND s.member_id IN (NEW.released_by, NEW.paid_by)))) THEN
        RAISE EXCEPTION 'the payer of this sum is not one of its approvers' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_payer', TABLE = 'payout_intents';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM transfers t WHERE t.id = NEW.earmark_id AND t.kind = 'earmark'
            AND t.organisation_id = NEW.organisation_id AND t.decision_id = NEW.decision_id
            AND t.line_id = NEW.line_id AND t.amount_cents = NEW.amount_cents) THEN
        RAISE EXCEPTION 'a payment is for what its earmark promised' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_earmark', TABLE = 'payout_intents';
    END IF;
    IF NEW.state IN ('ready', 'leaving', 'sent') AND NEW.released_by IS NULL AND EXISTS (
            SELECT FROM decisions d JOIN policies p ON p.id = d.policy_id
            WHERE d.id = NEW.decision_id AND NEW.amount_cents > p.payer_differs_above_cents) THEN
        RAISE EXCEPTION 'somebody releases a payment of this size' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_released', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payer BEFORE INSERT OR UPDATE ON payout_intents
    FOR EACH ROW EXECUTE FUNCTION relais.payer_is_separate();

-- What a rail told us, stored once under the rail's own id; applied may come later, and in any order.
CREATE TABLE rail_events (
    rail text NOT NULL,
    event_id text NOT NULL CHECK (length(event_id) BETWEEN 1 AND 255),
    organisation_id uuid REFERENCES organisations,
    intent_id uuid,
    kind text NOT NULL,
    provider_id text NOT NULL,
    amount_cents bigint NOT NULL,
    returned_cents bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    applied_at timestamptz,
    PRIMARY KEY (rail, event_id)
);
CREATE INDEX rail_events_intent_id_idx ON rail_events (intent_id);

CREATE TABLE receipts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    line_id uuid NOT NULL REFERENCES request_lines,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    spent_cents bigint NOT NULL CHECK (spent_cents BETWEEN 0 AND 100000000),
    noted_by uuid NOT NULL,
    noted_at timestamptz NOT NULL
);
CREATE INDEX receipts_line_id_idx ON receipts (line_id, noted_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON receipts
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();

ALTER TABLE payout_intents ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON payout_intents TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY asks ON payout_intents FOR SELECT TO relais_app
    USING (asking_organisation_id = (SELECT relais.organisation()));
ALTER TABLE rail_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rail_events TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE receipts ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON receipts TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND noted_by = (SELECT relais.member())
        AND EXISTS (SELECT FROM request_lines l WHERE l.id = line_id AND l.organisation_id = receipts.organisation_id
            AND l.fund_organisation_id = receipts.fund_organisation_id));
CREATE POLICY decides ON receipts FOR SELECT TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));

GRANT SELECT, INSERT ON payout_intents, receipts TO relais_app;
GRANT UPDATE (state, attempt, reference, problem, confirmed_cents, returned_cents, released_by, paid_by, sent_at,
    confirmed_at, version) ON payout_intents TO relais_app;
GRANT SELECT ON rail_events TO relais_app;
GRANT UPDATE (applied_at) ON rail_events TO relais_app;
"""
