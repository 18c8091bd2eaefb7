"""The gate that every sharing passes (CNF-01): one consent in force, held until the end of the transaction, and a
record that stays. A withdrawal waits for whoever is inside; whoever comes after it finds the gate shut."""

SQL = """
-- Sharing "with an organisation" is never with the police, who have a scope of their own and no part in a case.
CREATE FUNCTION relais.consent_names_a_partner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.shared_with IS NOT NULL AND NOT EXISTS (
            SELECT FROM organisations o
            WHERE o.id = NEW.shared_with AND o.kind NOT IN ('police', 'network', 'audit')) THEN
        RAISE EXCEPTION 'a case is shared with partners that help' USING ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'consents_shared_with_fkey', TABLE = 'consents';
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.consent_names_a_partner() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.consent_names_a_partner() FROM PUBLIC;
CREATE TRIGGER names_a_partner BEFORE INSERT ON consents
    FOR EACH ROW EXECUTE FUNCTION relais.consent_names_a_partner();

-- To lock a consent asks for a right to change it; `is_kept` holds whoever has it to withdrawing.
GRANT UPDATE (withdrawn_at) ON consents TO relais_lens;
CREATE POLICY lens_locks ON consents FOR UPDATE TO relais_lens USING (true);

-- What left a case: when, to whom, by whose hand, on which consent. The fact stays when the consent is withdrawn.
CREATE TABLE sharings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    consent_id uuid NOT NULL REFERENCES consents,
    organisation_id uuid NOT NULL REFERENCES organisations,
    with_organisation_id uuid NOT NULL REFERENCES organisations,
    what text NOT NULL CHECK (what IN ('referral', 'fund_request', 'co_pivot', 'profile')),
    subject uuid NOT NULL,
    shared_by uuid,
    shared_at timestamptz NOT NULL
);
CREATE INDEX sharings_case_id_idx ON sharings (case_id, shared_at);
CREATE UNIQUE INDEX sharings_one_case_per_referral ON sharings (subject) WHERE what = 'referral';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sharings
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE sharings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sharings FOR SELECT TO relais_app USING (case_id IN (SELECT relais.own_cases()));
CREATE POLICY lens ON sharings TO relais_lens USING (true);
GRANT SELECT ON sharings TO relais_app, relais_lens;
GRANT INSERT ON sharings TO relais_lens;

CREATE FUNCTION relais.refuse_sharing(p_why text, p_case uuid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'not shared: %', p_why USING ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = 'sharing_' || p_why, TABLE = 'sharings';
END
$$;

-- Passes the gate, or raises `sharing_excluded` or `sharing_needs_consent`. Answers the consent that it passed on.
CREATE FUNCTION relais.share(p_case uuid, p_scope text, p_with uuid, p_what text, p_subject uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    passed uuid;
BEGIN
    PERFORM FROM cases c WHERE c.id = p_case FOR KEY SHARE;
    SELECT c.id INTO passed FROM consents c
    WHERE c.case_id = p_case AND c.scope = p_scope AND c.withdrawn_at IS NULL
        AND c.shared_with IS NOT DISTINCT FROM CASE p_scope WHEN 'share_with_organisation' THEN p_with END
    FOR SHARE;
    IF passed IS NULL THEN
        PERFORM relais.refuse_sharing('needs_consent', p_case);
    END IF;
    IF relais.keeps_away(p_case, p_with) THEN
        PERFORM relais.refuse_sharing('excluded', p_case);
    END IF;
    INSERT INTO sharings (case_id, consent_id, organisation_id, with_organisation_id, what, subject, shared_by,
        shared_at)
    VALUES (p_case, passed, relais.organisation(), p_with, p_what, p_subject, relais.member(), relais.now());
    RETURN passed;
END
$$;
ALTER FUNCTION relais.share(uuid, text, uuid, text, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.refuse_sharing(text, uuid), relais.share(uuid, text, uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.refuse_sharing(text, uuid) TO relais_lens;
"""
