"""What police read of their own operation: never who has arrived, nor that somebody could be asked (OPS-14)."""

SQL = """
-- One state per place, never a shelter (POL-03). Whoever has arrived reads as held for as long as a hold would last,
-- and as released after; what a look may not tell reads as waiting. Once handed over, no place at all.
CREATE OR REPLACE FUNCTION relais.operation_board(p_operation uuid)
RETURNS TABLE (place_id uuid, number smallint, gender text, age_band text, label text, family uuid, alone boolean,
    state text, override text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.place_id, s.number, s.gender, s.age_band, s.label, s.family, s.alone,
        CASE WHEN s.state = 'arrived' AND (o.state IN ('closed', 'cancelled') OR o.window_ends_at <= relais.now())
                THEN 'released'
            WHEN s.state = 'arrived' THEN 'held'
            WHEN s.state = 'asked' AND NOT EXISTS (
                SELECT FROM operation_requests r JOIN request_places rp ON rp.request_id = r.id
                    JOIN places m ON m.id = rp.place_id
                WHERE r.operation_id = o.id AND r.told AND r.state = 'requested' AND r.answer_by > relais.now()
                    AND (m.id = s.place_id OR m.family = s.family)) THEN 'waiting'
            ELSE s.state END,
        (SELECT v.state FROM overrides v WHERE v.place_id = s.place_id ORDER BY v.asked_at DESC, v.id LIMIT 1)
    FROM operations o CROSS JOIN LATERAL relais.place_states(o.id) s
    WHERE o.id = p_operation AND relais.names_me(o.id) AND o.handed_over IS NULL
    ORDER BY s.number;
$$;

GRANT EXECUTE ON FUNCTION relais.operation_board(uuid) TO relais_planner;

-- One number, and only after the hand-over: until then it would tell, minute by minute, who has arrived (OPS-14).
CREATE OR REPLACE FUNCTION relais.operation_received(p_operation uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT CASE WHEN o.handed_over IS NOT NULL THEN (SELECT count(*)::integer FROM places p
        WHERE p.operation_id = o.id AND p.arrived_at IS NOT NULL) END
    FROM operations o WHERE o.id = p_operation AND relais.names_me(o.id);
$$;

-- An arrival point keeps its number of places while people arrive there.
DO $$
DECLARE
    before text := pg_get_functiondef('relais.arrival_points_now(uuid)'::regprocedure);
    after text := replace(before, 's.state = ''held''', 's.state IN (''held'', ''arrived'')');
BEGIN
    ASSERT after <> before, 'arrival_points_now counts places in another way';
    EXECUTE after;
END $$;

-- Nights held and used tell in which of its agreements' shelters an operation's people are: for the shelter's side
-- alone, at its review (OPS-13).
CREATE OR REPLACE FUNCTION relais.agreement_nights() RETURNS TABLE (agreement_id uuid, held integer, used integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, coalesce(sum(n.held), 0)::integer, coalesce(sum(n.used), 0)::integer
    FROM bed_agreements a LEFT JOIN held_nights n ON n.agreement_id = a.id
        AND n.counted_at > relais.now() - interval '1 year'
    WHERE relais.organisation() = a.organisation_id GROUP BY a.id;
$$;

-- A displaced place names its shelter: that is for the shelter and the coordination, not for the service that holds it.
CREATE POLICY not_by_police ON escalations AS RESTRICTIVE FOR SELECT TO relais_app
    USING (place_id IS NULL OR shelter_organisation_id = (SELECT relais.organisation()));
"""
