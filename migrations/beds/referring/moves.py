"""Moves that keep a person safe: a house says that a stay must end elsewhere, and only the case's pivots learn whose
(SAF-03, ADM-12). Neither house ever learns of the other (SAF-05)."""

SQL = r"""
CREATE TABLE moves (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    shelter_organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    claim_id uuid NOT NULL REFERENCES claims (id),
    cause text NOT NULL CHECK (cause IN ('safety', 'house_rules')),
    raised_at timestamptz NOT NULL DEFAULT relais.now(),
    raised_by uuid,
    taken_at timestamptz,
    taken_by uuid,
    CHECK ((taken_at IS NULL) = (taken_by IS NULL)),
    FOREIGN KEY (shelter_key, shelter_organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE UNIQUE INDEX moves_one_open ON moves (claim_id, cause) WHERE taken_at IS NULL;
CREATE INDEX moves_of_claim ON moves (claim_id);
CREATE INDEX moves_of_organisation ON moves (organisation_id, raised_at DESC);
ALTER TABLE moves ENABLE ROW LEVEL SECURITY;
CREATE POLICY house_raises ON moves TO relais_app USING (shelter_organisation_id = (SELECT relais.organisation()))
    WITH CHECK (shelter_organisation_id = (SELECT relais.organisation()) AND EXISTS (SELECT FROM claims c
        WHERE c.id = claim_id AND c.kind = 'stay' AND c.shelter_key = moves.shelter_key
            AND c.holder_organisation_id = moves.organisation_id));
CREATE POLICY in_role ON moves AS RESTRICTIVE FOR SELECT TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator')));
CREATE POLICY in_role_raises ON moves AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (relais.holds('shelter_coordinator') OR (cause = 'house_rules' AND relais.holds('front_desk')));
CREATE POLICY lens ON moves TO relais_lens USING (true);
GRANT SELECT, INSERT (id, organisation_id, shelter_organisation_id, shelter_key, claim_id, cause, raised_at, raised_by)
    ON moves TO relais_app;
GRANT SELECT, UPDATE (taken_at, taken_by) ON moves TO relais_lens;
GRANT SELECT (party, nights) ON referrals TO relais_lens;

-- The cases of whoever is in a bed: by the referral that brought them, or the place that was linked.
CREATE FUNCTION relais.cases_of_stay(p_claim uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT h.case_id FROM claims c JOIN sharings h ON h.what = 'referral' AND h.subject = c.referral_id
    WHERE c.id = p_claim
    UNION
    SELECT p.case_id FROM claims c
        JOIN claims l ON l.id = c.id OR l.referral_id = c.referral_id OR l.place_id = c.place_id
        JOIN placements p ON p.claim_id = l.id
    WHERE c.id = p_claim
$$;

-- The stays of some cases.
CREATE FUNCTION relais.stays_of_cases(p_cases uuid[]) RETURNS TABLE (case_id uuid, claim_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT h.case_id, c.id FROM sharings h JOIN claims c ON c.referral_id = h.subject
    WHERE h.case_id = ANY (p_cases) AND h.what = 'referral'
    UNION
    SELECT p.case_id, c.id FROM placements p JOIN claims l ON l.id = p.claim_id
        JOIN claims c ON c.id = l.id OR c.referral_id = l.referral_id OR c.place_id = l.place_id
    WHERE p.case_id = ANY (p_cases)
$$;

-- Moves to prepare, for whoever accompanies the case; for a stay without a case, for the pivots who asked for it.
CREATE FUNCTION relais.my_moves()
RETURNS TABLE (id uuid, case_id uuid, cause text, raised_at timestamptz, taken_at timestamptz, shelter_id uuid,
    shelter_name text, region text, city text, party jsonb)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH found AS MATERIALIZED (
        SELECT m.id, t.case_id FROM relais.stays_of_cases(ARRAY (SELECT relais.my_cases())) t
            JOIN moves m ON m.claim_id = t.claim_id
        UNION
        SELECT m.id, NULL FROM moves m WHERE m.organisation_id = relais.organisation()
            AND NOT EXISTS (SELECT FROM relais.cases_of_stay(m.claim_id)))
    SELECT m.id, f.case_id, m.cause, m.raised_at, m.taken_at, s.id, s.name, s.region, s.city, r.party
    FROM found f JOIN moves m ON m.id = f.id
        JOIN claims c ON c.id = m.claim_id
        LEFT JOIN referrals r ON r.id = c.referral_id
        JOIN shelters s ON s.key = m.shelter_key
    WHERE relais.member() IS NOT NULL AND relais.holds('pivot_worker')
$$;

-- Takes a move in hand, once; a row only for whoever may see it.
CREATE FUNCTION relais.take_move(p_move uuid)
RETURNS TABLE (case_id uuid, cause text, shelter_id uuid, city text, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE touched integer;
BEGIN
    IF NOT EXISTS (SELECT FROM relais.my_moves() m WHERE m.id = p_move) THEN RETURN; END IF;
    UPDATE moves m SET taken_at = relais.now(), taken_by = relais.member() WHERE m.id = p_move AND m.taken_at IS NULL;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN QUERY SELECT m.case_id, m.cause, m.shelter_id, m.city, touched > 0 FROM relais.my_moves() m
        WHERE m.id = p_move ORDER BY m.case_id LIMIT 1;
END $$;

-- Those who accompany the case hear that there is something to read, and nothing of what (SAF-03).
CREATE FUNCTION relais.tell_of_move(p_move uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    INSERT INTO tellings (at, topic, members, subject)
    SELECT relais.now(), 'moves', w.members, p_move
    FROM (SELECT array_agg(DISTINCT h.member) AS members FROM moves m
            CROSS JOIN LATERAL (
                SELECT unnest(ARRAY[k.pivot_member_id, k.backup_member_id]) AS member
                FROM cases k WHERE k.id IN (SELECT relais.cases_of_stay(m.claim_id))
                UNION SELECT a.member_id FROM case_access a
                WHERE a.case_id IN (SELECT relais.cases_of_stay(m.claim_id)) AND a.until > relais.now()
                UNION SELECT w.id FROM members w WHERE w.organisation_id = m.organisation_id
                    AND 'pivot_worker' = ANY (w.roles) AND w.ends_on > relais.now()
                    AND NOT EXISTS (SELECT FROM relais.cases_of_stay(m.claim_id))) h
        WHERE m.id = p_move AND (m.shelter_organisation_id = relais.organisation()) AND h.member IS NOT NULL) w
    WHERE w.members IS NOT NULL
$$;

-- Houses from which somebody must be kept away before anybody has answered.
CREATE FUNCTION relais.alerted_shelters(p_case uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.id FROM relais.stays_of_cases(ARRAY[p_case]) t JOIN moves m ON m.claim_id = t.claim_id
        JOIN shelters s ON s.key = m.shelter_key
    WHERE m.cause = 'safety' AND m.taken_at IS NULL AND p_case IN (SELECT relais.my_cases())
$$;

-- A city as people write it: without accents, capitals or hyphens, so that no filter misses for a spelling (SAF-04).
CREATE FUNCTION relais.plain_city(p_city text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT btrim(regexp_replace(regexp_replace(regexp_replace(
        translate(lower(p_city), 'àâäáãåçéèêëíìîïñóòôöõúùûüýÿ''’.-–‑', 'aaaaaaceeeeiiiinooooouuuuyy      '),
        '\s+', ' ', 'g'), '\msainte\M', 'ste', 'g'), '\msaint\M', 'st', 'g'))
$$;
CREATE INDEX shelters_plain_city ON shelters (relais.plain_city(city));

-- The cities of the board that these words mean.
CREATE FUNCTION relais.cities_meant(p_cities text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT s.city FROM shelters s
    WHERE relais.sees_the_board() AND s.published
        AND relais.plain_city(s.city) = ANY (ARRAY (SELECT relais.plain_city(c) FROM unnest(p_cities) c))
$$;

CREATE OR REPLACE FUNCTION relais.keeps_house_away(p_case uuid, p_referral uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM referrals r JOIN shelters s ON s.key = r.shelter_key
        JOIN exclusions x ON x.case_id = p_case AND x.lifted_at IS NULL
        WHERE r.id = p_referral AND ((x.kind = 'shelter' AND x.value = s.id::text)
            OR (x.kind = 'organisation' AND x.value = s.organisation_id::text)
            OR (x.kind = 'region' AND x.value = s.region)
            OR (x.kind = 'city' AND relais.plain_city(x.value) = relais.plain_city(s.city))))
        OR EXISTS (SELECT FROM referrals r JOIN shelters s ON s.key = r.shelter_key
            WHERE r.id = p_referral AND s.id IN (SELECT relais.alerted_shelters(p_case)))
$$;

ALTER FUNCTION relais.cases_of_stay(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.stays_of_cases(uuid[]) OWNER TO relais_lens;
ALTER FUNCTION relais.my_moves() OWNER TO relais_lens;
ALTER FUNCTION relais.take_move(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.tell_of_move(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.alerted_shelters(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.cities_meant(text[]) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.cases_of_stay(uuid), relais.stays_of_cases(uuid[]), relais.my_moves(),
    relais.take_move(uuid), relais.tell_of_move(uuid), relais.alerted_shelters(uuid), relais.cities_meant(text[]),
    relais.plain_city(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.my_moves(), relais.take_move(uuid), relais.tell_of_move(uuid),
    relais.alerted_shelters(uuid), relais.cities_meant(text[]) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.plain_city(text) TO relais_app, relais_lens;
"""
