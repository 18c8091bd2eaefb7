"""Where tonight? The board returns only board columns, tier by tier and area by area (ADM-01).

Tier 0 fits; tier 1 fits with a flexible criterion unmet; tier 2 is to negotiate; tier 3 is a vetted hotel.
"""

_FITS_THE_QUESTION = """a.published AND (a.available_until IS NULL OR a.available_until > relais.now())
            AND (a.genders & p_genders) = p_genders AND (a.age_bands & p_bands) = p_bands
            AND a.sleeps >= p_sleeps AND (NOT p_family OR a.family_unit) AND (p_trafficking OR NOT a.set_aside)
            AND a.security >= p_security AND (a.offers & p_wants) = p_wants
            AND a.min_nights <= p_nights AND (a.max_nights IS NULL OR a.max_nights >= p_nights)
            AND (a.kind <> 'hotel_partner' OR a.vetted)
            AND relais.board_tier(a.required, a.flexible, p_met, p_unmet, a.languages, p_languages,
                a.kind = 'hotel_partner') = p_tier
            AND NOT (a.city = ANY (p_not_cities)) AND NOT (a.shelter_key = ANY (p_not_shelters))
            AND NOT (a.region = ANY (p_not_regions)) AND NOT (a.organisation_id = ANY (p_not_organisations))
            AND (p_after_shelter IS NULL OR a.counted_at < p_after_counted
                OR (a.counted_at = p_after_counted AND a.shelter_key > p_after_shelter))
            AND (p_nights = 1 OR relais.free_over(a.pool_key, p_nights) >= p_beds)"""

_COLUMNS = """p_tier::smallint, p_area::smallint, a.counted_at, a.shelter_key, a.pool_key, a.set_aside,
                {free}, {held}, a.sleeps, a.private, a.family_unit, a.offers"""


def _slice(where: str) -> str:
    """One tier in one area. Pools whose stored figures are out of date are counted afresh beside the index's order."""
    return f"""        RETURN QUERY SELECT r.* FROM (
            (SELECT {_COLUMNS.format(free="a.free", held="a.held")}
            FROM availability a
            WHERE {where} AND a.free > 0 AND a.free >= p_beds AND NOT (a.pool_key = ANY (p_due))
            AND {_FITS_THE_QUESTION}
            ORDER BY a.counted_at DESC, a.shelter_key, a.pool_key LIMIT p_limit)
            UNION ALL
            (SELECT {_COLUMNS.format(free="d.free", held="d.held")}
            FROM unnest(p_due, p_due_free, p_due_held) AS d (pool_key, free, held)
                JOIN availability a ON a.pool_key = d.pool_key
            WHERE {where} AND d.free > 0 AND d.free >= p_beds
            AND {_FITS_THE_QUESTION})
        ) r (tier, area, counted_at, shelter_key, pool_key, set_aside, free, held, sleeps, private, family_unit, offers)
        ORDER BY r.counted_at DESC, r.shelter_key, r.pool_key LIMIT p_limit;"""


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
        WHEN p_flexible & p_unmet <> 0 OR (cardinality(p_asked) > 0 AND NOT p_languages && p_asked) THEN 1
        ELSE 0 END)::smallint
$$

CREATE FUNCTION relais.sees_the_board() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais AS $$
    SELECT EXISTS (SELECT FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = relais.member() AND o.id = relais.organisation() AND o.kind <> 'police'
            AND m.roles && ARRAY['pivot_worker', 'regional_coordinator'])
$$

CREATE FUNCTION relais.free_over(p_pool bigint, p_nights integer) RETURNS integer
LANGUAGE sql STABLE COST 5000 SET search_path = pg_catalog, public, relais AS $$
    SELECT (count(*) FILTER (WHERE y.bed_key IS NULL))::int
    FROM beds b
        JOIN shelters s ON s.key = b.shelter_key
        LEFT JOIN LATERAL relais.busy_beds(ARRAY[p_pool], relais.now(),
            relais.night_end(relais.now(), s.turnover_hour, s.time_zone) + make_interval(days => p_nights - 1)) y
            ON y.bed_key = b.key
    WHERE b.pool_key = p_pool AND b.active
$$

CREATE FUNCTION relais.board_slice(
    p_tier integer, p_area integer, p_region text, p_city text,
    p_genders integer, p_bands integer, p_beds integer, p_sleeps integer, p_family boolean, p_nights integer,
    p_trafficking boolean, p_security integer, p_wants integer, p_met integer, p_unmet integer, p_languages text[],
    p_not_regions text[], p_not_cities text[], p_not_shelters bigint[], p_not_organisations uuid[],
    p_after_counted timestamptz, p_after_shelter bigint,
    p_due bigint[], p_due_free integer[], p_due_held integer[], p_limit integer)
