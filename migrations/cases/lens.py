"""What others may learn of cases: whether sharing is agreed to. Never a row, never a code."""

SQL = """
CREATE POLICY lens ON cases FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON consents FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON placements FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON case_access FOR SELECT TO relais_lens USING (true);
GRANT SELECT (id, organisation_id, pivot_member_id, backup_member_id, region, age_band, party, forms, opened_at)
    ON cases TO relais_lens;
GRANT SELECT ON case_access TO relais_lens;
GRANT SELECT (case_id, scope, shared_with, given_at, withdrawn_at) ON consents TO relais_lens;
GRANT SELECT ON placements TO relais_lens;

-- A member of an organisation that shares a network with the caller's, as a possible co-pivot (PIV-04).
CREATE FUNCTION relais.pivot_card(member uuid)
    RETURNS TABLE (organisation_id uuid, sector text, roles text[], accredited boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.organisation_id, o.kind, m.roles,
           m.ends_on > relais.now() AND coalesce(o.accredited_until > relais.now(), true)
    FROM members m JOIN organisations o ON o.id = m.organisation_id
    WHERE m.id = member AND (m.organisation_id = relais.organisation() OR EXISTS (
        SELECT FROM network_members mine JOIN network_members theirs ON theirs.network_id = mine.network_id
        WHERE mine.organisation_id = relais.organisation() AND theirs.organisation_id = m.organisation_id))
$$;

-- Where a case went: for whoever accompanies it, and for nobody else (SAF-05). The stay that followed a promise is
-- found by the place or the referral that it came from.
CREATE FUNCTION relais.placements_of_case(of_case uuid)
    RETURNS TABLE (id uuid, claim_id uuid, shelter_name text, region text, city text, kind text, state text,
                   starts_at timestamptz, ends_at timestamptz, options_shown smallint, person_chose boolean,
                   linked_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT p.id, p.claim_id, s.name, s.region, s.city, last.kind, last.state, last.starts_at, last.ends_at,
           p.options_shown, p.person_chose, p.linked_at
    FROM placements p
    JOIN claims c ON c.id = p.claim_id
    JOIN LATERAL (SELECT l.* FROM claims l
        WHERE l.id = c.id OR l.place_id = c.place_id OR l.referral_id = c.referral_id
        ORDER BY l.made_at DESC, l.key DESC LIMIT 1) last ON true
    JOIN shelters s ON s.key = last.shelter_key
    JOIN cases k ON k.id = p.case_id
    WHERE p.case_id = of_case AND (relais.member() IN (k.pivot_member_id, k.backup_member_id)
        OR EXISTS (SELECT FROM case_access a WHERE a.case_id = k.id AND a.member_id = relais.member()
            AND a.until > relais.now()))
    ORDER BY p.linked_at;
END
$$;

-- A pivot links what their organisation holds, or what police handed over to it; nobody else's places (OPS-14).
CREATE FUNCTION relais.may_link_claim(claim uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM claims c WHERE c.id = claim AND c.kind IN ('hold', 'reservation', 'stay')
        AND c.holder_organisation_id = relais.organisation());
END
$$;
ALTER FUNCTION relais.may_accompany() OWNER TO relais_lens;
ALTER FUNCTION relais.pivot_card(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.placements_of_case(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.may_link_claim(uuid) OWNER TO relais_lens;
GRANT EXECUTE ON FUNCTION relais.pivot_card(uuid), relais.placements_of_case(uuid), relais.may_link_claim(uuid)
    TO relais_app;
-- A placement tells its case's pivots where a claim is: it can only be made of what one's organisation holds.
CREATE POLICY holds ON placements AS RESTRICTIVE FOR INSERT TO relais_app WITH CHECK (relais.may_link_claim(claim_id));
"""
