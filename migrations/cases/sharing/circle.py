"""The smallest circle (CNF-04): the pivot, the backup, and those whom they named. Membership opens nothing."""

_CHILDREN = ("consents", "exclusions", "duty_reports")

_OWNED = """(organisation_id = (SELECT relais.organisation()) AND (relais.member() IS NULL
        OR relais.member() IN (pivot_member_id, backup_member_id) OR id IN (SELECT relais.named_cases())))"""

SQL = (
    f"""
CREATE INDEX case_access_member_id_idx ON case_access (member_id);
ALTER TABLE case_access ADD COLUMN consent_id uuid REFERENCES consents;
GRANT SELECT ON consents, exclusions TO relais_lens;
CREATE POLICY lens ON exclusions FOR SELECT TO relais_lens USING (true);

-- CNF-07: whether a case keeps this organisation away.
CREATE FUNCTION relais.keeps_away(p_case uuid, p_organisation uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM exclusions x WHERE x.case_id = p_case AND x.lifted_at IS NULL
        AND x.kind = 'organisation' AND x.value = p_organisation::text)
$$;

-- The cases that somebody was named for: of their own organisation, or of another one while the person agrees to that
-- (CNF-01) and keeps it not away (CNF-07). Read by policies: it must not ask them.
CREATE FUNCTION relais.named_cases() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.case_id FROM case_access a
    WHERE a.member_id = relais.member() AND a.organisation_id = relais.organisation() AND a.until > relais.now()
        AND NOT relais.keeps_away(a.case_id, a.organisation_id)
        AND (a.organisation_id = a.owner_organisation_id OR EXISTS (
            SELECT FROM consents c WHERE c.id = a.consent_id AND c.withdrawn_at IS NULL))
$$;

-- The cases that this transaction's member accompanies as their organisation's own; a job, all of them. Each part has
-- an index of its own: a large organisation's other cases are not looked at.
CREATE FUNCTION relais.own_cases() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.id FROM cases c WHERE c.pivot_member_id = relais.member() AND c.organisation_id = relais.organisation()
    UNION ALL
    SELECT c.id FROM cases c WHERE c.backup_member_id = relais.member() AND c.organisation_id = relais.organisation()
    UNION ALL
    SELECT c.id FROM cases c WHERE c.id IN (SELECT relais.named_cases()) AND c.organisation_id = relais.organisation()
    UNION ALL
    SELECT c.id FROM cases c WHERE relais.member() IS NULL AND c.organisation_id = relais.organisation()
$$;

-- All that they may read.
CREATE FUNCTION relais.my_cases() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.own_cases() UNION SELECT relais.named_cases()
$$;
-- Who is shown the way to a case's house (SAF-01): whoever reads the case, and no longer.
CREATE OR REPLACE FUNCTION relais.accompanies(p_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.member() IS NOT NULL AND p_case IN (SELECT relais.my_cases())
$$;
ALTER FUNCTION relais.keeps_away(uuid, uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.named_cases() OWNER TO relais_lens;
ALTER FUNCTION relais.own_cases() OWNER TO relais_lens;
ALTER FUNCTION relais.my_cases() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.keeps_away(uuid, uuid), relais.named_cases(), relais.own_cases(), relais.my_cases()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.named_cases(), relais.own_cases(), relais.my_cases() TO relais_app;

-- A new row is not in any function's snapshot yet: the policy of cases reads the row itself.
DROP POLICY own ON cases;
DROP POLICY shared ON cases;
CREATE POLICY own ON cases TO relais_app USING {_OWNED};
CREATE POLICY shared ON cases FOR SELECT TO relais_app USING (id IN (SELECT relais.named_cases()));
DROP POLICY own ON case_access;
DROP POLICY named ON case_access;
CREATE POLICY own ON case_access TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (owner_organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY named ON case_access FOR SELECT TO relais_app
    USING (member_id = (SELECT relais.member()) AND organisation_id = (SELECT relais.organisation()));

-- Where a case went is linked by whoever accompanies it, co-pivots of other organisations included (PIV-04).
DROP POLICY own ON placements;
DROP POLICY shared ON placements;
CREATE POLICY own ON placements TO relais_app USING (case_id IN (SELECT relais.my_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.my_cases()));
DROP POLICY own ON request_cases;
CREATE POLICY own ON request_cases TO relais_app USING (organisation_id = (SELECT relais.organisation())
        AND (relais.member() IS NULL OR case_id IN (SELECT relais.my_cases()) OR EXISTS (
            SELECT FROM fund_requests r WHERE r.id = request_id AND r.requested_by = (SELECT relais.member()))))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.my_cases()));
"""
    + "".join(
        f"""
DROP POLICY own ON {table};
DROP POLICY shared ON {table};
CREATE POLICY own ON {table} TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY shared ON {table} FOR SELECT TO relais_app USING (case_id IN (SELECT relais.named_cases()));
"""
        for table in _CHILDREN
    )
    + """
-- PIV-03: the hand-over is the last thing that whoever leaves a case does with it, so no policy of theirs can see what
-- it becomes. Answers the new version; nothing when the case is not theirs.
CREATE FUNCTION relais.hand_case_over(p_case uuid, p_pivot uuid, p_backup uuid) RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE cases c SET pivot_member_id = p_pivot, backup_member_id = p_backup, version = c.version + 1,
        last_activity_at = relais.now()
    WHERE c.id = p_case AND relais.member() IS NOT NULL AND c.id IN (SELECT relais.own_cases())
        AND p_backup IS NOT NULL
    RETURNING c.version
$$;
GRANT UPDATE (last_activity_at) ON cases TO relais_lens;
ALTER FUNCTION relais.hand_case_over(uuid, uuid, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.hand_case_over(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.hand_case_over(uuid, uuid, uuid) TO relais_app;
REVOKE UPDATE (pivot_member_id, backup_member_id) ON cases FROM relais_app;

CREATE OR REPLACE FUNCTION relais.placements_of_case(of_case uuid)
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
    WHERE p.case_id = of_case AND relais.member() IS NOT NULL AND of_case IN (SELECT relais.my_cases())
    ORDER BY p.linked_at;
END
$$;
"""
)
