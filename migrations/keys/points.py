"""Arrival points: words for one arrival, sealed, shown to its operation alone and inside the window alone (SAF-13)."""

SQL = """
-- Words for windows of 48 hours at most: what stood here in clear is over, or is published anew for its arrival.
DELETE FROM arrival_points;
DROP FUNCTION relais.arrival_points_now(uuid);
ALTER TABLE arrival_points DROP COLUMN words, ADD COLUMN sealed bytea NOT NULL,
    ADD COLUMN operation_id uuid NOT NULL REFERENCES operations;
CREATE INDEX arrival_points_of_operation ON arrival_points (operation_id);

-- The house never reads which operation an arrival belongs to (OPS-11): a function writes it.
REVOKE SELECT, INSERT ON arrival_points FROM relais_app;
GRANT SELECT (id, organisation_id, shelter_key, starts_at, ends_at, published_by, published_at) ON arrival_points
    TO relais_app;
CREATE POLICY lens_publishes ON arrival_points FOR INSERT TO relais_lens WITH CHECK (true);
GRANT INSERT ON arrival_points TO relais_lens;

-- The house of the caller's organisation in which this place is held, or nothing.
CREATE FUNCTION relais.house_of_place(p_place uuid)
RETURNS TABLE (shelter_id uuid, shelter_key bigint, operation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT h.id, h.key, s.operation
    FROM (SELECT p.operation_id AS operation, t.shelter_key FROM places p
            CROSS JOIN LATERAL relais.place_states(p.operation_id) t
            WHERE p.id = p_place AND t.place_id = p.id AND t.state = 'held') s
        JOIN shelters h ON h.key = s.shelter_key AND h.organisation_id = relais.organisation();
$$;

CREATE FUNCTION relais.arrival_house(p_place uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT h.shelter_id FROM relais.house_of_place(p_place) h;
$$;

-- Publishes words for the arrival that this place belongs to. Answers whether the place is held here.
CREATE FUNCTION relais.publish_arrival_point(p_id uuid, p_place uuid, p_starts timestamptz, p_ends timestamptz,
    p_sealed bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    INSERT INTO arrival_points (id, organisation_id, shelter_key, operation_id, starts_at, ends_at, sealed,
        published_by, published_at)
    SELECT p_id, relais.organisation(), h.shelter_key, h.operation_id, p_starts, p_ends, p_sealed, relais.member(),
        relais.now()
    FROM relais.house_of_place(p_place) h;
    RETURN FOUND;
END $$;

-- Where to bring people, as the shelters worded it for this arrival; empty outside the window, and never a name.
CREATE FUNCTION relais.arrival_points_now(p_operation uuid)
RETURNS TABLE (id uuid, words bytea, places integer, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, a.sealed, count(*)::integer, least(min(a.ends_at), o.window_ends_at)
    FROM operations o CROSS JOIN LATERAL relais.place_states(o.id) s
        JOIN arrival_points a ON a.operation_id = o.id AND a.shelter_key = s.shelter_key
            AND a.starts_at <= relais.now() AND a.ends_at > relais.now()
    WHERE o.id = p_operation AND (relais.names_me(o.id)
            OR (o.pivot_organisation_id = relais.organisation() AND o.pivot_accepted_at IS NOT NULL))
        AND o.state IN ('held', 'launched') AND s.state = 'held'
        AND o.window_starts_at <= relais.now() AND o.window_ends_at > relais.now()
    GROUP BY a.id, a.sealed, o.window_ends_at ORDER BY a.id;
$$;

ALTER FUNCTION relais.house_of_place(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.arrival_house(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.publish_arrival_point(uuid, uuid, timestamptz, timestamptz, bytea) OWNER TO relais_lens;
ALTER FUNCTION relais.arrival_points_now(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.house_of_place(uuid), relais.arrival_house(uuid),
    relais.publish_arrival_point(uuid, uuid, timestamptz, timestamptz, bytea),
    relais.arrival_points_now(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.arrival_house(uuid),
    relais.publish_arrival_point(uuid, uuid, timestamptz, timestamptz, bytea),
    relais.arrival_points_now(uuid) TO relais_app;
"""
