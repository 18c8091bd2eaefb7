"""What a police member's own statements may do with promises: nothing. Their operations do, through the planner.

A claim's id, if one were ever known, would tell: whether it can still be released is whether somebody has arrived.
"""

SQL = """
-- Whether a police member acts by a statement of the application, and not through the planner's code. A shelter's
-- answer that takes beds in a police service's name is the shelter's act.
CREATE FUNCTION relais.police_by_hand() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT current_setting('role', true) = 'relais_app' AND EXISTS (
        SELECT FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = relais.member() AND o.kind = 'police');
$$;
ALTER FUNCTION relais.police_by_hand() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.police_by_hand() FROM PUBLIC;

CREATE OR REPLACE FUNCTION relais.release_claims(p_claim_ids uuid[], p_state text DEFAULT 'released')
RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.police_by_hand() THEN RETURN; END IF;
    IF p_state IS NULL OR p_state NOT IN ('released', 'lapsed') THEN
        RAISE EXCEPTION 'the holder releases a promise, or it lapses' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key IN (
        SELECT c.pool_key FROM claims c
        WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation())
        ORDER BY a.pool_key FOR UPDATE;
    -- What had lapsed has lapsed, whoever lets go of it afterwards: a night held in vain stays on record (OPS-12).
    RETURN QUERY UPDATE claims c SET ended_at = relais.now(),
            state = CASE WHEN c.lapses_at <= relais.now() THEN 'lapsed' ELSE p_state END
        WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation()
            AND c.kind IN ('hold', 'reservation') AND c.state = 'live'
            AND (p_state = 'released' OR c.lapses_at <= relais.now())
        RETURNING c.id;
END $$;

CREATE OR REPLACE FUNCTION relais.extend_claims(p_claim_ids uuid[], p_lapses_at timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.police_by_hand() THEN RETURN; END IF;
    RETURN QUERY UPDATE claims c SET lapses_at = p_lapses_at
        WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation()
            AND c.kind IN ('hold', 'reservation') AND c.state = 'live'
            AND c.lapses_at > relais.now() AND p_lapses_at > c.lapses_at AND p_lapses_at <= c.ends_at
        RETURNING c.id;
END $$;

CREATE OR REPLACE FUNCTION relais.my_promises(p_claim_ids uuid[])
RETURNS TABLE (id uuid, pool_key bigint, shelter_key bigint, kind text, state text, starts_at timestamptz,
    ends_at timestamptz, lapses_at timestamptz, referral_id uuid, place_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.id, c.pool_key, c.shelter_key, c.kind,
        CASE WHEN c.state = 'live' AND c.lapses_at <= relais.now() THEN 'lapsed' ELSE c.state END,
        c.starts_at, c.ends_at, c.lapses_at, c.referral_id, c.place_id
    FROM claims c WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation()
        AND NOT relais.police_by_hand();
$$;

CREATE OR REPLACE FUNCTION relais.may_link_claim(claim uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN NOT relais.police_by_hand() AND EXISTS (SELECT FROM claims c
        WHERE c.id = claim AND c.kind IN ('hold', 'reservation', 'stay')
            AND c.holder_organisation_id = relais.organisation());
END
$$;
"""
