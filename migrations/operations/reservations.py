"""Which place was promised which shelter, and by which agreement: read by nobody directly, least of all by
police.

The bed itself is a claim of the room of beds, and that room alone takes and releases it.
"""

SQL = """
CREATE TABLE reservations (
    place_id uuid NOT NULL REFERENCES places (id),
    shelter_key bigint NOT NULL REFERENCES shelters (key),
    operation_id uuid NOT NULL REFERENCES operations (id),
    organisation_id uuid NOT NULL,
    agreement_id uuid REFERENCES bed_agreements (id),
    request_id uuid,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (place_id, shelter_key)
);
CREATE INDEX reservations_of_operation ON reservations (operation_id);
CREATE INDEX reservations_of_agreement ON reservations (agreement_id) WHERE agreement_id IS NOT NULL;

CREATE TABLE held_nights (
    operation_id uuid NOT NULL REFERENCES operations (id),
    agreement_id uuid NOT NULL REFERENCES bed_agreements (id),
    held integer NOT NULL CHECK (held >= 0),
    used integer NOT NULL CHECK (used BETWEEN 0 AND held),
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (operation_id, agreement_id)
);

ALTER TABLE reservations ENABLE ROW LEVEL SECURITY;
ALTER TABLE held_nights ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON reservations TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON held_nights TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON reservations TO relais_lens;
GRANT SELECT, INSERT ON held_nights TO relais_lens;

-- The night of a shelter in which a moment falls begins here.
CREATE FUNCTION relais.night_begin(p_at timestamptz, p_turnover integer, p_zone text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.night_start((relais.night_end(p_at, p_turnover, p_zone) AT TIME ZONE p_zone)::date - 1,
        p_turnover, p_zone);
$$;

-- From when to when a shelter's bed is needed: whole nights, the first being the one in which the window opens.
CREATE FUNCTION relais.needed_over(p_opens timestamptz, p_closes timestamptz, p_nights integer, p_shelter bigint)
RETURNS tstzrange
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT tstzrange(
        greatest(relais.now(), relais.night_begin(p_opens, s.turnover_hour, s.time_zone)),
        relais.night_start((relais.night_end(p_closes, s.turnover_hour, s.time_zone) AT TIME ZONE s.time_zone)::date
            + least(p_nights, coalesce(s.max_nights, p_nights)) - 1, s.turnover_hour, s.time_zone))
    FROM shelters s WHERE s.key = p_shelter;
$$;

-- Each place of an operation with what stands for it now: its family shares one claim.
CREATE FUNCTION relais.place_states(p_operation uuid)
RETURNS TABLE (place_id uuid, number smallint, gender text, age_band text, label text, family uuid, alone boolean,
    state text, claim_id uuid, pool_key bigint, shelter_key bigint, asked_shelter_key bigint, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.number, p.gender, p.age_band, p.label, p.family, p.alone,
        CASE WHEN p.withdrawn_at IS NOT NULL THEN 'released'
            WHEN p.arrived_at IS NOT NULL THEN 'arrived'
            WHEN c.id IS NOT NULL THEN 'held'
            WHEN o.state IN ('closed', 'cancelled') OR o.window_ends_at <= relais.now() THEN 'released'
            WHEN q.shelter_key IS NOT NULL THEN 'asked'
            ELSE 'waiting' END,
        c.id, c.pool_key, coalesce(c.shelter_key, p.arrived_shelter_key), q.shelter_key, c.kind
    FROM operations o
        JOIN places p ON p.operation_id = o.id
        LEFT JOIN LATERAL (
            SELECT c.id, c.pool_key, c.shelter_key, c.kind FROM claims c
            WHERE c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
                AND c.holder_organisation_id IN (o.organisation_id, o.pivot_organisation_id)
                AND c.place_id IN (SELECT m.id FROM places m
                    WHERE m.operation_id = o.id AND (m.id = p.id OR m.family = p.family))
            ORDER BY c.made_at, c.id LIMIT 1) c ON p.withdrawn_at IS NULL
        LEFT JOIN LATERAL (
            SELECT r.shelter_key FROM request_places rp JOIN operation_requests r ON r.id = rp.request_id
            WHERE r.operation_id = o.id AND r.state = 'requested' AND r.answer_by > relais.now()
                AND rp.place_id IN (SELECT m.id FROM places m
                    WHERE m.operation_id = o.id AND (m.id = p.id OR m.family = p.family))
            ORDER BY r.asked_at, r.id LIMIT 1) q ON p.withdrawn_at IS NULL
    WHERE o.id = p_operation ORDER BY p.number;
$$;

-- Places of an agreement that open operations use now.
CREATE FUNCTION relais.agreement_used(p_agreement uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT count(*)::integer FROM reservations r
        JOIN operations o ON o.id = r.operation_id AND o.state NOT IN ('closed', 'cancelled')
        JOIN claims c ON c.place_id = r.place_id AND c.shelter_key = r.shelter_key AND c.state = 'live'
            AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
    WHERE r.agreement_id = p_agreement;
$$;

-- Reserves one bed per place, over several shelters; what cannot be taken is left out, and what can is kept (OPS-06).
-- An agreement never gives more than its places, whoever asks at the same moment.
CREATE FUNCTION relais.reserve_places(p_operation uuid, p_places uuid[], p_pools bigint[], p_agreements uuid[],
    p_request uuid DEFAULT NULL)
RETURNS TABLE (place_id uuid, claim_id uuid, shelter_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    holder uuid := relais.arranges_for(p_operation);
    o operations%ROWTYPE;
    house record;
    needed tstzrange;
BEGIN
    IF holder IS NULL THEN RETURN; END IF;
    IF p_request IS NOT NULL AND relais.member() IS NOT NULL THEN
        RAISE EXCEPTION 'only the house''s answer to a request takes its beds' USING ERRCODE =
            'insufficient_privilege';
    END IF;
    SELECT * INTO o FROM operations WHERE id = p_operation FOR UPDATE;
    IF o.state IN ('closed', 'cancelled', 'postponed') OR o.window_ends_at <= relais.now() THEN RETURN; END IF;
    PERFORM 1 FROM bed_agreements WHERE id = ANY (p_agreements) ORDER BY id FOR UPDATE;
    PERFORM set_config('relais.organisation', holder::text, true);
    FOR house IN
        WITH wish AS (
            SELECT w.place, w.pool, w.agreement, a.shelter_key, a.organisation_id, w.ord,
                row_number() OVER (PARTITION BY w.agreement ORDER BY w.ord) AS nth
            FROM unnest(p_places, p_pools, p_agreements) WITH ORDINALITY AS w (place, pool, agreement, ord)
                JOIN availability a ON a.pool_key = w.pool
                JOIN places p ON p.id = w.place AND p.operation_id = p_operation AND p.withdrawn_at IS NULL),
        granted AS (
            SELECT w.* FROM wish w LEFT JOIN bed_agreements b ON b.id = w.agreement
            WHERE (w.agreement IS NULL AND p_request IS NOT NULL) OR (b.state = 'in_force'
                AND b.shelter_key = w.shelter_key AND (b.answer = 'automatic' OR p_request IS NOT NULL)
                AND b.partner_organisation_id = holder AND w.nth <= b.places - relais.agreement_used(b.id)))
        SELECT g.shelter_key, g.organisation_id,
            array_agg(g.place ORDER BY g.pool, g.ord) AS places,
            array_agg(g.pool ORDER BY g.pool, g.ord) AS pools,
            array_agg(g.agreement ORDER BY g.pool, g.ord) AS agreements
        FROM granted g GROUP BY g.shelter_key, g.organisation_id ORDER BY g.shelter_key
    LOOP
        needed := relais.needed_over(o.window_starts_at, o.window_ends_at, o.nights, house.shelter_key);
        RETURN QUERY
        WITH wanted AS (
            SELECT array_agg(n.pool ORDER BY n.pool) AS pools, array_agg(n.beds ORDER BY n.pool) AS beds
            FROM (SELECT u.pool, count(*)::integer AS beds FROM unnest(house.pools) AS u (pool) GROUP BY u.pool) n),
        taken AS MATERIALIZED (
            SELECT t.place_id, t.claim_id FROM wanted w, relais.take_beds(w.pools, w.beds, 'reservation',
                lower(needed), upper(needed), o.window_ends_at, holder, NULL, house.places) t),
        noted AS (
            INSERT INTO reservations AS r (place_id, shelter_key, operation_id, organisation_id, agreement_id,
                request_id, made_at)
            SELECT t.place_id, house.shelter_key, p_operation, holder, w.agreement, p_request, relais.now()
            FROM taken t JOIN unnest(house.places, house.agreements) AS w (place, agreement) ON w.place = t.place_id
            ON CONFLICT (place_id, shelter_key) DO UPDATE SET agreement_id = excluded.agreement_id,
                request_id = excluded.request_id, made_at = excluded.made_at)
        SELECT t.place_id, t.claim_id, house.organisation_id FROM taken t;
    END LOOP;
    PERFORM set_config('relais.organisation', caller, true);
END $$;

-- Releases what the operation holds for these places, and takes back what it asks for them (OPS-05, OPS-18).
CREATE FUNCTION relais.release_places(p_operation uuid, p_places uuid[]) RETURNS TABLE (shelter_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    holder uuid := relais.arranges_for(p_operation);
BEGIN
    IF holder IS NULL THEN RETURN; END IF;
    RETURN QUERY
        UPDATE operation_requests r SET state = 'withdrawn', answered_at = relais.now()
        WHERE r.operation_id = p_operation AND r.state = 'requested' AND NOT EXISTS (
            SELECT FROM request_places rp WHERE rp.request_id = r.id AND rp.place_id <> ALL (p_places))
        RETURNING r.shelter_organisation_id;
    PERFORM set_config('relais.organisation', holder::text, true);
    RETURN QUERY
        WITH freed AS MATERIALIZED (
            SELECT f.id FROM relais.release_claims(ARRAY (
                SELECT c.id FROM claims c JOIN places p ON p.id = c.place_id
                WHERE p.operation_id = p_operation AND p.id = ANY (p_places) AND c.state = 'live'), 'released') AS
                    f (id))
        SELECT DISTINCT c.organisation_id FROM freed f JOIN claims c ON c.id = f.id;
    PERFORM set_config('relais.organisation', caller, true);
END $$;

ALTER FUNCTION relais.night_begin(timestamptz, integer, text) OWNER TO relais_lens;
ALTER FUNCTION relais.needed_over(timestamptz, timestamptz, integer, bigint) OWNER TO relais_lens;
ALTER FUNCTION relais.place_states(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.agreement_used(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.reserve_places(uuid, uuid[], bigint[], uuid[], uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.release_places(uuid, uuid[]) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.night_begin(timestamptz, integer, text),
    relais.needed_over(timestamptz, timestamptz, integer, bigint), relais.place_states(uuid),
    relais.agreement_used(uuid), relais.reserve_places(uuid, uuid[], bigint[], uuid[], uuid),
    relais.release_places(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.reserve_places(uuid, uuid[], bigint[], uuid[], uuid),
    relais.release_places(uuid, uuid[]) TO relais_app;
"""
