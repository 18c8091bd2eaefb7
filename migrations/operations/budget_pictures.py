"""The older picture: all that a question may read, kept for a quarter of an hour (design.md section 4).

A picture is copied, not reckoned back. Reckoning back what was free a while ago forgets what leaves no trace: a shelter
opened or closed meanwhile, a stay that went on, a reservation that became an arrival. Between two questions around any
of these, nothing may move.
"""

from migrations.operations.budget_planner import _COLUMNS

SQL = f"""
CREATE TABLE pictured_pools (
    organisation_id uuid NOT NULL,
    region text NOT NULL,
    pool_key bigint NOT NULL,
    shelter_key bigint NOT NULL,
    kind text NOT NULL,
    city text NOT NULL,
    vetted boolean NOT NULL,
    security smallint NOT NULL,
    languages text[] NOT NULL,
    genders smallint NOT NULL,
    age_bands smallint NOT NULL,
    sleeps smallint NOT NULL,
    family_unit boolean NOT NULL,
    required integer NOT NULL,
    flexible integer NOT NULL,
    offers integer NOT NULL,
    min_nights integer NOT NULL,
    max_nights integer,
    available_until timestamptz,
    turnover_hour smallint NOT NULL,
    time_zone text NOT NULL,
    fresh_until timestamptz,
    beds integer NOT NULL,
    bed_keys bigint[] NOT NULL,
    spans tstzrange[] NOT NULL,
    go_on boolean[] NOT NULL,
    agreement_id uuid,
    agreed_places integer,
    agreed_used integer,
    notice_hours integer,
    longest_hold_hours integer,
    agreed_answer text,
    PRIMARY KEY (organisation_id, region, pool_key),
    FOREIGN KEY (organisation_id, region) REFERENCES police_pictures ON DELETE CASCADE
);
ALTER TABLE pictured_pools ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON pictured_pools TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON pictured_pools TO relais_lens;

-- Copies what the service may know of a region now. Pictures that nobody may read any more go, whosever they are: what
-- is not kept cannot be taken.
CREATE FUNCTION relais.take_picture(p_service uuid, p_region text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    DELETE FROM police_pictures p USING (
        SELECT o.organisation_id, o.region FROM police_pictures o
        WHERE o.taken_at <= relais.now() - interval '15 minutes' FOR UPDATE SKIP LOCKED) old
        WHERE (p.organisation_id, p.region) = (old.organisation_id, old.region);
    DELETE FROM police_pictures p WHERE p.organisation_id = p_service AND p.region = p_region;
    DELETE FROM police_figures f
        WHERE f.organisation_id = p_service AND f.told_at <= relais.now() - interval '24 hours';
    INSERT INTO police_pictures (organisation_id, region, taken_at) VALUES (p_service, p_region, relais.now());
    INSERT INTO pictured_pools
    SELECT p_service, a.region, a.pool_key, a.shelter_key, a.kind, a.city, a.vetted, a.security, a.languages,
        a.genders, a.age_bands, a.sleeps, a.family_unit, a.required, a.flexible, a.offers, a.min_nights, a.max_nights,
        a.available_until, s.turnover_hour, s.time_zone, s.counted_at + make_interval(mins => s.fresh_for_minutes),
        a.beds, coalesce(l.bed_keys, '{{}}'), coalesce(l.spans, '{{}}'), coalesce(l.go_on, '{{}}'),
        g.id, g.places, CASE WHEN g.id IS NOT NULL THEN relais.agreement_used(g.id) END, g.notice_hours,
        g.longest_hold_hours, g.answer
    FROM availability a
        JOIN shelters s ON s.key = a.shelter_key
        LEFT JOIN bed_agreements g ON g.shelter_key = a.shelter_key AND g.partner_organisation_id = p_service
            AND g.state = 'in_force'
        LEFT JOIN LATERAL (
            SELECT array_agg(c.bed_key ORDER BY c.key) AS bed_keys,
                array_agg(tstzrange(c.starts_at, c.ends_at) ORDER BY c.key) AS spans,
                array_agg(c.kind = 'stay' AND c.anonymous ORDER BY c.key) AS go_on
            FROM claims c JOIN beds b ON b.key = c.bed_key AND b.active
            WHERE c.pool_key = a.pool_key AND c.state = 'live'
                AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())) l ON true
    WHERE a.region = p_region AND a.published AND a.beds > 0
        AND a.shelter_key IN (SELECT k FROM relais.shelters_police_may_know(p_service) k);
END $$;

-- What a question reads: the same columns as an operation does, from the service's picture of each region. Only inside
-- the transaction that has paid for the look.
CREATE FUNCTION relais.picture_sites(p_look uuid, p_areas jsonb, p_opens timestamptz, p_closes timestamptz,
    p_nights integer)
RETURNS TABLE ({_COLUMNS})
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me uuid := relais.looking(p_look);
    asked text;
BEGIN
    IF me IS NULL THEN RETURN; END IF;
    FOR asked IN SELECT DISTINCT w->>'region' FROM jsonb_array_elements(p_areas) w ORDER BY 1 LOOP
        CONTINUE WHEN EXISTS (SELECT FROM police_pictures p WHERE p.organisation_id = me AND p.region = asked
            AND p.taken_at > relais.now() - interval '15 minutes');
        PERFORM relais.take_picture(me, asked);
    END LOOP;
    RETURN QUERY
    WITH near AS MATERIALIZED (
        SELECT p.*, tstzrange(
            greatest(relais.now(), relais.night_begin(p_opens, p.turnover_hour, p.time_zone)),
            relais.night_start((relais.night_end(p_closes, p.turnover_hour, p.time_zone) AT TIME ZONE p.time_zone)::date
                + least(p_nights, coalesce(p.max_nights, p_nights)) - 1, p.turnover_hour, p.time_zone)) AS period
        FROM pictured_pools p
        WHERE p.organisation_id = me
            AND p.region IN (SELECT w->>'region' FROM jsonb_array_elements(p_areas) w)
            AND (p.city = '' OR EXISTS (SELECT FROM jsonb_array_elements(p_areas) w WHERE w->>'region' = p.region
                AND (w->>'city' IS NULL OR w->>'city' = p.city)))
            AND (p.available_until IS NULL OR p.available_until >= p_closes))
    SELECT n.shelter_key, n.pool_key, n.kind, n.region, n.city, n.vetted, n.security, n.languages, n.genders,
        n.age_bands, n.sleeps, n.family_unit, n.required, n.flexible, n.offers, n.min_nights, n.fresh_until,
        greatest(0, n.beds - (
            SELECT (count(DISTINCT u.bed) FILTER (WHERE u.span && n.period)
                + count(*) FILTER (WHERE u.goes_on AND NOT u.span && n.period))::integer
            FROM unnest(n.bed_keys, n.spans, n.go_on) AS u (bed, span, goes_on))),
        n.agreement_id, n.agreed_places, n.agreed_used, n.notice_hours, n.longest_hold_hours, n.agreed_answer,
        '{{}}'::text[], false, false, false
    FROM near n ORDER BY n.shelter_key, n.pool_key;
END $$;

ALTER FUNCTION relais.take_picture(uuid, text) OWNER TO relais_lens;
ALTER FUNCTION relais.picture_sites(uuid, jsonb, timestamptz, timestamptz, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.take_picture(uuid, text),
    relais.picture_sites(uuid, jsonb, timestamptz, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.picture_sites(uuid, jsonb, timestamptz, timestamptz, integer) TO relais_planner;
"""
