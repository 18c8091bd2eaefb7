"""Asks to a shelter beyond its agreements: it answers on its phone, and silence is never yes (OPS-03,
OPS-04)."""

SQL = """
CREATE TABLE operation_requests (
    id uuid PRIMARY KEY,
    code text NOT NULL CHECK (code ~ '^[2-9A-HJKMNP-TV-Z]{4}$'),
    operation_id uuid NOT NULL REFERENCES operations (id),
    shelter_organisation_id uuid NOT NULL,
    shelter_key bigint NOT NULL,
    state text NOT NULL DEFAULT 'requested'
        CHECK (state IN ('requested', 'confirmed', 'partly', 'declined', 'no_answer', 'withdrawn')),
    places smallint NOT NULL CHECK (places BETWEEN 1 AND 100),
    accepted smallint NOT NULL DEFAULT 0 CHECK (accepted >= 0),
    asked_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    decline_reason text CHECK (decline_reason IN ('no_bed', 'security_fear', 'not_conjugal_violence', 'criteria',
        'age',
        'gender', 'language', 'stay_too_short', 'several_at_once', 'other')),
    CONSTRAINT operation_requests_one_coded_reason CHECK ((state = 'declined') = (decline_reason IS NOT NULL)),
    CHECK ((state = 'requested') = (answered_at IS NULL)),
    CHECK (accepted <= places),
    CHECK ((state IN ('confirmed', 'partly')) = (accepted > 0)),
    FOREIGN KEY (shelter_key, shelter_organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE INDEX operation_requests_of_shelter ON operation_requests (shelter_organisation_id, asked_at DESC, id);
CREATE INDEX operation_requests_of_operation ON operation_requests (operation_id);
CREATE UNIQUE INDEX operation_requests_open_code ON operation_requests (shelter_organisation_id, code)
    WHERE state = 'requested';
CREATE INDEX operation_requests_due ON operation_requests (answer_by) WHERE state = 'requested';

CREATE TABLE request_places (
    request_id uuid NOT NULL REFERENCES operation_requests (id),
    place_id uuid NOT NULL REFERENCES places (id),
    pool_key bigint NOT NULL REFERENCES pools (key),
    agreement_id uuid REFERENCES bed_agreements (id),
    number smallint NOT NULL,
    PRIMARY KEY (request_id, place_id)
);
CREATE INDEX request_places_of_place ON request_places (place_id);

ALTER TABLE operation_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE request_places ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON operation_requests TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON request_places TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON operation_requests TO relais_lens;
GRANT SELECT, INSERT ON request_places TO relais_lens;

-- Asks one shelter for some places. Nothing is claimed until it says yes.
CREATE FUNCTION relais.ask_shelter(p_operation uuid, p_request uuid, p_code text, p_places uuid[], p_pools bigint[],
    p_agreements uuid[], p_answer_by timestamptz)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE house record;
BEGIN
    IF relais.arranges_for(p_operation) IS NULL THEN RETURN NULL; END IF;
    SELECT p.shelter_key, p.organisation_id INTO STRICT house FROM pools p WHERE p.key = ANY (p_pools)
        GROUP BY p.shelter_key, p.organisation_id;
    INSERT INTO operation_requests (id, code, operation_id, shelter_organisation_id, shelter_key, places, asked_at,
        answer_by)
    SELECT p_request, p_code, o.id, house.organisation_id, house.shelter_key, cardinality(p_places), relais.now(),
        least(p_answer_by, o.window_ends_at)
    FROM operations o WHERE o.id = p_operation AND o.state NOT IN ('closed', 'cancelled', 'postponed')
        AND o.window_ends_at > relais.now();
    IF NOT FOUND THEN RETURN NULL; END IF;
    INSERT INTO request_places (request_id, place_id, pool_key, agreement_id, number)
    SELECT p_request, w.place, w.pool, w.agreement, w.ord
    FROM unnest(p_places, p_pools, p_agreements) WITH ORDINALITY AS w (place, pool, agreement, ord)
        JOIN places p ON p.id = w.place AND p.operation_id = p_operation;
    RETURN house.organisation_id;
END $$;

-- The shelter's answer: so many of the places, none with one coded reason. Too late is no answer.
CREATE FUNCTION relais.answer_request(p_request uuid, p_accepted integer, p_reason text)
RETURNS TABLE (state text, accepted integer, asking_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    r operation_requests%ROWTYPE;
    o operations%ROWTYPE;
    outcome text;
    got integer := 0;
BEGIN
    SELECT * INTO r FROM operation_requests WHERE id = p_request AND shelter_organisation_id = relais.organisation();
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO o FROM operations WHERE id = r.operation_id FOR UPDATE;
    SELECT * INTO r FROM operation_requests WHERE id = p_request FOR UPDATE;
    IF r.state <> 'requested' THEN
        RETURN QUERY SELECT 'answered', r.accepted::integer, o.organisation_id;
        RETURN;
    END IF;
    IF r.answer_by <= relais.now() THEN
        outcome := 'no_answer';
    ELSIF p_accepted > 0 THEN
        PERFORM set_config('relais.organisation', o.organisation_id::text, true);
        SELECT count(*) INTO got FROM relais.reserve_answered(r.id, p_accepted);
        PERFORM set_config('relais.organisation', caller, true);
    END IF;
    outcome := coalesce(outcome, CASE WHEN got = 0 THEN 'declined' WHEN got < r.places THEN 'partly' ELSE
        'confirmed' END);
    UPDATE operation_requests SET state = outcome, accepted = got, answered_at = relais.now(),
        answered_by = relais.member(),
        decline_reason = CASE WHEN outcome = 'declined' THEN coalesce(p_reason, 'no_bed') END
    WHERE id = r.id;
    RETURN QUERY SELECT outcome, got, o.organisation_id;
END $$;

-- Silence is never yes: what was not answered in time becomes `no_answer`, and the next shelter can be asked.
CREATE FUNCTION relais.lapse_requests(p_operation uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE lapsed integer;
BEGIN
    IF relais.arranges_for(p_operation) IS NULL THEN RETURN 0; END IF;
    UPDATE operation_requests SET state = 'no_answer', answered_at = relais.now()
    WHERE operation_id = p_operation AND state = 'requested' AND answer_by <= relais.now();
    GET DIAGNOSTICS lapsed = ROW_COUNT;
    RETURN lapsed;
END $$;

-- Operations with a request that nobody answered, or with a place that a fact has displaced since it was last
-- arranged.
CREATE FUNCTION relais.due_requests(p_limit integer) RETURNS TABLE (operation_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.organisation_id FROM operations o
    WHERE o.state IN ('planned', 'held', 'launched') AND o.window_ends_at > relais.now() AND (
        EXISTS (SELECT FROM operation_requests r
            WHERE r.operation_id = o.id AND r.state = 'requested' AND r.answer_by <= relais.now())
        OR EXISTS (SELECT FROM places p JOIN claims c ON c.place_id = p.id
            WHERE p.operation_id = o.id AND c.state = 'displaced' AND c.ended_at > o.arranged_at))
    ORDER BY o.id LIMIT p_limit;
$$;

-- Operations whose window is over but that nobody has closed yet.
CREATE FUNCTION relais.due_operations(p_limit integer) RETURNS TABLE (operation_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.organisation_id FROM operations o
    WHERE o.state IN ('planned', 'held', 'launched') AND o.window_ends_at <= relais.now() ORDER BY o.id LIMIT p_limit;
$$;

-- Takes the beds that a shelter has just granted, in the name of the service that asked for them.
CREATE FUNCTION relais.reserve_answered(p_request uuid, p_accepted integer) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    member text := current_setting('relais.member', true);
    operation uuid;
BEGIN
    SELECT r.operation_id INTO operation FROM operation_requests r WHERE r.id = p_request;
    PERFORM set_config('relais.member', '', true);
    RETURN QUERY
        SELECT t.claim_id FROM (
            SELECT array_agg(rp.place_id ORDER BY rp.number) AS places, array_agg(rp.pool_key ORDER BY rp.number)
                AS pools,
                array_agg(rp.agreement_id ORDER BY rp.number) AS agreements
            FROM (SELECT * FROM request_places WHERE request_id = p_request ORDER BY number LIMIT p_accepted) rp) w,
            relais.reserve_places(operation, w.places, w.pools, w.agreements, p_request) t;
    PERFORM set_config('relais.member', member, true);
END $$;

ALTER FUNCTION relais.ask_shelter(uuid, uuid, text, uuid[], bigint[], uuid[], timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.answer_request(uuid, integer, text) OWNER TO relais_lens;
ALTER FUNCTION relais.lapse_requests(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.due_requests(integer) OWNER TO relais_lens;
ALTER FUNCTION relais.due_operations(integer) OWNER TO relais_lens;
ALTER FUNCTION relais.reserve_answered(uuid, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.ask_shelter(uuid, uuid, text, uuid[], bigint[], uuid[], timestamptz),
    relais.answer_request(uuid, integer, text), relais.lapse_requests(uuid), relais.due_requests(integer),
    relais.due_operations(integer), relais.reserve_answered(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.ask_shelter(uuid, uuid, text, uuid[], bigint[], uuid[], timestamptz),
    relais.answer_request(uuid, integer, text), relais.lapse_requests(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.due_requests(integer), relais.due_operations(integer) TO relais_worker;
"""