RETURNS SETOF relais.board_row
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, relais AS $$
BEGIN
    IF p_region IS NULL THEN
{_slice("true")}
    ELSE
{_slice("a.region = p_region AND (p_city IS NULL OR a.city = p_city)")}
    END IF;
END $$

CREATE FUNCTION relais.board(
    p_areas jsonb, p_genders integer, p_bands integer, p_beds integer, p_sleeps integer, p_family boolean,
    p_nights integer, p_trafficking boolean, p_security integer, p_wants integer, p_met integer, p_unmet integer,
    p_languages text[], p_not_regions text[], p_not_cities text[], p_not_shelters bigint[], p_not_organisations uuid[],
    p_after_tier integer, p_after_area integer, p_after_counted timestamptz, p_after_shelter bigint, p_limit integer)
RETURNS SETOF relais.board_row
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais AS $$
DECLARE
    areas integer := coalesce(jsonb_array_length(p_areas), 0);
    room integer := p_limit;
    got integer;
    here boolean;
    due bigint[] := '{{}}'; due_free integer[] := '{{}}'; due_held integer[] := '{{}}';
BEGIN
    IF NOT relais.sees_the_board() OR p_limit NOT BETWEEN 1 AND 400 THEN RETURN; END IF;
    IF EXISTS (SELECT FROM availability a WHERE a.next_change_at <= relais.now()) THEN
        SELECT array_agg(t.pool_key), array_agg(t.free), array_agg(t.held) INTO due, due_free, due_held
        FROM relais.tally(ARRAY (SELECT a.pool_key FROM availability a WHERE a.next_change_at <= relais.now()),
            relais.now()) t;
    END IF;
    FOR t IN coalesce(p_after_tier, 0)..3 LOOP
        FOR i IN 0..greatest(areas - 1, 0) LOOP
            CONTINUE WHEN t = p_after_tier AND i < p_after_area;
            here := t = p_after_tier AND i = p_after_area;
            RETURN QUERY SELECT b.* FROM relais.board_slice(t, i, p_areas->i->>'region', p_areas->i->>'city',
                p_genders, p_bands, p_beds, p_sleeps, p_family, p_nights, p_trafficking, p_security, p_wants,
                p_met, p_unmet, p_languages, p_not_regions, p_not_cities, p_not_shelters, p_not_organisations,
                CASE WHEN here THEN p_after_counted END, CASE WHEN here THEN p_after_shelter END,
                due, due_free, due_held, room) b;
            GET DIAGNOSTICS got = ROW_COUNT;
            room := room - got;
            IF room <= 0 THEN RETURN; END IF;
        END LOOP;
    END LOOP;
END $$

CREATE FUNCTION relais.shelter_cards(p_keys bigint[])
RETURNS TABLE (key bigint, id uuid, name text, kind text, region text, city text, time_zone text,
    turnover_hour smallint, security_level text, languages text[], min_nights integer, max_nights integer,
    counted_at timestamptz, count_source text, fresh_for_minutes integer, required integer,
    flexible integer, profile jsonb, organisation_id uuid, duty_number text,
    asked_at timestamptz, night_ends_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais AS $$
    SELECT s.key, s.id, s.name, s.kind, s.region, s.city, s.time_zone, s.turnover_hour, s.security_level,
        s.languages, s.min_nights, s.max_nights, s.counted_at, s.count_source, s.fresh_for_minutes, s.required,
        s.flexible, s.profile, s.organisation_id, o.duty_number,
        s.asked_at, relais.night_end(relais.now(), s.turnover_hour, s.time_zone)
    FROM shelters s JOIN organisations o ON o.id = s.organisation_id
    WHERE s.key = ANY (p_keys)
        AND (s.organisation_id = relais.organisation() OR (s.published AND relais.sees_the_board()))
$$

CREATE FUNCTION relais.shelter_key(p_id uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais AS $$
    SELECT s.key FROM shelters s WHERE s.id = p_id
        AND (s.organisation_id = relais.organisation() OR (s.published AND relais.sees_the_board()))
$$

ALTER FUNCTION relais.board OWNER TO relais_lens

ALTER FUNCTION relais.sees_the_board() OWNER TO relais_lens

ALTER FUNCTION relais.shelter_cards(bigint[]) OWNER TO relais_lens

ALTER FUNCTION relais.shelter_key(uuid) OWNER TO relais_lens
"""
