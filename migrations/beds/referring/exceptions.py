"""A house that says no too soon or yes too late: exceptions asked of a human, interpreters needed, late answers."""

SQL = """
ALTER TABLE referrals
    ADD COLUMN exception_role text CHECK (exception_role IN ('front_desk', 'shelter_coordinator')),
    ADD COLUMN interpreter jsonb,
    -- Why a minor shares a room with adults, where that is so (MIN-03).
    ADD COLUMN mixed_ages_reason text CHECK (mixed_ages_reason IN ('person_asks', 'known_adults', 'nothing_else')),
    -- Somebody who is let go in minutes, if there is a place (OPS-17). From where, and why, nobody writes.
    ADD COLUMN urgency text NOT NULL DEFAULT 'ordinary' CHECK (urgency IN ('ordinary', 'minutes'));
GRANT SELECT (exception_role, interpreter, urgency, mixed_ages_reason) ON referrals TO relais_app;

-- What a house is asked to look past for one referral, by criterion: flexibility is normal work, and it is counted
-- (RIG-02). What nobody may keep of a person (ADM-02, IMM-02) is here as `criteria`, and told by phone.
CREATE TABLE exceptions_asked (
    referral_id uuid PRIMARY KEY REFERENCES referrals (id),
    criteria text[] NOT NULL CHECK (cardinality(criteria) > 0 AND criteria <@ ARRAY['self_call', 'conjugal_violence',
        'trafficking', 'couple', 'programme', 'language', 'criteria']),
    role text NOT NULL CHECK (role IN ('front_desk', 'shelter_coordinator')),
    -- Why somebody comes is for the house's coordinator alone (SAF-08).
    CHECK (role = 'shelter_coordinator' OR NOT criteria && ARRAY['trafficking', 'conjugal_violence'])
);
ALTER TABLE exceptions_asked ENABLE ROW LEVEL SECURITY;
-- Whoever may read the referral, on either side.
CREATE POLICY two_sides ON exceptions_asked FOR SELECT TO relais_app
    USING (EXISTS (SELECT FROM referrals r WHERE r.id = referral_id));
CREATE POLICY asked_by ON exceptions_asked FOR INSERT TO relais_app
    WITH CHECK (EXISTS (SELECT FROM referrals r WHERE r.id = referral_id AND r.exception_role = exceptions_asked.role
        AND r.organisation_id = (SELECT relais.organisation())));
CREATE POLICY in_role ON exceptions_asked AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator', 'pivot_worker'))
        OR (role = 'front_desk' AND (SELECT relais.holds('front_desk'))));
GRANT SELECT, INSERT ON exceptions_asked TO relais_app;

-- How each exception ended, per house and month, for its own eyes: never by person.
CREATE TABLE exceptions_by_month (
    organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    criterion text NOT NULL CHECK (criterion IN ('self_call', 'conjugal_violence', 'trafficking', 'couple',
        'programme', 'language', 'criteria')),
    outcome text NOT NULL CHECK (outcome IN ('granted', 'declined', 'unanswered')),
    count integer NOT NULL DEFAULT 1 CHECK (count > 0),
    PRIMARY KEY (shelter_key, month, criterion, outcome),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
ALTER TABLE exceptions_by_month ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON exceptions_by_month FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON exceptions_by_month AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator')));
CREATE POLICY lens ON exceptions_by_month TO relais_lens USING (true);
CREATE POLICY lens ON exceptions_asked FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON exceptions_by_month TO relais_app;
GRANT SELECT, INSERT, UPDATE (count) ON exceptions_by_month TO relais_lens;
GRANT SELECT ON exceptions_asked TO relais_lens;

-- Counts how the exceptions of a referral ended, for the house that answers or a job that acts for it: whoever says no
-- at its desk need not read what was asked.
CREATE FUNCTION relais.count_exceptions(p_referral uuid, p_outcome text, p_month date) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH counted AS (
        INSERT INTO exceptions_by_month AS m (organisation_id, shelter_key, month, criterion, outcome)
        SELECT r.shelter_organisation_id, r.shelter_key, p_month, c.criterion, p_outcome
        FROM exceptions_asked e JOIN referrals r ON r.id = e.referral_id CROSS JOIN unnest(e.criteria) c (criterion)
        WHERE e.referral_id = p_referral AND r.shelter_organisation_id = relais.organisation()
            AND relais.holds('shelter_coordinator', 'front_desk')
        ORDER BY c.criterion
        ON CONFLICT (shelter_key, month, criterion, outcome) DO UPDATE SET count = m.count + 1
        RETURNING 1)
    SELECT count(*)::integer FROM counted
$$;
ALTER FUNCTION relais.count_exceptions(uuid, text, date) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.count_exceptions(uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.count_exceptions(uuid, text, date) TO relais_app;

-- As before, and: a house that answers late may still say yes, if nobody said no meanwhile (CNF-09).
CREATE OR REPLACE FUNCTION relais.referral_sides() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE mine uuid := relais.organisation();
BEGIN
    IF (NEW.id, NEW.code, NEW.shelter_organisation_id, NEW.shelter_key, NEW.party, NEW.asked_at) IS DISTINCT FROM
        (OLD.id, OLD.code, OLD.shelter_organisation_id, OLD.shelter_key, OLD.party, OLD.asked_at)
        OR (NEW.organisation_id <> OLD.organisation_id AND current_user <> 'relais_lens')
    THEN
        RAISE EXCEPTION 'what was asked stays as it was asked' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_keep_the_question', TABLE = 'referrals';
    END IF;
    IF NEW.state <> OLD.state AND mine IS NOT NULL AND (
        (NEW.state IN ('confirmed', 'declined', 'refused_at_door', 'arrived', 'left')
            AND mine <> OLD.shelter_organisation_id)
        OR (NEW.state = 'withdrawn' AND mine <> OLD.organisation_id)
        OR OLD.state IN ('left', 'declined', 'refused_at_door', 'withdrawn')
        OR (OLD.state = 'lapsed' AND NEW.state <> 'arrived'
            AND NOT (NEW.state = 'confirmed' AND OLD.answered_at IS NULL))) THEN
        RAISE EXCEPTION 'this step belongs to the other side' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_sides', TABLE = 'referrals';
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
"""
