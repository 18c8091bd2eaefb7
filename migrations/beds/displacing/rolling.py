"""Which stays go on: the job looks at those that it can extend, and leaves the others to a human."""

SQL = """
-- A stay that runs into a closure or into another stay keeps its end, however often one looks: nothing is due there.
CREATE OR REPLACE FUNCTION relais.due_stays(p_limit integer)
RETURNS TABLE (shelter_key bigint, organisation_id uuid, stays integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.shelter_key, d.organisation_id, count(*)::int FROM (
        SELECT c.shelter_key, c.organisation_id FROM claims c
        WHERE c.state = 'live' AND c.kind = 'stay' AND c.ends_at <= relais.now() AND NOT EXISTS (
            SELECT FROM claims x WHERE x.bed_key = c.bed_key AND x.state = 'live' AND x.key <> c.key
                AND x.kind IN ('stay', 'closure') AND x.starts_at <= c.ends_at AND x.ends_at > c.ends_at)
        ORDER BY c.ends_at LIMIT p_limit) d
    GROUP BY d.shelter_key, d.organisation_id ORDER BY d.shelter_key
$$;
"""
