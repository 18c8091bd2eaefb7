"""Where tonight? The board returns only board columns, tier by tier and area by area (ADM-01).

Tier 0 fits; tier 1 fits with a flexible criterion unmet; tier 2 is to negotiate; tier 3 is a vetted hotel.
"""

_SUITS = """a.published AND (a.available_until IS NULL OR a.available_until > relais.now())
            AND (a.genders & p_genders) = p_genders AND (a.age_bands & p_bands) = p_bands
            AND a.sleeps >= p_sleeps AND (NOT p_family OR a.family_unit) AND (p_trafficking OR NOT a.set_aside)
            AND a.security >= p_security AND (a.offers & p_wants) = p_wants
            AND a.min_nights <= p_nights AND (a.max_nights IS NULL OR a.max_nights >= p_nights)
            AND (a.kind <> 'hotel_partner' OR a.vetted)
            AND NOT (a.city = ANY (p_not_cities)) AND NOT (a.shelter_key = ANY (p_not_shelters))
            AND NOT (a.region = ANY (p_not_regions)) AND NOT (a.organisation_id = ANY (p_not_organisations))"""

_TIER = """relais.board_tier(a.required, a.flexible, p_met, p_unmet, a.languages, p_languages,
                a.kind = 'hotel_partner')"""

_FREE = """CASE WHEN p_nights > 1 AND a.booked_later THEN least(a.free, relais.free_over(a.pool_key, p_nights))
                ELSE a.free END"""

_ENOUGH = """a.free > 0 AND a.free >= p_beds
            AND (p_nights = 1 OR NOT a.booked_later OR relais.free_over(a.pool_key, p_nights) >= p_beds)"""

_REST = "a.sleeps, a.private, a.family_unit, a.offers"


def _fitting(where: str) -> str:
    """Tier 0 in one area, in the order of an index. Pools whose stored figures are out of date are counted afresh."""
    return f"""        RETURN QUERY SELECT r.* FROM (
            (SELECT 0::smallint, p_area::smallint, a.counted_at, a.shelter_key, a.pool_key, a.set_aside,
                {_FREE}, a.held, {_REST}
            FROM availability a
            WHERE {where} AND {_ENOUGH} AND NOT (a.pool_key = ANY (p_due)) AND {_SUITS} AND {_TIER} = 0
            AND (p_after_shelter IS NULL OR a.counted_at < p_after_counted
                OR (a.counted_at = p_after_counted AND a.shelter_key > p_after_shelter))
            ORDER BY a.counted_at DESC, a.shelter_key, a.pool_key LIMIT p_limit)
            UNION ALL
            (SELECT 0::smallint, p_area::smallint, a.counted_at, a.shelter_key, a.pool_key, a.set_aside,
                a.free, a.held, {_REST}
            FROM relais.due_now(p_due, p_nights) a
            WHERE {where} AND a.free > 0 AND a.free >= p_beds AND {_SUITS} AND {_TIER} = 0
            AND (p_after_shelter IS NULL OR a.counted_at < p_after_counted
                OR (a.counted_at = p_after_counted AND a.shelter_key > p_after_shelter)))
        ) r (tier, area, counted_at, shelter_key, pool_key, set_aside, free, held, sleeps, private, family_unit, offers)
        ORDER BY r.counted_at DESC, r.shelter_key, r.pool_key LIMIT p_limit;"""


def _others(where: str) -> str:
    """Every other tier at once: what they are is worked out for each pool, so the areas are sought by the index."""
    return f"""        RETURN QUERY SELECT r.* FROM (
            SELECT {_TIER} AS tier,
                (CASE WHEN everywhere THEN 0 ELSE (
                    SELECT min(w.n) - 1 FROM unnest(regions, cities) WITH ORDINALITY w (region, city, n)
                    WHERE w.region = a.region AND (w.city IS NULL OR w.city = a.city)) END)::smallint AS area,
                a.counted_at, a.shelter_key, a.pool_key, a.set_aside, a.free, a.held, {_REST}
            FROM (
                SELECT a.* FROM availability a
                WHERE {where} AND {_ENOUGH} AND NOT (a.pool_key = ANY (p_due)) AND {_SUITS}
                UNION ALL
                SELECT a.* FROM relais.due_now(p_due, p_nights) a
                WHERE {where} AND a.free > 0 AND a.free >= p_beds AND {_SUITS}
            ) a) r
        WHERE r.tier > 0 AND r.area IS NOT NULL
            AND (p_after_shelter IS NULL OR (r.tier, r.area) > (p_after_tier, p_after_area)
                OR ((r.tier, r.area) = (p_after_tier, p_after_area) AND (r.counted_at < p_after_counted
                    OR (r.counted_at = p_after_counted AND r.shelter_key > p_after_shelter))))
        ORDER BY r.tier, r.area, r.counted_at DESC, r.shelter_key, r.pool_key LIMIT p_limit;"""


