"""Who plans: a role of its own, because whoever arranges places reads free beds, pools and shelters' keys.

Until here the application could call those functions in the context of a police member. Now a statement of the
application meets a closed door there, whatever it is; the code of the planner alone steps through it, for as long as it
plans (OPS-19, POL-03).
"""

_COLUMNS = """shelter_key bigint, pool_key bigint, kind text, region text, city text, vetted boolean, security
    smallint, languages text[], genders smallint, age_bands smallint, sleeps smallint, family_unit boolean,
    required integer, flexible integer, offers integer, min_nights integer, fresh_until timestamptz, free integer,
    agreement_id uuid, agreed_places integer, agreed_used integer, notice_hours integer, longest_hold_hours integer,
    agreed_answer text, labels text[], occupied boolean, alone boolean, refused boolean"""
"""What the planner reads of a pool, now (`operation_sites`) or in a picture (`picture_sites`)."""

ROLE = """
DO $$
DECLARE login name;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relais_planner') THEN
        CREATE ROLE relais_planner NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    -- Whatever login acts as the application today plans too.
    FOR login IN SELECT m.rolname FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid
        JOIN pg_roles m ON m.oid = a.member WHERE g.rolname = 'relais_app' LOOP
        EXECUTE format('GRANT relais_planner TO %I', login);
    END LOOP;
EXCEPTION WHEN unique_violation OR duplicate_object THEN
    NULL;  -- roles belong to the whole server: another database of it was faster
END
$$;
GRANT USAGE ON SCHEMA public TO relais_planner;
GRANT USAGE ON SCHEMA relais TO relais_planner;
GRANT EXECUTE ON FUNCTION relais.organisation(), relais.member(), relais.now() TO relais_planner;
"""

SITES = f"""
-- Every pool that an operation may consider now: of shelters that its police service may know (AGR-01). `free` is over
-- the whole period; whoever is there now without a known end is taken to stay. What the operation holds or asks
-- already is told apart.
DROP FUNCTION relais.operation_sites(jsonb, timestamptz, timestamptz, integer, timestamptz, uuid);
CREATE FUNCTION relais.operation_sites(p_operation uuid, p_areas jsonb, p_opens timestamptz, p_closes timestamptz,
    p_nights integer)
RETURNS TABLE ({_COLUMNS})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH me AS MATERIALIZED (SELECT relais.arranges_for(p_operation) AS id),
    known AS MATERIALIZED (SELECT k FROM me, relais.shelters_police_may_know(me.id) k WHERE me.id IS NOT NULL),
    agreed AS MATERIALIZED (
        SELECT b.id, b.shelter_key, b.places, b.notice_hours, b.longest_hold_hours, b.answer
        FROM bed_agreements b JOIN me ON b.partner_organisation_id = me.id WHERE b.state = 'in_force'),
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
        WHERE a.published AND a.beds > 0 AND a.shelter_key IN (SELECT k FROM known)
            AND a.region IN (SELECT w->>'region' FROM jsonb_array_elements(p_areas) w)
            AND (a.city = '' OR EXISTS (SELECT FROM jsonb_array_elements(p_areas) w WHERE w->>'region' = a.region
                AND (w->>'city' IS NULL OR w->>'city' = a.city)))
            AND (a.available_until IS NULL OR a.available_until >= p_closes)),
    wanted AS MATERIALIZED (
        SELECT n.shelter_key, relais.needed_over(p_opens, p_closes, p_nights, n.shelter_key) AS period
        FROM (SELECT DISTINCT shelter_key FROM near) n),
    live AS MATERIALIZED (
        SELECT c.bed_key, c.pool_key, tstzrange(c.starts_at, c.ends_at) && w.period AS meets,
            c.kind = 'stay' AND c.anonymous AND NOT tstzrange(c.starts_at, c.ends_at) && w.period AS goes_on
        FROM claims c JOIN near n ON n.pool_key = c.pool_key JOIN wanted w ON w.shelter_key = c.shelter_key
            JOIN beds b ON b.key = c.bed_key AND b.active
        WHERE c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())),
    taken AS (
        SELECT l.pool_key, (count(DISTINCT l.bed_key) FILTER (WHERE l.meets)
            + count(*) FILTER (WHERE l.goes_on))::integer AS beds
        FROM live l GROUP BY l.pool_key)
    SELECT n.shelter_key, n.pool_key, n.kind, n.region, n.city, n.vetted, n.security, n.languages, n.genders,
        n.age_bands, n.sleeps, n.family_unit, n.required, n.flexible, n.offers, n.min_nights,
        s.counted_at + make_interval(mins => s.fresh_for_minutes),
        greatest(0, n.beds - coalesce(t.beds, 0) - coalesce(q.places, 0)),
        g.id, g.places::integer, CASE WHEN g.id IS NOT NULL THEN relais.agreement_used(g.id) END,
        g.notice_hours::integer, g.longest_hold_hours::integer, g.answer,
        coalesce(u.labels, '{{}}'), u.shelter_key IS NOT NULL, coalesce(u.alone, false), d.shelter_key IS NOT NULL
    FROM near n
        JOIN shelters s ON s.key = n.shelter_key
        LEFT JOIN taken t ON t.pool_key = n.pool_key
        LEFT JOIN asked q ON q.pool_key = n.pool_key
        LEFT JOIN agreed g ON g.shelter_key = n.shelter_key
        LEFT JOIN ours u ON u.shelter_key = n.shelter_key
        LEFT JOIN said_no d ON d.shelter_key = n.shelter_key
    ORDER BY n.shelter_key, n.pool_key;
$$;
ALTER FUNCTION relais.operation_sites(uuid, jsonb, timestamptz, timestamptz, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.operation_sites(uuid, jsonb, timestamptz, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.operation_sites(uuid, jsonb, timestamptz, timestamptz, integer) TO relais_planner;
"""

_FUNCTIONS = """relais.places_to_arrange(uuid), relais.release_places(uuid, uuid[]),
    relais.reserve_places(uuid, uuid[], bigint[], uuid[], uuid), relais.lapse_requests(uuid),
    relais.ask_shelter(uuid, uuid, text, uuid[], bigint[], uuid[], timestamptz), relais.reference_is_free(text),
    relais.count_held_nights(uuid), relais.shelter_for_override(uuid, uuid)"""

RIGHTS = f"""
REVOKE EXECUTE ON FUNCTION {_FUNCTIONS} FROM relais_app;
GRANT EXECUTE ON FUNCTION {_FUNCTIONS} TO relais_planner;
"""

SQL = ROLE + SITES + RIGHTS
