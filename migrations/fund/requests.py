"""Envelopes, payees, requests and their lines. Which case a request is for, the fund cannot read."""

SQL = """
CREATE TABLE envelopes (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    code text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{0,15}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    funder text NOT NULL CHECK (length(funder) BETWEEN 1 AND 120),
    regions text[] NOT NULL DEFAULT '{}',
    categories text[] NOT NULL DEFAULT '{}',
    currency text NOT NULL DEFAULT 'CAD' CHECK (currency = 'CAD'),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    low_cents bigint CHECK (low_cents >= 0),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (organisation_id, code),
    CHECK (ends_at > starts_at)
);

CREATE TABLE payees (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    code text NOT NULL UNIQUE CHECK (code ~ '^P-[2-9B-DF-HJKMNP-TV-Z]{4}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    region text REFERENCES regions,
    partner_organisation_id uuid REFERENCES organisations,
    rail text NOT NULL CHECK (rail IN ('stripe_connect', 'manual_etransfer', 'manual_cheque', 'manual_cash')),
    account text CHECK (account ~ '^acct_[A-Za-z0-9]{1,64}$'),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    confirmed_by uuid,
    usable_from timestamptz,
    ended_at timestamptz,
    CHECK ((rail = 'stripe_connect') = (account IS NOT NULL)),
    CONSTRAINT payees_two_people CHECK (confirmed_by <> proposed_by),
    CONSTRAINT payees_confirmed CHECK (usable_from IS NULL OR confirmed_by IS NOT NULL
        OR partner_organisation_id IS NOT NULL)
);
CREATE INDEX payees_organisation_id_idx ON payees (organisation_id);

-- Nobody confirms a payee in another's name.
CREATE FUNCTION relais.confirms_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.confirmed_by IS DISTINCT FROM relais.member() THEN
        RAISE EXCEPTION 'a payee is confirmed by its second person' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payees_own_hand', TABLE = 'payees';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER own_hand BEFORE UPDATE OF confirmed_by ON payees
    FOR EACH ROW EXECUTE FUNCTION relais.confirms_alone();

CREATE TABLE fund_requests (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    code text NOT NULL UNIQUE CHECK (code ~ '^R-[2-9B-DF-HJKMNP-TV-Z]{4,6}$'),
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    envelope_id uuid REFERENCES envelopes,
    region text NOT NULL REFERENCES regions,
    urgency text NOT NULL CHECK (urgency IN ('critical', 'urgent', 'standard')),
    attested text[] NOT NULL,
    people smallint NOT NULL CHECK (people BETWEEN 1 AND 30),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'partly_approved', 'declined',
        'paying', 'paid', 'settled', 'withdrawn', 'failed')),
    version integer NOT NULL DEFAULT 1,
    requested_by uuid NOT NULL,
    submitted_at timestamptz NOT NULL,
    decide_by timestamptz NOT NULL,
    UNIQUE (id, organisation_id, fund_organisation_id)
);
CREATE INDEX fund_requests_organisation_id_idx ON fund_requests (organisation_id, submitted_at);
CREATE INDEX fund_requests_fund_organisation_id_idx ON fund_requests (fund_organisation_id, state, decide_by);

-- The only place that joins a request with its case: the pivot's alone, and emptied when the case is erased (CNF-11).
CREATE TABLE request_cases (
    request_id uuid PRIMARY KEY REFERENCES fund_requests,
    organisation_id uuid NOT NULL REFERENCES organisations,
    case_id uuid NOT NULL REFERENCES cases
);
CREATE INDEX request_cases_case_id_idx ON request_cases (case_id);

CREATE TABLE request_lines (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    request_id uuid NOT NULL,
    position smallint NOT NULL CHECK (position BETWEEN 1 AND 50),
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    category text NOT NULL CHECK (category IN ('travel_local', 'travel_intercity', 'travel_interprovincial',
        'travel_international', 'hotel_nights', 'calling_card', 'food', 'clothing', 'hygiene_kit', 'pocket_money',
        'medication_bridge', 'interpreter', 'documents', 'other_immediate')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    currency text NOT NULL DEFAULT 'CAD' CHECK (currency = 'CAD'),
    units smallint NOT NULL DEFAULT 1 CHECK (units BETWEEN 1 AND 366),
    payment text NOT NULL CHECK (payment IN
        ('direct_to_supplier', 'voucher', 'cash_by_worker', 'reimbursement_to_organisation')),
    payee_id uuid REFERENCES payees,
    needed_by timestamptz NOT NULL,
    travel_reason text CHECK (travel_reason IN ('protection', 'return_to_relatives', 'better_shelter', 'court',
        'detention_release', 'repatriation', 'other')),
    description text CHECK (length(description) BETWEEN 1 AND 280),
    reason text CHECK (length(reason) BETWEEN 1 AND 280),
    state text NOT NULL CHECK (state IN ('submitted', 'approved', 'partly_approved', 'declined', 'paying', 'paid',
        'settled', 'withdrawn', 'failed')),
    decline_code text CHECK (decline_code IN
        ('not_covered', 'another_source_pays', 'envelope_short', 'amount_unclear', 'other_way_found', 'other')),
    -- Kept by the ledger's own trigger: what is promised, has left and has come back.
    approved_cents bigint NOT NULL DEFAULT 0 CHECK (approved_cents BETWEEN 0 AND amount_cents),
    paid_cents bigint NOT NULL DEFAULT 0 CHECK (paid_cents >= 0),
    returned_cents bigint NOT NULL DEFAULT 0 CHECK (returned_cents >= 0),
    submitted_at timestamptz NOT NULL,
    decided_at timestamptz,
    -- A line has the two sides of its request: nobody adds one to a stranger's.
    FOREIGN KEY (request_id, organisation_id, fund_organisation_id)
        REFERENCES fund_requests (id, organisation_id, fund_organisation_id),
    UNIQUE (request_id, position),
    CHECK ((state = 'declined') = (decline_code IS NOT NULL)),
    CHECK (category <> 'other_immediate' OR description IS NOT NULL)
);
CREATE INDEX request_lines_request_id_idx ON request_lines (request_id);

ALTER TABLE envelopes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON envelopes TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE payees ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON payees TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON payees AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (proposed_by = (SELECT relais.member()));
ALTER TABLE fund_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON fund_requests TO relais_app USING (organisation_id = (SELECT relais.organisation()));
-- Asking as a colleague would let one approve one's own request (FND-10).
CREATE POLICY own_hand ON fund_requests AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (requested_by = (SELECT relais.member()));
CREATE POLICY decides ON fund_requests FOR SELECT TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()) AND state <> 'draft');
CREATE POLICY moves ON fund_requests FOR UPDATE TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()) AND state <> 'draft');
ALTER TABLE request_cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON request_cases TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND EXISTS (SELECT FROM cases c WHERE c.id = case_id));
ALTER TABLE request_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON request_lines TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON request_lines FOR SELECT TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY moves ON request_lines FOR UPDATE TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));

GRANT SELECT, INSERT ON envelopes, fund_requests, request_cases TO relais_app;
GRANT SELECT, INSERT (id, organisation_id, code, name, region, partner_organisation_id, rail, account, proposed_by,
    proposed_at, usable_from) ON payees TO relais_app;
GRANT UPDATE (confirmed_by, usable_from, ended_at) ON payees TO relais_app;
GRANT UPDATE (state, version) ON fund_requests TO relais_app;
GRANT SELECT ON request_lines TO relais_app;
GRANT INSERT (id, request_id, position, organisation_id, fund_organisation_id, category, amount_cents, units, payment,
    payee_id, needed_by, travel_reason, description, reason, state, submitted_at) ON request_lines TO relais_app;
GRANT UPDATE (state, decline_code, decided_at) ON request_lines TO relais_app;
"""
