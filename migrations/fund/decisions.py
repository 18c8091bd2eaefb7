"""Decisions and signatures: append-only, and the separation of duties that no code can go round (FND-10)."""

SQL = (
    """
CREATE TABLE decisions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    request_id uuid NOT NULL REFERENCES fund_requests,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    policy_id uuid NOT NULL REFERENCES policies,
    kind text NOT NULL CHECK (kind IN ('by_rule', 'self_issued', 'people', 'declined')),
    signers_required smallint NOT NULL CHECK (signers_required BETWEEN 0 AND 9),
    total_24h_cents bigint NOT NULL CHECK (total_24h_cents >= 0),
    question jsonb NOT NULL,
    answer jsonb NOT NULL,
    reasons jsonb NOT NULL DEFAULT '{}',
    review_by timestamptz,
    made_by uuid,
    made_at timestamptz NOT NULL,
    CHECK (kind <> 'people' OR signers_required >= 1),
    CHECK ((kind = 'self_issued') = (review_by IS NOT NULL)),
    CHECK ((kind = 'by_rule') = (made_by IS NULL))
);
CREATE INDEX decisions_request_id_idx ON decisions (request_id, made_at);

CREATE TABLE decision_lines (
    decision_id uuid NOT NULL REFERENCES decisions,
    line_id uuid NOT NULL REFERENCES request_lines,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    outcome text NOT NULL CHECK (outcome IN ('approved', 'declined')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 100000000),
    code text,
    PRIMARY KEY (decision_id, line_id),
    CHECK ((outcome = 'approved') = (amount_cents > 0)),
    CHECK ((outcome = 'declined') = (code IS NOT NULL))
);
CREATE INDEX decision_lines_line_id_idx ON decision_lines (line_id);

CREATE TABLE signatures (
    decision_id uuid NOT NULL REFERENCES decisions,
    member_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    role text NOT NULL CHECK (role IN ('approver', 'requester', 'reviewer')),
    signed_at timestamptz NOT NULL,
    CONSTRAINT signatures_once PRIMARY KEY (decision_id, member_id)
);

-- One people's band never asks for fewer signatures than the signed policy says.
CREATE FUNCTION relais.decision_is_within_policy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    policy policies;
BEGIN
    SELECT * INTO policy FROM policies p WHERE p.id = NEW.policy_id AND p.organisation_id = NEW.fund_organisation_id;
    IF policy IS NULL OR (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = policy.id) < 2 THEN
        RAISE EXCEPTION 'a decision stands on a policy of its fund that two people signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decisions_signed_policy', TABLE = 'decisions';
    END IF;
    IF NOT EXISTS (SELECT FROM fund_requests r WHERE r.id = NEW.request_id
            AND r.organisation_id = NEW.organisation_id AND r.fund_organisation_id = NEW.fund_organisation_id) THEN
        RAISE EXCEPTION 'a decision has the two sides of its request' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_of_their_request', TABLE = 'decisions';
    END IF;
    IF NEW.kind = 'people' AND NEW.total_24h_cents > policy.one_person_up_to_cents AND NEW.signers_required < 2 THEN
        RAISE EXCEPTION 'this sum needs two people' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_two_people', TABLE = 'decisions';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER within_policy BEFORE INSERT ON decisions
    FOR EACH ROW EXECUTE FUNCTION relais.decision_is_within_policy();

-- Nobody approves what they asked for, and nobody signs in another's name.
CREATE FUNCTION relais.signature_is_separate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked_by uuid;
    decided text;
    fund uuid;
BEGIN
    SELECT r.requested_by, d.kind, d.fund_organisation_id INTO asked_by, decided, fund
    FROM decisions d JOIN fund_requests r ON r.id = d.request_id WHERE d.id = NEW.decision_id;
    IF NEW.member_id IS DISTINCT FROM relais.member() THEN
        RAISE EXCEPTION 'a signature is given by its member' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'signatures_own_hand', TABLE = 'signatures';
    END IF;
    IF NEW.role = 'requester' AND (decided <> 'self_issued' OR NEW.member_id <> asked_by) THEN
        RAISE EXCEPTION 'only the emergency door opens to the one who asks' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'signatures_emergency_only', TABLE = 'signatures';
    END IF;
    IF NEW.role <> 'requester' AND (NEW.member_id = asked_by
            OR (NEW.fund_organisation_id = relais.organisation() AND fund = relais.organisation()) IS NOT TRUE) THEN
        RAISE EXCEPTION 'nobody approves their own request' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'signatures_not_own_request', TABLE = 'signatures';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER separate BEFORE INSERT ON signatures
    FOR EACH ROW EXECUTE FUNCTION relais.signature_is_separate();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON decisions EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON decision_lines
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON decision_lines EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON signatures
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON signatures EXECUTE FUNCTION relais.refuse_change();
"""
    + "".join(
        f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON {table} TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON {table} TO relais_app USING (fund_organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON {table} TO relais_app;
"""
        for table in ("decisions", "decision_lines", "signatures")
    )
    + """
CREATE POLICY own_hand ON decisions AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (made_by IS NULL OR made_by = (SELECT relais.member()));
"""
)
