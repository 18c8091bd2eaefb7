"""What a shelter's coordinator reads of a case: its forms and its risk, if the pivot shares them and while the person
agrees (POL-03, CNF-01). Nothing is copied: a withdrawal leaves nothing behind."""

SQL = """
CREATE TABLE shares (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    referral_id uuid NOT NULL REFERENCES referrals,
    with_organisation_id uuid NOT NULL REFERENCES organisations,
    consent_id uuid NOT NULL REFERENCES consents,
    what text[] NOT NULL CHECK (what <@ ARRAY['forms', 'risk'] AND cardinality(what) BETWEEN 1 AND 2),
    shared_by uuid NOT NULL,
    shared_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX shares_one_in_force ON shares (referral_id) WHERE ended_at IS NULL;
CREATE INDEX shares_case_id_idx ON shares (case_id);

-- With the house that was asked, for the case that it was asked for, on a consent to exactly that organisation.
CREATE FUNCTION relais.share_is_consented() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    SELECT r.shelter_organisation_id INTO NEW.with_organisation_id FROM referrals r
    JOIN sharings h ON h.subject = r.id AND h.what = 'referral' AND h.case_id = NEW.case_id
    WHERE r.id = NEW.referral_id;
    IF NEW.with_organisation_id IS NULL THEN
        RAISE EXCEPTION 'this referral is not of this case' USING ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'shares_referral_id_fkey', TABLE = 'shares';
    END IF;
    IF relais.keeps_house_away(NEW.case_id, NEW.referral_id) THEN
        PERFORM relais.refuse_sharing('excluded', NEW.case_id);
    END IF;
    NEW.consent_id := relais.share(NEW.case_id, 'share_with_organisation', NEW.with_organisation_id, 'profile',
        NEW.referral_id);
    RETURN NEW;
END
$$;
CREATE FUNCTION relais.share_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
       OR (to_jsonb(NEW) - 'ended_at' - 'ended_by') <> (to_jsonb(OLD) - 'ended_at' - 'ended_by') THEN
        RAISE EXCEPTION 'a share only ever ends' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'shares_only_end', TABLE = 'shares';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER is_consented BEFORE INSERT ON shares FOR EACH ROW EXECUTE FUNCTION relais.share_is_consented();
CREATE TRIGGER only_ends BEFORE UPDATE OR DELETE ON shares FOR EACH ROW EXECUTE FUNCTION relais.share_only_ends();
ALTER TABLE shares ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shares TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY lens ON shares FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT (case_id, organisation_id, referral_id, what, shared_by, shared_at) ON shares TO relais_app;
GRANT UPDATE (ended_at, ended_by) ON shares TO relais_app;
GRANT SELECT ON shares TO relais_lens;
GRANT SELECT (risk) ON cases TO relais_lens;

-- What is shared about a referral of one's own house, for its coordinator alone, at this moment. The consent is held
-- until the end of the transaction: a withdrawal waits for this reading, and the next one finds nothing.
CREATE FUNCTION relais.shared_about(p_referral uuid) RETURNS TABLE (forms text[], risk text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    told record;
BEGIN
    SELECT s.case_id, s.consent_id, s.what INTO told FROM shares s JOIN referrals r ON r.id = s.referral_id
    WHERE s.referral_id = p_referral AND s.ended_at IS NULL
        AND s.with_organisation_id = relais.organisation() AND r.shelter_organisation_id = relais.organisation()
        AND (r.state = 'arrived' OR (r.state = 'asked' AND r.answer_by > relais.now())
            OR (r.state IN ('awaiting_self_call', 'held', 'confirmed') AND r.held_until > relais.now()))
        AND EXISTS (SELECT FROM members m LEFT JOIN sessions t ON t.id = relais.session() AND t.member_id = m.id
            WHERE m.id = relais.member() AND m.organisation_id = relais.organisation() AND m.ends_on > relais.now()
                AND 'shelter_coordinator' = ANY (m.roles) AND t.kind IS DISTINCT FROM 'tablet'
                AND t.signed_in_by IS DISTINCT FROM 'invitation');
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM FROM cases c WHERE c.id = told.case_id FOR KEY SHARE;
    PERFORM FROM consents c WHERE c.id = told.consent_id AND c.withdrawn_at IS NULL FOR SHARE;
    IF NOT FOUND OR relais.keeps_house_away(told.case_id, p_referral) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT CASE WHEN 'forms' = ANY (told.what) THEN c.forms END,
            CASE WHEN 'risk' = ANY (told.what) THEN c.risk END
        FROM cases c WHERE c.id = told.case_id;
END
$$;
ALTER FUNCTION relais.share_is_consented() OWNER TO relais_lens;
ALTER FUNCTION relais.shared_about(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.share_is_consented(), relais.share_only_ends(), relais.shared_about(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.shared_about(uuid) TO relais_app;
"""
