"""Expected arrivals, for the shelters and the pivot organisation; arrival points; closing (OPS-14, SAF-08,
SAF-13)."""

SQL = """
CREATE TABLE arrival_points (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    words text NOT NULL CHECK (length(words) BETWEEN 3 AND 200),
    published_by uuid NOT NULL,
    published_at timestamptz NOT NULL,
    CHECK (starts_at < ends_at AND ends_at <= starts_at + interval '48 hours'),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE INDEX arrival_points_of_shelter ON arrival_points (shelter_key, ends_at);
ALTER TABLE arrival_points ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON arrival_points TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY lens ON arrival_points FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT, DELETE ON arrival_points TO relais_app;
GRANT SELECT ON arrival_points TO relais_lens;

-- What a shelter's phone shows: who is expected and when, whom to call; never who asked, but to its coordinator.
CREATE FUNCTION relais.shelter_requests()
RETURNS TABLE (request_id uuid, code text, shelter_id uuid, shelter_name text, state text, places integer,
    accepted integer, asked_at timestamptz, answer_by timestamptz, decline_reason text, window_starts_at timestamptz,
    window_ends_at timestamptz, nights integer, people jsonb, languages text[], duty_number text, partner_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.id, r.code, h.id, h.name,
        CASE WHEN r.state = 'requested' AND r.answer_by <= relais.now() THEN 'no_answer' ELSE r.state END,
        r.places::integer, r.accepted::integer, r.asked_at, r.answer_by, r.decline_reason, o.window_starts_at,
        o.window_ends_at, o.nights::integer,
        (SELECT jsonb_agg(jsonb_build_object('gender', p.gender, 'age_band', p.age_band, 'together', p.family IS
            NOT NULL)
                ORDER BY p.number)
            FROM request_places rp JOIN places b ON b.id = rp.place_id
                JOIN places p ON p.operation_id = o.id AND (p.id = b.id OR p.family = b.family)
            WHERE rp.request_id = r.id AND p.withdrawn_at IS NULL),
        o.languages, c.duty_number,
        (SELECT x.name FROM organisations x WHERE x.id = o.organisation_id)
    FROM operation_requests r
        JOIN operations o ON o.id = r.operation_id
        JOIN shelters h ON h.key = r.shelter_key
        LEFT JOIN organisations c ON c.id = relais.coordination_of(h.region)
    WHERE r.shelter_organisation_id = relais.organisation()
    ORDER BY r.state <> 'requested', r.asked_at DESC, r.id LIMIT 200;
$$;

CREATE FUNCTION relais.expected_arrivals()
RETURNS TABLE (place_id uuid, claim_id uuid, shelter_id uuid, shelter_name text, gender text, age_band text,
    together_with uuid, state text, window_starts_at timestamptz, window_ends_at timestamptz, held_until timestamptz,
    nights integer, languages text[], duty_number text, partner_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, c.id, h.id, h.name, p.gender, p.age_band, p.family,
        CASE WHEN p.arrived_at IS NULL THEN 'held' ELSE 'arrived' END,
        o.window_starts_at, o.window_ends_at, c.lapses_at, o.nights::integer, o.languages, d.duty_number,
        (SELECT x.name FROM organisations x WHERE x.id = o.organisation_id)
    FROM claims c
        JOIN places b ON b.id = c.place_id
        JOIN places p ON p.operation_id = b.operation_id AND (p.id = b.id OR p.family = b.family)
        JOIN operations o ON o.id = b.operation_id
        JOIN shelters h ON h.key = c.shelter_key
        LEFT JOIN organisations d ON d.id = relais.coordination_of(h.region)
    WHERE c.organisation_id = relais.organisation() AND c.place_id IS NOT NULL AND c.state = 'live'
        AND (c.lapses_at IS NULL OR c.lapses_at > relais.now()) AND p.withdrawn_at IS NULL
    ORDER BY o.window_starts_at, h.key, p.number LIMIT 500;
$$;

-- The pivot organisation named by the police: it sees that it was named; once it has accepted, who is expected where.
CREATE FUNCTION relais.operations_for_pivot()
RETURNS TABLE (operation_id uuid, state text, window_starts_at timestamptz, window_ends_at timestamptz, expected
    integer,
    held integer, received integer, named_at timestamptz, accepted_at timestamptz, languages text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.state, o.window_starts_at, o.window_ends_at, o.expected::integer,
        (SELECT count(*)::integer FROM relais.place_states(o.id) s WHERE s.state IN ('held', 'arrived')),
        (SELECT count(*)::integer FROM places p WHERE p.operation_id = o.id AND p.arrived_at IS NOT NULL),
        o.pivot_named_at, o.pivot_accepted_at, o.languages
    FROM operations o WHERE o.pivot_organisation_id = relais.organisation()
    ORDER BY o.window_starts_at DESC, o.id LIMIT 100;
$$;

CREATE FUNCTION relais.arrivals_for_pivot(p_operation uuid)
RETURNS TABLE (place_id uuid, number smallint, gender text, age_band text, together_with uuid, state text, claim_id
    uuid,
    shelter_id uuid, shelter_name text, shelter_kind text, shelter_organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.place_id, s.number, s.gender, s.age_band, s.family, s.state, s.claim_id, h.id, h.name, h.kind,
        h.organisation_id
    FROM operations o CROSS JOIN LATERAL relais.place_states(o.id) s LEFT JOIN shelters h ON h.key = s.shelter_key
    WHERE o.id = p_operation AND o.pivot_organisation_id = relais.organisation() AND o.pivot_accepted_at IS NOT NULL
        AND s.state <> 'released'
    ORDER BY s.number;
$$;

CREATE FUNCTION relais.answer_as_pivot(p_operation uuid, p_yes boolean) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE operations SET
        pivot_accepted_at = CASE WHEN p_yes THEN relais.now() END,
        pivot_organisation_id = CASE WHEN p_yes THEN pivot_organisation_id END,
        pivot_named_at = CASE WHEN p_yes THEN pivot_named_at END, version = version + 1
    WHERE id = p_operation AND pivot_organisation_id = relais.organisation() AND pivot_accepted_at IS NULL
        AND state NOT IN ('cancelled')
    RETURNING organisation_id;
$$;

-- An arrival, told by the shelter or by the pivot organisation that accepted. The promise becomes a stay in its bed;
-- the second of a family joins the first. Answers `arrived`, `before`, `no_pivot`, `no_bed`, or nothing.
CREATE FUNCTION relais.record_arrival(p_place uuid)
RETURNS TABLE (outcome text, claim_id uuid, shelter_id uuid, shelter_organisation_id uuid, operation_id uuid,
    police_organisation_id uuid, pivot_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller uuid := relais.organisation();
    p places%ROWTYPE;
    o operations%ROWTYPE;
    c claims%ROWTYPE;
    h shelters%ROWTYPE;
BEGIN
    SELECT * INTO p FROM places WHERE id = p_place AND withdrawn_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO o FROM operations WHERE id = p.operation_id FOR UPDATE;
    SELECT * INTO p FROM places WHERE id = p_place;
    SELECT l.* INTO c FROM claims l
        WHERE l.state = 'live' AND (l.lapses_at IS NULL OR l.lapses_at > relais.now())
            AND l.holder_organisation_id IN (o.organisation_id, o.pivot_organisation_id) AND l.place_id IN (
            SELECT m.id FROM places m WHERE m.operation_id = o.id AND (m.id = p.id OR m.family = p.family))
        ORDER BY l.made_at, l.id LIMIT 1;
    SELECT * INTO h FROM shelters WHERE key = coalesce(c.shelter_key, p.arrived_shelter_key);
    IF caller IS DISTINCT FROM h.organisation_id AND caller IS DISTINCT FROM o.pivot_organisation_id THEN
        RETURN;
    END IF;
    IF o.pivot_accepted_at IS NULL THEN outcome := 'no_pivot';
    ELSIF p.arrived_at IS NOT NULL THEN outcome := 'before';
    ELSIF c.id IS NULL THEN outcome := 'no_bed';
    ELSE
        PERFORM relais.begin_stay(c.id, o.pivot_organisation_id);
        UPDATE places SET arrived_at = relais.now(), arrived_shelter_key = c.shelter_key WHERE id = p.id;
        outcome := 'arrived';
    END IF;
    RETURN QUERY SELECT outcome, c.id, h.id, h.organisation_id, o.id, o.organisation_id, o.pivot_organisation_id;
END $$;

-- Turns a promise into a stay, from now on when nobody else is still noted there. Somebody who is still in that
-- very bed,
-- expected to be gone or not, keeps it: the arrival goes to an empty bed of the same pool, if there is one.
CREATE FUNCTION relais.begin_stay(p_claim uuid, p_holder uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    promise claims%ROWTYPE;
    bed bigint;
BEGIN
    SELECT * INTO promise FROM claims WHERE id = p_claim AND kind = 'reservation';
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM 1 FROM availability WHERE pool_key = promise.pool_key FOR UPDATE;
    bed := promise.bed_key;
    IF EXISTS (SELECT FROM claims x WHERE x.bed_key = bed AND x.id <> p_claim AND x.state = 'live' AND x.kind =
        'stay') THEN
        SELECT coalesce(min(b.key), bed) INTO bed FROM beds b
        WHERE b.pool_key = promise.pool_key AND b.active AND NOT EXISTS (
            SELECT FROM claims x WHERE x.bed_key = b.key AND x.state = 'live'
                AND (x.kind = 'stay' OR tstzrange(x.starts_at, x.ends_at) && tstzrange(least(relais.now(),
                    promise.starts_at), promise.ends_at)));
    END IF;
    UPDATE claims c SET kind = 'stay', lapses_at = NULL, holder_organisation_id = p_holder, bed_key = bed,
        starts_at = CASE WHEN c.starts_at > relais.now() AND NOT EXISTS (
            SELECT FROM claims x WHERE x.bed_key = bed AND x.id <> c.id AND x.state = 'live'
                AND tstzrange(x.starts_at, x.ends_at) && tstzrange(relais.now(), c.starts_at))
            THEN relais.now() ELSE c.starts_at END
    WHERE c.id = p_claim;
END $$;

-- Where to bring people, as the shelters worded it for this window; empty outside the window, and never a name
-- (SAF-13).
CREATE FUNCTION relais.arrival_points_now(p_operation uuid)
RETURNS TABLE (words text, places integer, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.words, count(*)::integer, least(min(a.ends_at), o.window_ends_at)
    FROM operations o CROSS JOIN LATERAL relais.place_states(o.id) s
        JOIN arrival_points a ON a.shelter_key = s.shelter_key
            AND a.starts_at <= relais.now() AND a.ends_at > relais.now()
    WHERE o.id = p_operation AND (relais.names_me(o.id)
            OR (o.pivot_organisation_id = relais.organisation() AND o.pivot_accepted_at IS NOT NULL))
        AND o.state IN ('held', 'launched') AND s.state = 'held'
        AND o.window_starts_at <= relais.now() AND o.window_ends_at > relais.now()
    GROUP BY a.id, a.words, o.window_ends_at ORDER BY a.id;
$$;

-- Nights held under each agreement, and how many of them somebody came for: for the yearly review (OPS-13).
CREATE FUNCTION relais.count_held_nights(p_operation uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE counted integer;
BEGIN
    IF NOT relais.names_me(p_operation) THEN RETURN 0; END IF;
    INSERT INTO held_nights (operation_id, agreement_id, held, used, counted_at)
    SELECT p_operation, n.agreement_id, sum(n.nights), sum(CASE WHEN n.used THEN n.nights ELSE 0 END), relais.now()
    FROM (
        SELECT r.agreement_id, bool_or(c.kind = 'stay') AS used, max(greatest(1, 1
            + (relais.night_end(least(coalesce(c.ended_at, o.window_ends_at), o.window_ends_at) - interval '1
                microsecond',
                s.turnover_hour, s.time_zone) AT TIME ZONE s.time_zone)::date
            - (relais.night_end(greatest(c.made_at, least(c.starts_at, o.window_ends_at - interval '1 microsecond')),
                s.turnover_hour, s.time_zone) AT TIME ZONE s.time_zone)::date)) AS nights
        FROM reservations r JOIN operations o ON o.id = r.operation_id
            JOIN claims c ON c.place_id = r.place_id AND c.shelter_key = r.shelter_key
            JOIN shelters s ON s.key = r.shelter_key
        WHERE r.operation_id = p_operation AND r.agreement_id IS NOT NULL
        GROUP BY r.agreement_id, r.place_id, r.shelter_key) n
    GROUP BY n.agreement_id
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS counted = ROW_COUNT;
    RETURN counted;
END $$;

CREATE FUNCTION relais.agreement_nights() RETURNS TABLE (agreement_id uuid, held integer, used integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, coalesce(sum(n.held), 0)::integer, coalesce(sum(n.used), 0)::integer
    FROM bed_agreements a LEFT JOIN held_nights n ON n.agreement_id = a.id
        AND n.counted_at > relais.now() - interval '1 year'
    WHERE relais.organisation() IN (a.organisation_id, a.partner_organisation_id) GROUP BY a.id;
$$;

ALTER FUNCTION relais.shelter_requests() OWNER TO relais_lens;
ALTER FUNCTION relais.expected_arrivals() OWNER TO relais_lens;
ALTER FUNCTION relais.operations_for_pivot() OWNER TO relais_lens;
ALTER FUNCTION relais.arrivals_for_pivot(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.answer_as_pivot(uuid, boolean) OWNER TO relais_lens;
ALTER FUNCTION relais.record_arrival(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.begin_stay(uuid, uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.arrival_points_now(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.count_held_nights(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.agreement_nights() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.shelter_requests(), relais.expected_arrivals(), relais.operations_for_pivot(),
    relais.arrivals_for_pivot(uuid), relais.answer_as_pivot(uuid, boolean), relais.record_arrival(uuid),
    relais.begin_stay(uuid, uuid), relais.arrival_points_now(uuid), relais.count_held_nights(uuid),
    relais.agreement_nights() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.shelter_requests(), relais.expected_arrivals(), relais.operations_for_pivot(),
    relais.arrivals_for_pivot(uuid), relais.answer_as_pivot(uuid, boolean), relais.record_arrival(uuid),
    relais.arrival_points_now(uuid), relais.count_held_nights(uuid), relais.agreement_nights() TO relais_app;
"""