_QUESTION = """p_genders integer, p_bands integer, p_beds integer, p_sleeps integer, p_family boolean, p_nights integer,
    p_trafficking boolean, p_security integer, p_wants integer, p_met integer, p_unmet integer, p_languages text[],
    p_not_regions text[], p_not_cities text[], p_not_shelters bigint[], p_not_organisations uuid[]"""

_PASSED = """p_genders, p_bands, p_beds, p_sleeps, p_family, p_nights, p_trafficking, p_security, p_wants, p_met,
                p_unmet, p_languages, p_not_regions, p_not_cities, p_not_shelters, p_not_organisations"""

_PASSED_ON = _PASSED.replace("p_not_cities", "p_not_cities || earlier")

SQL = f"""
CREATE TYPE relais.board_row AS (
    tier smallint, area smallint, counted_at timestamptz, shelter_key bigint, pool_key bigint, set_aside boolean,
    free integer, held integer, sleeps smallint, private boolean, family_unit boolean, offers integer)

CREATE FUNCTION relais.board_tier(p_required integer, p_flexible integer, p_met integer, p_unmet integer,
    p_languages text[], p_asked text[], p_hotel boolean) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE WHEN p_required & p_unmet <> 0 THEN -1
        WHEN p_hotel THEN 3
        WHEN p_required & ~p_met <> 0 THEN 2
        WHEN p_flexible & p_unmet <> 0 OR (p_asked <> '{{}}' AND NOT p_languages && p_asked) THEN 1
        ELSE 0 END)::smallint
$$

CREATE FUNCTION relais.sees_the_board() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = relais.member() AND o.id = relais.organisation() AND o.kind <> 'police'
            AND m.roles && ARRAY['pivot_worker', 'regional_coordinator']);
END $$

CREATE FUNCTION relais.free_over(p_pool bigint, p_nights integer) RETURNS integer
LANGUAGE plpgsql STABLE COST 5000 SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE until timestamptz;
BEGIN
    SELECT relais.night_end(relais.now(), s.turnover_hour, s.time_zone) + make_interval(days => p_nights - 1) INTO until
    FROM pools p JOIN shelters s ON s.key = p.shelter_key WHERE p.key = p_pool;
    RETURN (SELECT count(*) FROM beds b WHERE b.pool_key = p_pool AND b.active
        AND b.key NOT IN (SELECT y.bed_key FROM relais.busy_beds(ARRAY[p_pool], relais.now(), until) y));
END $$

CREATE FUNCTION relais.due_now(p_due bigint[], p_nights integer) RETURNS SETOF availability
LANGUAGE plpgsql STABLE ROWS 5 SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE found availability%ROWTYPE; fresh record;
BEGIN
    IF p_due = '{{}}' THEN RETURN; END IF;
    FOR fresh IN SELECT t.* FROM relais.tally(p_due, relais.now()) t LOOP
        SELECT a.* INTO found FROM availability a WHERE a.pool_key = fresh.pool_key;
        found.free := CASE WHEN p_nights > 1 THEN least(fresh.free, relais.free_over(fresh.pool_key, p_nights))
            ELSE fresh.free END;
        found.held := fresh.held;
        RETURN NEXT found;
    END LOOP;
END $$

CREATE FUNCTION relais.board_fitting(p_area integer, p_region text, p_city text, {_QUESTION},
    p_after_counted timestamptz, p_after_shelter bigint, p_due bigint[], p_limit integer)
RETURNS SETOF relais.board_row
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, relais, pg_temp SET plan_cache_mode = force_generic_plan
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
    IF p_region IS NULL THEN
{_fitting("true")}
    ELSIF p_city IS NULL THEN
{_fitting("a.region = p_region")}
    ELSE
{_fitting("a.region = p_region AND a.city = p_city")}
    END IF;
END $$

CREATE FUNCTION relais.board_others(p_areas jsonb, {_QUESTION},
    p_after_tier integer, p_after_area integer, p_after_counted timestamptz, p_after_shelter bigint, p_due bigint[],
    p_limit integer)
RETURNS SETOF relais.board_row
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, relais, pg_temp SET plan_cache_mode = force_generic_plan
SET jit = off AS $$
DECLARE
    regions text[] := ARRAY (SELECT w.a->>'region' FROM jsonb_array_elements(p_areas) WITH ORDINALITY w (a, n)
        ORDER BY n);
    cities text[] := ARRAY (SELECT w.a->>'city' FROM jsonb_array_elements(p_areas) WITH ORDINALITY w (a, n)
        ORDER BY n);
    everywhere boolean := regions = '{{}}';
BEGIN
    IF everywhere THEN
{_others("true")}
    ELSE
{_others("a.region = ANY (regions)")}
    END IF;
END $$

CREATE FUNCTION relais.board(p_areas jsonb, {_QUESTION},
    p_after_tier integer, p_after_area integer, p_after_counted timestamptz, p_after_shelter bigint, p_limit integer)
RETURNS SETOF relais.board_row
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    areas integer := coalesce(jsonb_array_length(p_areas), 0);
    room integer := p_limit;
    got integer;
    here boolean; region text; earlier text[];
    due bigint[] := ARRAY (SELECT a.pool_key FROM availability a WHERE a.next_change_at <= relais.now());
BEGIN
    IF NOT relais.sees_the_board() OR p_limit NOT BETWEEN 1 AND 400 THEN RETURN; END IF;
    IF coalesce(p_after_tier, 0) = 0 THEN
        FOR i IN coalesce(p_after_area, 0)..greatest(areas - 1, 0) LOOP
            here := i = p_after_area;
            region := p_areas->i->>'region';
            -- What an earlier area answered is not answered again.
            earlier := ARRAY (SELECT w.a->>'city' FROM jsonb_array_elements(p_areas) WITH ORDINALITY w (a, n)
                WHERE w.n <= i AND w.a->>'region' = region);
            CONTINUE WHEN array_position(earlier, NULL) IS NOT NULL;
            RETURN QUERY SELECT b.* FROM relais.board_fitting(i, region, p_areas->i->>'city',
                {_PASSED_ON},
                CASE WHEN here THEN p_after_counted END, CASE WHEN here THEN p_after_shelter END, due, room) b;
            GET DIAGNOSTICS got = ROW_COUNT;
            room := room - got;
            IF room <= 0 THEN RETURN; END IF;
        END LOOP;
        p_after_shelter := NULL;
    END IF;
    RETURN QUERY SELECT b.* FROM relais.board_others(coalesce(p_areas, '[]'),
                {_PASSED},
        p_after_tier, p_after_area, p_after_counted, p_after_shelter, due, room) b;
END $$

CREATE FUNCTION relais.shelter_cards(p_keys bigint[])
RETURNS TABLE (key bigint, id uuid, name text, kind text, region text, city text, time_zone text,
    turnover_hour smallint, security_level text, languages text[], min_nights integer, max_nights integer,
    counted_at timestamptz, count_source text, fresh_for_minutes integer, required integer,
    flexible integer, profile jsonb, organisation_id uuid, duty_number text,
    asked_at timestamptz, night_ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE sees boolean := relais.sees_the_board();
BEGIN
    RETURN QUERY SELECT s.key, s.id, s.name, s.kind, s.region, s.city, s.time_zone, s.turnover_hour, s.security_level,
        s.languages, s.min_nights, s.max_nights, s.counted_at, s.count_source, s.fresh_for_minutes, s.required,
        s.flexible, s.profile, s.organisation_id, o.duty_number,
        s.asked_at, relais.night_end(at.now, s.turnover_hour, s.time_zone)
    FROM (SELECT relais.now() OFFSET 0) at (now)  -- read once: night_end is then part of the statement, not called
        CROSS JOIN shelters s JOIN organisations o ON o.id = s.organisation_id
    WHERE s.key = ANY (p_keys) AND (s.organisation_id = relais.organisation() OR (s.published AND sees));
END $$

CREATE FUNCTION relais.shelter_key(p_id uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key FROM shelters s WHERE s.id = p_id
        AND (s.organisation_id = relais.organisation() OR (s.published AND relais.sees_the_board()))
$$

ALTER FUNCTION relais.board OWNER TO relais_lens

ALTER FUNCTION relais.sees_the_board() OWNER TO relais_lens

ALTER FUNCTION relais.shelter_cards(bigint[]) OWNER TO relais_lens

ALTER FUNCTION relais.shelter_key(uuid) OWNER TO relais_lens
"""
