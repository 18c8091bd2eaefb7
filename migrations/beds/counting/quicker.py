"""The free places of one house, planned once a connection: a hold asks for them each time, a planner never."""

SQL = """
-- `relais.free_places` of one published house, for whoever is about to refer there.
CREATE FUNCTION relais.places_of(p_shelter bigint, p_starts_at timestamptz, p_ends_at timestamptz)
RETURNS TABLE (pool_key bigint, genders smallint, age_bands smallint, sleeps smallint, private boolean,
    family_unit boolean, set_aside boolean, offers integer, free integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF NOT relais.sees_the_board() OR p_starts_at >= p_ends_at THEN RETURN; END IF;
    RETURN QUERY
    WITH here AS MATERIALIZED (
        SELECT a.* FROM availability a WHERE a.shelter_key = p_shelter AND a.published AND a.beds > 0
            AND (a.available_until IS NULL OR a.available_until >= p_ends_at)),
    busy AS MATERIALIZED (
        SELECT y.pool_key, count(*)::int AS taken
        FROM relais.busy_beds(ARRAY (SELECT h.pool_key FROM here h), p_starts_at, p_ends_at) y
            CROSS JOIN LATERAL (SELECT FROM beds b WHERE b.key = y.bed_key AND b.active OFFSET 0) b
        GROUP BY y.pool_key)
    SELECT h.pool_key, h.genders, h.age_bands, h.sleeps, h.private, h.family_unit, h.set_aside,
        h.offers, h.beds - coalesce(u.taken, 0)
    FROM here h LEFT JOIN busy u ON u.pool_key = h.pool_key ORDER BY h.pool_key;
END $$;
ALTER FUNCTION relais.places_of(bigint, timestamptz, timestamptz) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.places_of(bigint, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.places_of(bigint, timestamptz, timestamptz) TO relais_app;
"""
