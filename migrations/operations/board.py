"""Who may read what of an operation: police states and counts, shelters their own, a coordination what was
disclosed."""

SQL = """
-- The police board: one state per place, never a shelter (POL-03). Once handed over, no place at all.
CREATE FUNCTION relais.operation_board(p_operation uuid)
RETURNS TABLE (place_id uuid, number smallint, gender text, age_band text, label text, family uuid, alone boolean,
    state text, override text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.place_id, s.number, s.gender, s.age_band, s.label, s.family, s.alone,
        CASE WHEN s.state = 'arrived' THEN 'held' ELSE s.state END,
        (SELECT v.state FROM overrides v WHERE v.place_id = s.place_id ORDER BY v.asked_at DESC, v.id LIMIT 1)
    FROM operations o CROSS JOIN LATERAL relais.place_states(o.id) s
    WHERE o.id = p_operation AND relais.names_me(o.id) AND o.handed_over IS NULL
    ORDER BY s.number;
$$;

-- After the hand-over the service learns one number, once a pivot organisation has accepted (OPS-14).
CREATE FUNCTION relais.operation_received(p_operation uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT CASE WHEN o.pivot_accepted_at IS NOT NULL THEN (SELECT count(*)::integer FROM places p
        WHERE p.operation_id = o.id AND p.arrived_at IS NOT NULL) END
    FROM operations o WHERE o.id = p_operation AND relais.names_me(o.id);
$$;

-- Counts alone: for the coordination of the operation's regions, and for auditors (POL-03).
CREATE FUNCTION relais.operation_counts()
RETURNS TABLE (operation_id uuid, state text, window_starts_at timestamptz, window_ends_at timestamptz, expected
    integer,
    held integer, asked integer, waiting integer, received integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.state, o.window_starts_at, o.window_ends_at, o.expected::integer,
        (count(*) FILTER (WHERE s.state IN ('held', 'arrived')))::integer,
        (count(*) FILTER (WHERE s.state = 'asked'))::integer, (count(*) FILTER (WHERE s.state = 'waiting'))::integer,
        (count(*) FILTER (WHERE s.state = 'arrived'))::integer
    FROM organisations me
        JOIN operations o ON me.kind = 'audit' OR (me.kind = 'coordination' AND EXISTS (
            SELECT FROM jsonb_array_elements(o.areas) w WHERE w->>'region' = ANY (me.regions)))
        CROSS JOIN LATERAL relais.place_states(o.id) s
    WHERE me.id = relais.organisation()
    GROUP BY o.id ORDER BY o.created_at DESC, o.id LIMIT 200;
$$;

-- What asking for an override discloses: labels, profiles and sites, to one coordination, for one operation.
CREATE FUNCTION relais.disclosed_places(p_operation uuid)
RETURNS TABLE (place_id uuid, number smallint, gender text, age_band text, label text, family uuid, alone boolean,
    state text, shelter_id uuid, shelter_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.place_id, s.number, s.gender, s.age_band, s.label, s.family, s.alone, s.state, h.id, h.name
    FROM relais.place_states(p_operation) s
        LEFT JOIN shelters h ON h.key = coalesce(s.shelter_key, s.asked_shelter_key)
    WHERE relais.disclosed_to_me(p_operation) AND s.state <> 'released' ORDER BY s.number;
$$;

-- The key of a shelter that a coordination names when it grants an override there.
CREATE FUNCTION relais.shelter_for_override(p_operation uuid, p_shelter uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key FROM shelters s WHERE s.id = p_shelter AND s.published AND relais.disclosed_to_me(p_operation);
$$;

-- What an operation is, to whoever arranges its places.
CREATE FUNCTION relais.operation_to_arrange(p_operation uuid)
RETURNS TABLE (id uuid, organisation_id uuid, window_starts_at timestamptz, window_ends_at timestamptz, nights
    integer,
    areas jsonb, languages text[], state text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.organisation_id, o.window_starts_at, o.window_ends_at, o.nights::integer, o.areas, o.languages,
        o.state
    FROM operations o WHERE o.id = p_operation AND relais.arranges_for(o.id) IS NOT NULL FOR UPDATE;
$$;

-- The places that still need one, with the shelters (by key) where a label was lifted for them.
CREATE FUNCTION relais.places_to_arrange(p_operation uuid)
RETURNS TABLE (place_id uuid, number smallint, gender text, age_band text, label text, family uuid, alone boolean,
    state text, lifted_at bigint[], claim_id uuid, pool_key bigint, shelter_key bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.place_id, s.number, s.gender, s.age_band, s.label, s.family, s.alone, s.state,
        ARRAY (SELECT v.shelter_key FROM overrides v WHERE v.place_id = s.place_id AND v.state = 'granted'
            AND v.shelter_key IS NOT NULL ORDER BY 1),
        s.claim_id, s.pool_key, s.shelter_key
    FROM relais.place_states(p_operation) s
    WHERE relais.arranges_for(p_operation) IS NOT NULL ORDER BY s.number;
$$;

-- What the last arrangement could not do, in numbers; and whether anything is held or asked now.
CREATE FUNCTION relais.note_arrangement(p_operation uuid, p_not_placed jsonb) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE operations o SET not_placed = p_not_placed, arranged_at = relais.now(), version = o.version + 1,
        state = CASE WHEN o.state IN ('planned', 'postponed') AND EXISTS (
            SELECT FROM relais.place_states(o.id) s WHERE s.state = 'held') THEN 'held' ELSE o.state END
    WHERE o.id = p_operation AND relais.arranges_for(o.id) IS NOT NULL
    RETURNING o.state;
$$;

ALTER FUNCTION relais.note_arrangement(uuid, jsonb) OWNER TO relais_lens;
ALTER FUNCTION relais.operation_board(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.operation_received(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.operation_counts() OWNER TO relais_lens;
ALTER FUNCTION relais.disclosed_places(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.shelter_for_override(uuid, uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.operation_to_arrange(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.places_to_arrange(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.operation_board(uuid), relais.operation_received(uuid), relais.operation_counts(),
    relais.disclosed_places(uuid), relais.shelter_for_override(uuid, uuid), relais.operation_to_arrange(uuid),
    relais.places_to_arrange(uuid), relais.note_arrangement(uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.operation_board(uuid), relais.operation_received(uuid), relais.operation_counts(),
    relais.disclosed_places(uuid), relais.shelter_for_override(uuid, uuid), relais.operation_to_arrange(uuid),
    relais.places_to_arrange(uuid), relais.note_arrangement(uuid, jsonb) TO relais_app;
"""
