"""A cap passed is a waiver with its reason and its signer, and the ledger refuses the money without it (RIG-01)."""

SQL = """
CREATE TABLE waivers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_id uuid NOT NULL,
    line_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    rule text NOT NULL CHECK (rule IN ('line_cap', 'unit_cap')),
    -- What the line, or one unit of it, reaches in all with this decision; and what the policy says.
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    cap_cents bigint NOT NULL CHECK (cap_cents >= 0),
    reason bytea NOT NULL,
    signed_by uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    FOREIGN KEY (decision_id, line_id) REFERENCES decision_lines (decision_id, line_id),
    UNIQUE (decision_id, line_id, rule),
    CHECK (amount_cents > cap_cents)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON waivers
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON waivers EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE waivers ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON waivers FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON waivers TO relais_app USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON waivers AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (signed_by = (SELECT relais.member()));
CREATE POLICY in_role ON waivers AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON waivers FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT ON waivers TO relais_app;
GRANT SELECT ON waivers TO relais_lens;

-- The caps of a line by a signed policy, and of one unit of it; each further person raises them (ELG-07).
CREATE FUNCTION relais.caps_of(p policies, p_category text, p_people integer)
    RETURNS TABLE (rule text, cap_cents bigint, each boolean) LANGUAGE sql IMMUTABLE AS $$
    SELECT v.rule, v.cap + greatest(p_people - 1, 0) * coalesce(v.further, 0), v.each
    FROM jsonb_array_elements(p.document::jsonb -> 'categories') c
    CROSS JOIN LATERAL (VALUES
        ('line_cap', (c ->> 'cap_cents')::bigint, (c ->> 'further_person_cents')::bigint, false),
        ('unit_cap', (c ->> 'unit_cap_cents')::bigint, (c ->> 'further_person_unit_cents')::bigint, true))
        AS v (rule, cap, further, each)
    WHERE c ->> 'category' = p_category AND v.cap IS NOT NULL
$$;

-- Before the ledger takes a promise: everything promised of the line, this one included, is under its caps, or each
-- cap that it passes was waived for as much by somebody who signed the decision.
CREATE FUNCTION relais.earmark_is_within_caps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    line request_lines;
    decision decisions;
    policy policies;
    units integer;
    many integer;
    place text;
    cap record;
    reached bigint;
    envelope envelopes;
BEGIN
    -- Two promises for one line see each other.
    SELECT * INTO line FROM request_lines l WHERE l.id = NEW.line_id FOR NO KEY UPDATE;
    SELECT * INTO decision FROM decisions d WHERE d.id = NEW.decision_id;
    SELECT * INTO policy FROM policies p WHERE p.id = decision.policy_id;
    SELECT least(coalesce(l.units, line.units), line.units) INTO units FROM decision_lines l
        WHERE l.decision_id = decision.id AND l.line_id = line.id;
    SELECT r.people, r.region INTO many, place FROM fund_requests r WHERE r.id = line.request_id;
    -- No funder's money goes where, for what or when it was not given (FND-06).
    SELECT e.* INTO envelope FROM accounts a JOIN envelopes e ON e.id = a.envelope_id WHERE a.key = NEW.debit_key;
    IF (envelope.starts_at <= relais.now() AND envelope.ends_at > relais.now()
            AND (envelope.regions = '{}' OR place = ANY (envelope.regions))
            AND (envelope.categories = '{}' OR line.category = ANY (envelope.categories))) IS FALSE THEN
        PERFORM relais.refuse_transfer('this envelope is not for this line', 'transfers_envelope');
    END IF;
    FOR cap IN SELECT * FROM relais.caps_of(policy, line.category, many) LOOP
        reached := line.approved_cents + NEW.amount_cents;
        IF cap.each THEN
            reached := ceil(reached::numeric / coalesce(units, line.units));
        END IF;
        IF reached > cap.cap_cents AND NOT EXISTS (SELECT FROM waivers w
                JOIN signatures s ON s.decision_id = w.decision_id AND s.member_id = w.signed_by AND s.role = 'approver'
                WHERE w.decision_id = decision.id AND w.line_id = line.id AND w.rule = cap.rule
                  AND w.amount_cents >= reached) THEN
            PERFORM relais.refuse_transfer('a cap is passed, and nobody has waived it', 'transfers_waiver');
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.caps_of(policies, text, integer) OWNER TO relais_lens;
ALTER FUNCTION relais.earmark_is_within_caps() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.caps_of(policies, text, integer), relais.earmark_is_within_caps() FROM PUBLIC;
-- A pure reading of a row that the caller holds: `relais check` asks it too.
GRANT EXECUTE ON FUNCTION relais.caps_of(policies, text, integer) TO relais_app;
CREATE TRIGGER capped BEFORE INSERT ON transfers FOR EACH ROW WHEN (NEW.kind = 'earmark')
    EXECUTE FUNCTION relais.earmark_is_within_caps();
"""
