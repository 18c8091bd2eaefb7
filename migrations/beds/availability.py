"""One row per pool for "from now to the end of the shelter's night", kept by statement triggers and never by hand.

Taken, held and closed are counted anew from the claims, under the row's lock, so that they cannot drift (BED-16).
A stay that nobody ended is still there, whatever its expected end: a late job is late, never wrong.
"""

SQL = """
CREATE TABLE availability (
    pool_key bigint PRIMARY KEY REFERENCES pools (key),
    shelter_key bigint NOT NULL,
    organisation_id uuid NOT NULL,
    region text NOT NULL,
    city text NOT NULL,
    kind text NOT NULL,
    published boolean NOT NULL,
    available_until timestamptz,
    vetted boolean NOT NULL,
    security smallint NOT NULL,
    languages text[] NOT NULL,
    genders smallint NOT NULL,
    age_bands smallint NOT NULL,
    sleeps smallint NOT NULL,
    private boolean NOT NULL,
    family_unit boolean NOT NULL,
    set_aside boolean NOT NULL,
    required integer NOT NULL,
    flexible integer NOT NULL,
    offers integer NOT NULL,
    min_nights integer NOT NULL,
    max_nights integer,
    counted_at timestamptz NOT NULL,
    beds integer NOT NULL DEFAULT 0,
    free integer NOT NULL DEFAULT 0,
    held integer NOT NULL DEFAULT 0,
    taken integer NOT NULL DEFAULT 0,
    closed integer NOT NULL DEFAULT 0,
    booked_later boolean NOT NULL DEFAULT false,
    next_change_at timestamptz,
    CHECK (free >= 0 AND held >= 0 AND taken >= 0 AND closed >= 0),
    CHECK (beds = free + held + taken + closed)
) WITH (fillfactor = 80)

CREATE INDEX availability_of_region ON availability (region, counted_at DESC, shelter_key, pool_key)
    WHERE published AND free > 0

CREATE INDEX availability_of_country ON availability (counted_at DESC, shelter_key, pool_key)
    WHERE published AND free > 0

CREATE INDEX availability_of_shelter ON availability (shelter_key, pool_key)

CREATE INDEX availability_due ON availability (next_change_at) WHERE next_change_at IS NOT NULL

CREATE FUNCTION relais.tally(p_pools bigint[], p_at timestamptz)
RETURNS TABLE (pool_key bigint, beds integer, free integer, held integer, taken integer, closed integer,
               booked_later boolean, next_change_at timestamptz)
LANGUAGE sql STABLE AS $$
    WITH tonight AS MATERIALIZED (
        SELECT p.key, n.at, relais.night_end(n.at, s.turnover_hour, s.time_zone) AS ends_at
        FROM (SELECT p_at OFFSET 0) n (at) CROSS JOIN pools p JOIN shelters s ON s.key = p.shelter_key
        WHERE p.key = ANY (p_pools)),
    live AS MATERIALIZED (
        SELECT c.bed_key, c.pool_key, c.kind, c.starts_at, c.lapses_at, c.ends_at, t.ends_at AS night_ends_at,
            CASE c.kind WHEN 'stay' THEN c.starts_at < t.ends_at
                WHEN 'closure' THEN c.starts_at < t.ends_at AND c.ends_at > t.at
                ELSE c.starts_at < t.ends_at AND c.ends_at > t.at AND c.lapses_at > t.at END AS counts
        FROM claims c JOIN tonight t ON t.key = c.pool_key
        WHERE c.state = 'live' AND c.pool_key = ANY (p_pools)),
    busy AS (
        SELECT l.bed_key, bool_or(l.kind = 'closure') AS closed, bool_or(l.kind = 'stay') AS taken
        FROM live l WHERE l.counts GROUP BY l.bed_key),
    changes AS (
        SELECT l.pool_key, bool_or(l.starts_at >= l.night_ends_at) AS later, min(least(
            CASE WHEN l.starts_at >= l.night_ends_at THEN l.night_ends_at END,
            CASE WHEN l.counts AND l.kind <> 'stay' THEN least(l.lapses_at, l.ends_at) END)) AS next
        FROM live l GROUP BY l.pool_key)
    SELECT t.key, count(b.key)::int,
        (count(b.key) FILTER (WHERE u.bed_key IS NULL))::int,
        (count(b.key) FILTER (WHERE NOT u.closed AND NOT u.taken))::int,
        (count(b.key) FILTER (WHERE NOT u.closed AND u.taken))::int,
        (count(b.key) FILTER (WHERE u.closed))::int,
        coalesce(bool_or(n.later), false), min(n.next)
    FROM tonight t
        LEFT JOIN beds b ON b.pool_key = t.key AND b.active
        LEFT JOIN busy u ON u.bed_key = b.key
        LEFT JOIN changes n ON n.pool_key = t.key
    GROUP BY t.key
$$

-- Planned once: planning this anew at each change costs three times what carrying it out does.
CREATE FUNCTION relais.reckon(p_pools bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF cardinality(p_pools) IS NULL OR cardinality(p_pools) = 0 THEN RETURN; END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key = ANY (p_pools) ORDER BY a.pool_key FOR UPDATE;
    UPDATE availability a SET beds = t.beds, free = t.free, held = t.held, taken = t.taken, closed = t.closed,
        booked_later = t.booked_later, next_change_at = t.next_change_at
    FROM relais.tally(p_pools, relais.now()) t WHERE a.pool_key = t.pool_key;
END $$

CREATE FUNCTION relais.describe_pools(p_pools bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF p_pools = '{}' THEN RETURN; END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key = ANY (p_pools) ORDER BY a.pool_key FOR UPDATE;
    INSERT INTO availability AS a (pool_key, shelter_key, organisation_id, region, city, kind, published,
        available_until, vetted, security, languages, genders, age_bands, sleeps, private, family_unit, set_aside,
        required, flexible, offers, min_nights, max_nights, counted_at)
    SELECT p.key, s.key, s.organisation_id, s.region, s.city, s.kind,
        s.published AND s.kind NOT IN ('secure_youth_residence', 'detox'), s.available_until, s.vetted_on IS NOT NULL,
        CASE s.security_level WHEN 'low' THEN 0 WHEN 'standard' THEN 1 ELSE 2 END, s.languages,
        relais.genders(p.accepts_genders), relais.age_bands(p.min_age, p.max_age), p.sleeps, p.private, p.family_unit,
        p.set_aside_for_trafficking, s.required, s.flexible,
        s.offers | (p.wheelchair = 'yes')::int | (p.private)::int * 8192,
        s.min_nights, s.max_nights, coalesce(s.counted_at, 'epoch')
    FROM pools p JOIN shelters s ON s.key = p.shelter_key WHERE p.key = ANY (p_pools) ORDER BY p.key
    ON CONFLICT (pool_key) DO UPDATE SET region = excluded.region, city = excluded.city, kind = excluded.kind,
        published = excluded.published, available_until = excluded.available_until, vetted = excluded.vetted,
        security = excluded.security, languages = excluded.languages, genders = excluded.genders,
        age_bands = excluded.age_bands, sleeps = excluded.sleeps, private = excluded.private,
        family_unit = excluded.family_unit, set_aside = excluded.set_aside, required = excluded.required,
        flexible = excluded.flexible, offers = excluded.offers, min_nights = excluded.min_nights,
        max_nights = excluded.max_nights, counted_at = excluded.counted_at;
    PERFORM relais.reckon(p_pools);
END $$

CREATE FUNCTION relais.claims_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.reckon(ARRAY (SELECT DISTINCT c.pool_key FROM changed c));
    RETURN NULL;
END $$

CREATE FUNCTION relais.pools_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.describe_pools(ARRAY (SELECT c.key FROM changed c));
    RETURN NULL;
END $$

CREATE FUNCTION relais.shelters_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    -- A count changes one column of the board, and comes thousands of times as often as anything else.
    UPDATE availability a SET counted_at = coalesce(c.counted_at, 'epoch') FROM changed c
        WHERE a.shelter_key = c.key AND a.counted_at <> coalesce(c.counted_at, 'epoch');
    PERFORM relais.describe_pools(ARRAY (
        SELECT p.key FROM changed c JOIN before b ON b.key = c.key JOIN pools p ON p.shelter_key = c.key
        WHERE (c.region, c.city, c.kind, c.published, c.available_until, c.vetted_on, c.security_level, c.languages,
                c.required, c.flexible, c.offers, c.min_nights, c.max_nights, c.turnover_hour, c.time_zone)
            IS DISTINCT FROM (b.region, b.city, b.kind, b.published, b.available_until, b.vetted_on, b.security_level,
                b.languages, b.required, b.flexible, b.offers, b.min_nights, b.max_nights, b.turnover_hour,
                b.time_zone)));
    RETURN NULL;
END $$

CREATE TRIGGER availability_follows_inserts AFTER INSERT ON claims
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_changed()

CREATE TRIGGER availability_follows_updates AFTER UPDATE ON claims
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_changed()

CREATE TRIGGER availability_follows_deletes AFTER DELETE ON claims
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_changed()

CREATE TRIGGER availability_follows_new_beds AFTER INSERT ON beds
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_changed()

CREATE TRIGGER availability_follows_beds AFTER UPDATE ON beds
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_changed()

CREATE TRIGGER availability_follows_lost_beds AFTER DELETE ON beds
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_changed()

CREATE TRIGGER availability_follows_new_pools AFTER INSERT ON pools
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.pools_changed()

CREATE TRIGGER availability_follows_pools AFTER UPDATE ON pools
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.pools_changed()

CREATE TRIGGER availability_follows_shelters AFTER UPDATE ON shelters
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.shelters_changed()

CREATE FUNCTION relais.lock_shelter(p_shelter bigint) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT a.pool_key FROM availability a
        WHERE a.shelter_key = p_shelter AND a.organisation_id = relais.organisation()
        ORDER BY a.pool_key FOR UPDATE;
END $$

CREATE FUNCTION relais.own_tally(p_pool bigint)
RETURNS TABLE (free integer, held integer, closed integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.free, t.held, t.closed FROM relais.tally(ARRAY (
        SELECT a.pool_key FROM availability a
        WHERE a.pool_key = p_pool AND a.organisation_id = relais.organisation()), relais.now()) t
$$

CREATE FUNCTION relais.refresh_due(p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE due bigint[];
BEGIN
    SELECT array_agg(d.pool_key) INTO due FROM (
        SELECT a.pool_key FROM availability a WHERE a.next_change_at <= relais.now()
        ORDER BY a.pool_key LIMIT p_limit FOR UPDATE SKIP LOCKED) d;
    PERFORM relais.reckon(due);
    RETURN coalesce(cardinality(due), 0);
END $$

ALTER TABLE availability ENABLE ROW LEVEL SECURITY

CREATE POLICY own ON availability FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()))

CREATE POLICY lens ON availability TO relais_lens USING (true) WITH CHECK (true)

GRANT SELECT ON availability TO relais_app

GRANT SELECT, INSERT, UPDATE ON availability TO relais_lens

ALTER FUNCTION relais.reckon(bigint[]) OWNER TO relais_lens

ALTER FUNCTION relais.describe_pools(bigint[]) OWNER TO relais_lens

ALTER FUNCTION relais.claims_changed() OWNER TO relais_lens

ALTER FUNCTION relais.pools_changed() OWNER TO relais_lens

ALTER FUNCTION relais.shelters_changed() OWNER TO relais_lens

ALTER FUNCTION relais.lock_shelter(bigint) OWNER TO relais_lens

ALTER FUNCTION relais.own_tally(bigint) OWNER TO relais_lens

ALTER FUNCTION relais.refresh_due(integer) OWNER TO relais_lens

REVOKE EXECUTE ON FUNCTION relais.tally(bigint[], timestamptz), relais.reckon(bigint[]),
    relais.describe_pools(bigint[]), relais.claims_changed(), relais.pools_changed(),
    relais.shelters_changed(), relais.lock_shelter(bigint), relais.own_tally(bigint),
    relais.refresh_due(integer) FROM PUBLIC

GRANT EXECUTE ON FUNCTION relais.tally(bigint[], timestamptz), relais.reckon(bigint[]), relais.describe_pools(bigint[])
    TO relais_lens

GRANT EXECUTE ON FUNCTION relais.lock_shelter(bigint), relais.own_tally(bigint) TO relais_app

GRANT EXECUTE ON FUNCTION relais.refresh_due(integer) TO relais_worker
"""
