"""What the planner reads of shelters: integer keys, attributes and numbers, never a name, an id or an
address (OPS-19)."""

SQL = """
-- Every pool that an operation (or, without one, a question) of the caller may consider. Shelters share a network
-- with
-- the police service or have an agreement with it (AGR-01). `free` is over the whole period, as it stood at
-- `p_as_of`;
-- whoever is there now without a known end is taken to stay. What the operation holds or asks already is told apart.
CREATE FUNCTION relais.operation_sites(p_areas jsonb, p_opens timestamptz, p_closes timestamptz, p_nights integer,
    p_as_of timestamptz, p_operation uuid DEFAULT NULL)
RETURNS TABLE (shelter_key bigint, pool_key bigint, kind text, region text, city text, vetted boolean, security
    smallint,
    languages text[], genders smallint, age_bands smallint, sleeps smallint, family_unit boolean, required integer,
    flexible integer, offers integer, min_nights integer, fresh_until timestamptz, free integer, agreement_id uuid,
    agreed_places integer, agreed_used integer, notice_hours integer, longest_hold_hours integer, agreed_answer text,
    labels text[], occupied boolean, alone boolean, refused boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH me AS MATERIALIZED (
        SELECT CASE WHEN p_operation IS NULL THEN relais.organisation() ELSE relais.arranges_for(p_operation) END
            AS id),
    agreed AS MATERIALIZED (
        SELECT b.id, b.shelter_key, b.places, b.notice_hours, b.longest_hold_hours, b.answer
        FROM bed_agreements b JOIN me ON b.partner_organisation_id = me.id WHERE b.state = 'in_force'),
    known AS MATERIALIZED (
        SELECT DISTINCT theirs.organisation_id FROM network_members mine JOIN me ON mine.organisation_id = me.id
            JOIN network_members theirs ON theirs.network_id = mine.network_id),
    mine AS MATERIALIZED (
        SELECT coalesce(s.shelter_key, s.asked_shelter_key) AS shelter_key, s.claim_id, s.pool_key, s.state,
            CASE WHEN v.id IS NULL THEN s.label END AS label, s.alone
        FROM relais.place_states(p_operation) s
            LEFT JOIN overrides v ON v.place_id = s.place_id AND v.state = 'granted'
                AND v.shelter_key = coalesce(s.shelter_key, s.asked_shelter_key)
        WHERE s.state IN ('held', 'asked', 'arrived') AND (SELECT id FROM me) IS NOT NULL),
    ours AS MATERIALIZED (
        SELECT m.shelter_key, array_agg(DISTINCT m.label) FILTER (WHERE m.label IS NOT NULL) AS labels,
            bool_or(m.alone) AS alone
        FROM mine m GROUP BY m.shelter_key),
    asked AS MATERIALIZED (
        SELECT rp.pool_key, count(*)::integer AS places FROM operation_requests r
            JOIN request_places rp ON rp.request_id = r.id
        WHERE r.operation_id = p_operation AND r.state = 'requested' AND r.answer_by > relais.now()
        GROUP BY rp.pool_key),
    said_no AS MATERIALIZED (
        SELECT DISTINCT r.shelter_key FROM operation_requests r
        WHERE r.operation_id = p_operation AND r.state IN ('declined', 'partly', 'no_answer')),
    near AS MATERIALIZED (
        SELECT a.* FROM availability a
        WHERE a.published AND a.beds > 0 AND (SELECT id FROM me) IS NOT NULL
            AND a.region IN (SELECT w->>'region' FROM jsonb_array_elements(p_areas) w)
            AND (a.organisation_id IN (SELECT organisation_id FROM known) OR a.shelter_key IN (SELECT shelter_key
                FROM agreed))
            AND (a.city = '' OR EXISTS (SELECT FROM jsonb_array_elements(p_areas) w WHERE w->>'region' = a.region
                AND (w->>'city' IS NULL OR w->>'city' = a.city)))
            AND (a.available_until IS NULL OR a.available_until >= p_closes)),
    wanted AS MATERIALIZED (
        SELECT n.shelter_key, relais.needed_over(p_opens, p_closes, p_nights, n.shelter_key) AS period
        FROM (SELECT DISTINCT shelter_key FROM near) n),
    live AS MATERIALIZED (
        SELECT c.bed_key, c.pool_key, c.kind = 'stay' AND c.anonymous AND NOT tstzrange(c.starts_at, c.ends_at) &&
            w.period
                AS goes_on,
            tstzrange(c.starts_at, c.ends_at) && w.period AS meets
        FROM claims c JOIN near n ON n.pool_key = c.pool_key JOIN wanted w ON w.shelter_key = c.shelter_key
            JOIN beds b ON b.key = c.bed_key AND b.active
        WHERE c.made_at <= p_as_of AND (c.state = 'live' OR c.ended_at > p_as_of)
            AND (c.lapses_at IS NULL OR c.lapses_at > p_as_of) AND c.ends_at > p_as_of - interval '400 days'),
    taken AS (
        SELECT l.pool_key, (count(DISTINCT l.bed_key) FILTER (WHERE l.meets) + count(*) FILTER (WHERE
            l.goes_on))::integer
            AS beds
        FROM live l GROUP BY l.pool_key)
    SELECT n.shelter_key, n.pool_key, n.kind, n.region, n.city, n.vetted, n.security, n.languages, n.genders,
        n.age_bands,
        n.sleeps, n.family_unit, n.required, n.flexible, n.offers, n.min_nights,
        s.counted_at + make_interval(mins => s.fresh_for_minutes),
        greatest(0, n.beds - coalesce(t.beds, 0) - coalesce(q.places, 0)),
        g.id, g.places::integer, CASE WHEN g.id IS NOT NULL THEN relais.agreement_used(g.id) END,
            g.notice_hours::integer,
        g.longest_hold_hours::integer, g.answer,
        coalesce(u.labels, '{}'), u.shelter_key IS NOT NULL, coalesce(u.alone, false), d.shelter_key IS NOT NULL
    FROM near n
        JOIN shelters s ON s.key = n.shelter_key
        LEFT JOIN taken t ON t.pool_key = n.pool_key
        LEFT JOIN asked q ON q.pool_key = n.pool_key
        LEFT JOIN agreed g ON g.shelter_key = n.shelter_key
        LEFT JOIN ours u ON u.shelter_key = n.shelter_key
        LEFT JOIN said_no d ON d.shelter_key = n.shelter_key
    ORDER BY n.shelter_key, n.pool_key;
$$;

ALTER FUNCTION relais.operation_sites(jsonb, timestamptz, timestamptz, integer, timestamptz, uuid) OWNER TO
    relais_lens;
REVOKE EXECUTE ON FUNCTION relais.operation_sites(jsonb, timestamptz, timestamptz, integer, timestamptz, uuid) FROM
    PUBLIC;
GRANT EXECUTE ON FUNCTION relais.operation_sites(jsonb, timestamptz, timestamptz, integer, timestamptz, uuid)
    TO relais_app;
"""
