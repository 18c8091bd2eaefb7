"""A decision stands on the version that is in force for its region when it is made (ELG-08)."""

SQL = """
-- A version that took effect in the same moment is a lost race: whoever decides looks again, and judges by that one.
CREATE OR REPLACE FUNCTION relais.decision_is_within_policy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    policy policies;
    asked fund_requests;
BEGIN
    SELECT * INTO policy FROM policies p WHERE p.id = NEW.policy_id AND p.organisation_id = NEW.fund_organisation_id;
    IF policy IS NULL OR (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = policy.id) < 2 THEN
        RAISE EXCEPTION 'a decision stands on a policy of its fund that two people signed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decisions_signed_policy', TABLE = 'decisions';
    END IF;
    SELECT * INTO asked FROM fund_requests r WHERE r.id = NEW.request_id
        AND r.organisation_id = NEW.organisation_id AND r.fund_organisation_id = NEW.fund_organisation_id;
    IF asked IS NULL THEN
        RAISE EXCEPTION 'a decision has the two sides of its request' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_of_their_request', TABLE = 'decisions';
    END IF;
    IF policy.id IS DISTINCT FROM (SELECT f.id FROM relais.policy_in_force(asked.fund_organisation_id, asked.region) f)
    THEN
        RAISE EXCEPTION 'another version judges now' USING ERRCODE = 'serialization_failure',
            CONSTRAINT = 'decisions_policy_in_force', TABLE = 'decisions';
    END IF;
    IF NEW.kind = 'people' AND NEW.signers_required < relais.approvers_for(policy, NEW.total_24h_cents) THEN
        RAISE EXCEPTION 'this sum needs more people' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decisions_two_people', TABLE = 'decisions';
    END IF;
    RETURN NEW;
END
$$;

-- FND-10: as many signatures as the band of the region's policy asks for by now, what was promised meanwhile included.
CREATE OR REPLACE FUNCTION relais.check_signers(p_transfer transfers, p_decision decisions, p_policy policies)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_in_force policies;
    total bigint;
BEGIN
    SELECT p.* INTO now_in_force FROM fund_requests r
        CROSS JOIN LATERAL relais.policy_in_force(r.fund_organisation_id, r.region) f JOIN policies p ON p.id = f.id
        WHERE r.id = p_decision.request_id;
    IF NOT FOUND THEN
        now_in_force := p_policy;
    END IF;
    SELECT s.cents + p_transfer.amount_cents INTO total
    FROM relais.promised_to_case(p_decision.request_id, NULL, p_transfer.made_at) s;
    IF greatest(p_decision.signers_required, relais.approvers_for(now_in_force, total)) > (SELECT count(*)
            FROM signatures s WHERE s.decision_id = p_decision.id AND s.role = 'approver') THEN
        IF now_in_force.id <> p_decision.policy_id THEN
            RAISE EXCEPTION 'another version judges now' USING ERRCODE = 'serialization_failure',
                CONSTRAINT = 'decisions_policy_in_force', TABLE = 'decisions';
        END IF;
        PERFORM relais.refuse_transfer('a signature is missing', 'transfers_signed');
    END IF;
END
$$;
"""
