"""Cots: beds that a house puts up beyond its own, for one night: counted, slept in, never offered (BED-15)."""

SQL = """
ALTER TABLE pools ADD COLUMN overflow boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX pools_one_overflow ON pools (shelter_key) WHERE overflow;
ALTER TABLE beds ADD COLUMN overflow_until timestamptz;
CREATE INDEX beds_overflow_due ON beds (overflow_until) WHERE active AND overflow_until IS NOT NULL;

CREATE OR REPLACE FUNCTION relais.describe_pools(p_pools bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF p_pools = '{}' THEN RETURN; END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key = ANY (p_pools) ORDER BY a.pool_key FOR UPDATE;
    INSERT INTO availability AS a (pool_key, shelter_key, organisation_id, region, city, kind, published,
        available_until, vetted, security, languages, genders, age_bands, sleeps, private, family_unit, set_aside,
        required, flexible, offers, min_nights, max_nights, counted_at)
    SELECT p.key, s.key, s.organisation_id, s.region, s.city, s.kind,
        s.published AND NOT p.overflow AND s.kind NOT IN ('secure_youth_residence', 'detox'), s.available_until,
        s.vetted_on IS NOT NULL,
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
END $$;

-- Houses where cots of a night that is over still stand.
CREATE FUNCTION relais.due_cots(p_limit integer) RETURNS TABLE (shelter_key bigint, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT b.shelter_key, b.organisation_id FROM beds b
    WHERE b.active AND b.overflow_until <= relais.now() ORDER BY b.shelter_key LIMIT p_limit
$$;
ALTER FUNCTION relais.due_cots(integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.due_cots(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.due_cots(integer) TO relais_worker;
"""
