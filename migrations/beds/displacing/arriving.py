"""Somebody of an operation is at the door: which promise that is, so that the house can make way for them (OPS-14)."""

SQL = """
-- The promise behind a place, for the house or for the pivot organisation that accepted. Waits for whoever arranges the
-- same operation. Nothing when there is no promise to become a stay: the arrival itself says why.
CREATE FUNCTION relais.place_arriving(p_place uuid)
RETURNS TABLE (claim_key bigint, shelter_key bigint, organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE o operations%ROWTYPE;
BEGIN
    SELECT op.* INTO o FROM operations op JOIN places p ON p.operation_id = op.id WHERE p.id = p_place FOR UPDATE OF op;
    IF o.pivot_accepted_at IS NULL THEN RETURN; END IF;
    RETURN QUERY
        SELECT c.key, c.shelter_key, c.organisation_id
        FROM relais.place_states(o.id) s JOIN claims c ON c.id = s.claim_id
        WHERE s.place_id = p_place AND s.state = 'held' AND c.kind = 'reservation'
            AND ((relais.organisation() = c.organisation_id AND relais.holds('shelter_coordinator', 'front_desk'))
                OR (relais.organisation() = o.pivot_organisation_id AND relais.holds('pivot_worker')));
END $$;
ALTER FUNCTION relais.place_arriving(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.place_arriving(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.place_arriving(uuid) TO relais_app;
"""
