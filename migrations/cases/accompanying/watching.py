"""A case without a pivot or without a backup is watched, and after some hours its organisation is told (PIV-01)."""

SQL = """
CREATE TABLE case_watches (
    case_id uuid PRIMARY KEY REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    since timestamptz NOT NULL,
    told_at timestamptz CHECK (told_at >= since)
);
CREATE INDEX case_watches_organisation_id_idx ON case_watches (organisation_id);
ALTER TABLE case_watches ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON case_watches FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY in_role ON case_watches AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
CREATE POLICY lens ON case_watches TO relais_lens USING (true);
GRANT SELECT ON case_watches TO relais_app;
GRANT SELECT, INSERT, UPDATE (told_at), DELETE ON case_watches TO relais_lens;

CREATE FUNCTION relais.is_left_alone(p_pivot uuid, p_backup uuid, p_organisation uuid) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT NOT (coalesce(relais.has_role(p_pivot, p_organisation, 'pivot_worker'), false)
        AND coalesce(relais.has_role(p_backup, p_organisation, 'pivot_worker'), false))
$$;

-- Cases whose watch begins, is due, or is over. `p_after` is the time that an organisation has.
CREATE FUNCTION relais.cases_to_watch(p_limit integer, p_after interval)
    RETURNS TABLE (case_id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH gone AS MATERIALIZED (
        SELECT m.id FROM members m WHERE NOT relais.has_role(m.id, m.organisation_id, 'pivot_worker')),
    seen AS (
        SELECT c.id FROM cases c WHERE c.backup_member_id IS NULL
        UNION SELECT c.id FROM cases c JOIN gone g ON g.id = c.pivot_member_id
        UNION SELECT c.id FROM cases c JOIN gone g ON g.id = c.backup_member_id
        UNION SELECT x.case_id FROM case_watches x)
    SELECT c.id, c.organisation_id FROM seen s JOIN cases c ON c.id = s.id
        LEFT JOIN case_watches w ON w.case_id = c.id
    WHERE CASE WHEN relais.is_left_alone(c.pivot_member_id, c.backup_member_id, c.organisation_id)
        THEN w.case_id IS NULL OR (w.told_at IS NULL AND w.since <= relais.now() - p_after)
        ELSE w.case_id IS NOT NULL END
    ORDER BY c.opened_at, c.id LIMIT p_limit
$$;

-- One look at one case, in its organisation's name: `begun`, `told`, `over`, or nothing.
CREATE FUNCTION relais.watch_case(p_case uuid, p_after interval) RETURNS TABLE (outcome text, region text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    c record;
    w case_watches;
BEGIN
    SELECT x.id, x.organisation_id, x.region, x.pivot_member_id, x.backup_member_id INTO c FROM cases x
    WHERE x.id = p_case AND x.organisation_id = relais.organisation() AND relais.member() IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO w FROM case_watches x WHERE x.case_id = p_case FOR UPDATE;
    IF NOT relais.is_left_alone(c.pivot_member_id, c.backup_member_id, c.organisation_id) THEN
        DELETE FROM case_watches x WHERE x.case_id = p_case;
        RETURN QUERY SELECT 'over', c.region WHERE w.case_id IS NOT NULL;
    ELSIF w.case_id IS NULL THEN
        INSERT INTO case_watches (case_id, organisation_id, since) VALUES (c.id, c.organisation_id, relais.now());
        RETURN QUERY SELECT 'begun', c.region;
    ELSIF w.told_at IS NULL AND w.since <= relais.now() - p_after THEN
        UPDATE case_watches x SET told_at = relais.now() WHERE x.case_id = p_case;
        RETURN QUERY SELECT 'told', c.region;
    END IF;
END
$$;

-- How many cases of one's organisation nobody, or one person alone, has accompanied for too long: for its pivots and
-- for those who keep its access.
CREATE FUNCTION relais.left_alone() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT count(*)::integer FROM case_watches w JOIN cases c ON c.id = w.case_id
    WHERE w.organisation_id = relais.organisation() AND w.told_at IS NOT NULL AND relais.member() IS NOT NULL
        AND (relais.holds('pivot_worker') OR relais.keeps(relais.member(), relais.organisation()))
        AND relais.is_left_alone(c.pivot_member_id, c.backup_member_id, c.organisation_id)
$$;
-- Beside what waits already: what has waited too long, told to the pivots and to whoever keeps the organisation.
ALTER FUNCTION relais.alerts() RENAME TO alerts_at_once;
REVOKE EXECUTE ON FUNCTION relais.alerts_at_once() FROM relais_app;
CREATE FUNCTION relais.alerts()
    RETURNS TABLE (kind text, organisation_id uuid, organisation_name text, count integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT 'cases_left_alone', o.id, o.name, n.left_alone
    FROM relais.left_alone() n (left_alone) JOIN organisations o ON o.id = relais.organisation()
    WHERE n.left_alone > 0
    UNION ALL SELECT * FROM relais.alerts_at_once()
$$;
ALTER FUNCTION relais.alerts() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.alerts(), relais.alerts_at_once() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.alerts() TO relais_app;
ALTER FUNCTION relais.is_left_alone(uuid, uuid, uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.cases_to_watch(integer, interval) OWNER TO relais_lens;
ALTER FUNCTION relais.watch_case(uuid, interval) OWNER TO relais_lens;
ALTER FUNCTION relais.left_alone() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.is_left_alone(uuid, uuid, uuid), relais.cases_to_watch(integer, interval),
    relais.watch_case(uuid, interval), relais.left_alone() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.watch_case(uuid, interval) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.cases_to_watch(integer, interval) TO relais_worker;
"""
