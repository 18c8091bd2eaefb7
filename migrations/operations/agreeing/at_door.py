"""Refused at the door: one code says why, the promise ends, and the next place is looked for (ADM-04)."""

SQL = """
CREATE TABLE door_refusals (
    id uuid PRIMARY KEY,
    operation_id uuid NOT NULL REFERENCES operations (id),
    place_id uuid NOT NULL REFERENCES places (id),
    shelter_key bigint NOT NULL REFERENCES shelters (key),
    code text NOT NULL CHECK (code IN ('no_bed', 'security_fear', 'not_conjugal_violence', 'criteria', 'age', 'gender',
        'language', 'stay_too_short', 'several_at_once', 'other')),
    refused_by uuid NOT NULL,
    refused_at timestamptz NOT NULL,
    UNIQUE (place_id, shelter_key)
);
CREATE INDEX door_refusals_of_operation ON door_refusals (operation_id);
CREATE INDEX door_refusals_of_shelter ON door_refusals (shelter_key, refused_at);
ALTER TABLE door_refusals ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON door_refusals TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON door_refusals TO relais_lens;
CREATE POLICY lens ON refusals_by_month TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (count) ON refusals_by_month TO relais_lens;

-- Told by the house, or by the pivot that stands there. The bed is free again, jobs look for another house at once, and
-- this one is asked no more by this operation. Whoever has arrived is a fact: a stay ends by a departure.
CREATE FUNCTION relais.refuse_at_door(p_id uuid, p_place uuid, p_code text, p_said text)
RETURNS TABLE (operation_id uuid, shelter_id uuid, shelter_organisation_id uuid, pivot_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller uuid := relais.organisation();
    p places%ROWTYPE;
    o operations%ROWTYPE;
    c claims%ROWTYPE;
    freed integer;
BEGIN
    SELECT * INTO p FROM places WHERE id = p_place AND withdrawn_at IS NULL;
    SELECT * INTO o FROM operations WHERE id = p.operation_id FOR UPDATE;
    SELECT l.* INTO c FROM claims l
    WHERE l.state = 'live' AND l.kind = 'reservation' AND l.lapses_at > relais.now() AND l.place_id IN (
        SELECT m.id FROM places m WHERE m.operation_id = o.id AND (m.id = p.id OR m.family = p.family))
    ORDER BY l.made_at, l.id LIMIT 1;
    IF NOT ((relais.holds('front_desk', 'shelter_coordinator') AND caller = c.organisation_id)
        OR (relais.holds('pivot_worker') AND caller = o.pivot_organisation_id
            AND o.pivot_accepted_at IS NOT NULL)) IS TRUE THEN RETURN; END IF;
    PERFORM set_config('relais.organisation', c.holder_organisation_id::text, true);
    SELECT count(*) INTO freed FROM relais.release_claims(ARRAY[c.id], 'released');
    PERFORM set_config('relais.organisation', caller::text, true);
    IF freed = 0 THEN RETURN; END IF;
    INSERT INTO door_refusals (id, operation_id, place_id, shelter_key, code, refused_by, refused_at)
    VALUES (p_id, o.id, p.id, c.shelter_key, p_code, relais.member(), relais.now());
    -- What was said: two of the codes exist as counts of a house's month alone.
    INSERT INTO refusals_by_month AS m (organisation_id, shelter_key, month, code)
    SELECT h.organisation_id, h.key, date_trunc('month', relais.now() AT TIME ZONE h.time_zone)::date, p_said
    FROM shelters h WHERE h.key = c.shelter_key
    ON CONFLICT (shelter_key, month, code) DO UPDATE SET count = m.count + 1;
    UPDATE operations SET look_again = look_again || relais.now() WHERE id = o.id;
    RETURN QUERY SELECT o.id, h.id, h.organisation_id, o.pivot_organisation_id
        FROM shelters h WHERE h.key = c.shelter_key;
END $$;
ALTER FUNCTION relais.refuse_at_door(uuid, uuid, text, text) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.refuse_at_door(uuid, uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.refuse_at_door(uuid, uuid, text, text) TO relais_app;
"""
