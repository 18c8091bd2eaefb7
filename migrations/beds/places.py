"""What a planner and a referral may know of free places: pools, never a name or an address (OPS-19)."""

SQL = """
CREATE FUNCTION relais.free_places(p_starts_at timestamptz, p_ends_at timestamptz, p_areas jsonb DEFAULT NULL,
    p_shelter_keys bigint[] DEFAULT NULL)
RETURNS TABLE (pool_key bigint, shelter_key bigint, shelter_id uuid, organisation_id uuid, kind text, vetted boolean,
    region text, city text, area integer, security smallint, languages text[], genders smallint, age_bands smallint,
    sleeps smallint, private boolean, family_unit boolean, set_aside boolean, required integer, flexible integer,
    offers integer, min_nights integer, max_nights integer, counted_at timestamptz, fresh_until timestamptz,
    beds integer, free integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH areas AS MATERIALIZED (
        SELECT w.ord::int - 1 AS area, w.a->>'region' AS region, w.a->>'city' AS city
        FROM jsonb_array_elements(coalesce(p_areas, '[]')) WITH ORDINALITY AS w (a, ord)),
    pools_asked AS MATERIALIZED (
        SELECT a.*, coalesce(w.area, 0) AS wanted_area
        FROM availability a
            LEFT JOIN LATERAL (SELECT min(x.area) AS area FROM areas x
                WHERE x.region = a.region AND (x.city IS NULL OR x.city = a.city)) w ON true
        WHERE relais.sees_the_board() AND a.published AND a.beds > 0
            AND (a.available_until IS NULL OR a.available_until >= p_ends_at)
            AND (w.area IS NOT NULL OR NOT EXISTS (SELECT FROM areas))
            AND (p_shelter_keys IS NULL OR a.shelter_key = ANY (p_shelter_keys))
            AND p_starts_at < p_ends_at),
    busy AS MATERIALIZED (
        SELECT y.pool_key, count(*)::int AS taken
        FROM relais.busy_beds(ARRAY (SELECT p.pool_key FROM pools_asked p), p_starts_at, p_ends_at) y
            JOIN beds b ON b.key = y.bed_key AND b.active
        GROUP BY y.pool_key)
    SELECT p.pool_key, p.shelter_key, s.id, p.organisation_id, p.kind, p.vetted, p.region, p.city, p.wanted_area,
        p.security, p.languages, p.genders, p.age_bands, p.sleeps, p.private, p.family_unit, p.set_aside, p.required,
        p.flexible, p.offers, p.min_nights, p.max_nights, s.counted_at,
        s.counted_at + make_interval(mins => s.fresh_for_minutes),
        p.beds, p.beds - coalesce(u.taken, 0)
    FROM pools_asked p
        JOIN shelters s ON s.key = p.shelter_key
        LEFT JOIN busy u ON u.pool_key = p.pool_key
    ORDER BY p.wanted_area, p.shelter_key, p.pool_key
$$

CREATE FUNCTION relais.shelter_names(p_keys bigint[])
RETURNS TABLE (key bigint, id uuid, name text, organisation_id uuid, time_zone text, turnover_hour smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key, s.id, s.name, s.organisation_id, s.time_zone, s.turnover_hour FROM shelters s
    WHERE s.key = ANY (p_keys)
        AND (s.organisation_id = relais.organisation() OR (s.published AND relais.sees_the_board()))
$$

CREATE FUNCTION relais.vet_hotel(p_shelter uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE shelters s SET vetted_on = (relais.now() AT TIME ZONE s.time_zone)::date, vetted_by = relais.member()
    WHERE s.id = p_shelter AND s.kind = 'hotel_partner' AND s.organisation_id <> relais.organisation()
        AND EXISTS (SELECT FROM organisations o WHERE o.id = relais.organisation() AND o.kind = 'coordination'
            AND s.region = ANY (o.regions))
    RETURNING s.key
$$

ALTER FUNCTION relais.vet_hotel(uuid) OWNER TO relais_lens

ALTER FUNCTION relais.free_places(timestamptz, timestamptz, jsonb, bigint[]) OWNER TO relais_lens

ALTER FUNCTION relais.shelter_names(bigint[]) OWNER TO relais_lens

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA relais FROM PUBLIC

GRANT EXECUTE ON FUNCTION relais.required_criteria(jsonb), relais.flexible_criteria(jsonb), relais.offers(jsonb),
    relais.genders(text[]), relais.age_bands(integer, integer), relais.night_start(date, integer, text),
    relais.night_end(timestamptz, integer, text) TO relais_app, relais_worker, relais_lens

GRANT EXECUTE ON FUNCTION relais.board_tier(integer, integer, integer, integer, text[], text[], boolean) TO relais_app,
    relais_lens

GRANT EXECUTE ON FUNCTION relais.free_over, relais.due_now, relais.board_fitting, relais.board_others
    TO relais_lens

GRANT EXECUTE ON FUNCTION relais.board, relais.sees_the_board, relais.shelter_cards, relais.shelter_key,
    relais.free_places, relais.shelter_names, relais.vet_hotel TO relais_app
"""
