"""How fast a house's counts age, and when it may be asked for one (BED-15)."""

COLUMNS = """
ALTER TABLE shelters
    ADD COLUMN fresh_for_fixed boolean NOT NULL DEFAULT false,
    ADD COLUMN watched_minutes double precision NOT NULL DEFAULT 0 CHECK (watched_minutes >= 0),
    ADD COLUMN seen_changes double precision NOT NULL DEFAULT 0 CHECK (seen_changes >= 0),
    ADD COLUMN quiet_from smallint NOT NULL DEFAULT 22 CHECK (quiet_from BETWEEN 0 AND 23),
    ADD COLUMN quiet_until smallint NOT NULL DEFAULT 7 CHECK (quiet_until BETWEEN 0 AND 23),
    ADD COLUMN night_duty boolean NOT NULL DEFAULT false;
GRANT INSERT (fresh_for_fixed) ON shelters TO relais_app;
GRANT UPDATE (fresh_for_fixed, watched_minutes, seen_changes, quiet_from, quiet_until, night_duty) ON shelters
    TO relais_app;
-- Who had said how long a count is believed meant it.
UPDATE shelters SET fresh_for_fixed = true WHERE fresh_for_minutes <> 240;

ALTER TABLE shelters DROP CONSTRAINT shelters_count_source_check;
ALTER TABLE shelters ADD CONSTRAINT shelters_count_source_check
    CHECK (count_source IN ('desk', 'text', 'import', 'paper'));
ALTER TABLE counts DROP CONSTRAINT counts_source_check;
ALTER TABLE counts ADD CONSTRAINT counts_source_check CHECK (source IN ('desk', 'text', 'import', 'paper'));
"""

ASKING = """
-- Whether a house rests at this local hour. `service.beds.freshness.rules.rests` says the same.
CREATE FUNCTION relais.rests(p_from integer, p_until integer, p_night_duty boolean, p_hour integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NOT p_night_duty AND CASE WHEN p_from <= p_until THEN p_hour >= p_from AND p_hour < p_until
        ELSE p_hour >= p_from OR p_hour < p_until END;
REVOKE EXECUTE ON FUNCTION relais.rests(integer, integer, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.rests(integer, integer, boolean, integer) TO relais_app, relais_lens;

-- The houses to ask for a count: it is no longer believed, and nobody sleeps there whom a question would wake.
CREATE OR REPLACE FUNCTION relais.stale_shelters(p_limit integer)
RETURNS TABLE (shelter_key bigint, shelter_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key, s.id, s.organisation_id FROM shelters s
    WHERE s.published AND s.kind NOT IN ('secure_youth_residence', 'detox')
        AND (s.counted_at IS NULL OR s.counted_at + make_interval(mins => s.fresh_for_minutes) <= relais.now())
        AND (s.asked_at IS NULL OR s.asked_at < coalesce(s.counted_at, 'epoch')
            OR s.asked_at + make_interval(mins => s.fresh_for_minutes) <= relais.now())
        AND NOT relais.rests(s.quiet_from, s.quiet_until, s.night_duty,
            extract(hour FROM relais.now() AT TIME ZONE s.time_zone)::integer)
    ORDER BY s.key LIMIT p_limit
$$;
"""

SQL = COLUMNS + ASKING
