"""A house that says yes after the time to answer: taken if somebody still waits, noted if not (OPS-03).

Silence was not a yes, and is not one now: this is a word, late. Whoever was asked meanwhile keeps the turn.
"""

SQL = """
ALTER TABLE operation_requests ADD COLUMN late_yes_at timestamptz;

-- The shelter's answer: so many of the places, none with one coded reason. After its time a yes holds the places of
-- those who still wait; when nobody does it is noted, and the house is asked again before it counts as one that did
-- not answer.
CREATE OR REPLACE FUNCTION relais.answer_request(p_request uuid, p_accepted integer, p_reason text)
RETURNS TABLE (state text, accepted integer, asking_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    r operation_requests%ROWTYPE;
    o operations%ROWTYPE;
    late boolean;
    outcome text;
    got integer := 0;
BEGIN
    SELECT * INTO r FROM operation_requests WHERE id = p_request AND shelter_organisation_id = relais.organisation();
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO o FROM operations WHERE id = r.operation_id FOR UPDATE;
    SELECT * INTO r FROM operation_requests WHERE id = p_request FOR UPDATE;
    IF r.state NOT IN ('requested', 'no_answer') THEN
        RETURN QUERY SELECT 'answered', r.accepted::integer, o.organisation_id;
        RETURN;
    END IF;
    late := r.state = 'no_answer' OR r.answer_by <= relais.now();
    IF p_accepted > 0 THEN
        PERFORM set_config('relais.organisation', o.organisation_id::text, true);
        SELECT count(*) INTO got FROM relais.reserve_answered(r.id, p_accepted);
        PERFORM set_config('relais.organisation', caller, true);
    END IF;
    outcome := CASE
        WHEN late AND got = 0 AND p_accepted > 0 AND o.state NOT IN ('closed', 'cancelled', 'postponed')
            AND o.window_ends_at > relais.now() THEN 'noted'
        WHEN late AND got = 0 THEN 'no_answer'
        WHEN got = 0 THEN 'declined'
        WHEN got < r.places THEN 'partly'
        ELSE 'confirmed' END;
    UPDATE operation_requests SET state = CASE outcome WHEN 'noted' THEN 'no_answer' ELSE outcome END, accepted = got,
        answered_at = relais.now(), answered_by = CASE WHEN outcome <> 'no_answer' THEN relais.member() END,
        late_yes_at = CASE WHEN late AND p_accepted > 0 THEN relais.now() END,
        decline_reason = CASE WHEN outcome = 'declined' THEN coalesce(p_reason, 'no_bed') END
    WHERE id = r.id;
    RETURN QUERY SELECT outcome, got, o.organisation_id;
END $$;

-- Takes the beds that a shelter has just granted, in the name of the service that asked for them: for those who are
-- still without one, and after the time to answer for those alone whom nobody else has been asked for.
CREATE OR REPLACE FUNCTION relais.reserve_answered(p_request uuid, p_accepted integer) RETURNS SETOF uuid
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
                AS pools, array_agg(rp.agreement_id ORDER BY rp.number) AS agreements
            FROM (SELECT q.* FROM request_places q JOIN relais.place_states(operation) s ON s.place_id = q.place_id
                    AND s.state IN ('asked', 'waiting')
                    JOIN operation_requests r ON r.id = q.request_id
                WHERE q.request_id = p_request AND (s.state = 'waiting'
                    OR (r.state = 'requested' AND r.answer_by > relais.now()))
                ORDER BY q.number LIMIT p_accepted) rp) w,
            relais.reserve_places(operation, w.places, w.pools, w.agreements, p_request) t;
    PERFORM set_config('relais.member', member, true);
END $$;
"""
