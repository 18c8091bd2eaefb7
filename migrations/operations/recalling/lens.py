"""Until when an answer is due, whom a coordination calls to help, and the hotels that wait for its signature."""

SQL = """
-- Until when the next house that police know to be asked may answer; of how many houses, nothing (OPS-03, OPS-19).
CREATE FUNCTION relais.operation_answer_due(p_operation uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT min(r.answer_by) FROM operation_requests r JOIN operations o ON o.id = r.operation_id
    WHERE o.id = p_operation AND relais.names_me(o.id) AND o.handed_over IS NULL AND o.moved_at IS NULL
        AND r.told AND r.state = 'requested' AND r.answer_by > relais.now();
$$;

-- Who waits in one's own regions, and the organisation that answers for them at any hour: whom a coordination calls to
-- help. Never the case; and of an operation not even the service (ACC-02, OPS-11).
CREATE FUNCTION relais.who_waits_for_whom()
    RETURNS TABLE (id uuid, region text, gender text, age_band text, people smallint, minors smallint, urgency text,
        reason text, since timestamptz, organisation_id uuid, organisation text, duty_number bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT w.id, w.region, w.gender, w.age_band, w.people, w.minors, w.urgency, w.reason, w.since, o.id, o.name,
        o.duty_number
    FROM waiting_needs w LEFT JOIN cases c ON c.id = w.case_id LEFT JOIN organisations o ON o.id = c.organisation_id
    WHERE w.settled_at IS NULL AND w.region = ANY (relais.coordinates())
    ORDER BY array_position(ARRAY['now', 'tonight', 'this_week'], w.urgency), w.since, w.id LIMIT 500
$$;

-- The hotels of one's own regions, and who has signed for them; whose own they are is not asked to vet (BED-10).
CREATE FUNCTION relais.hotels_to_vet()
    RETURNS TABLE (id uuid, name text, city text, region text, vetted_on date, signatures integer, mine boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.id, s.name, s.city, s.region, s.vetted_on, count(DISTINCT v.signed_by)::integer,
        coalesce(bool_or(v.signed_by = relais.member()), false)
    FROM shelters s LEFT JOIN hotel_vettings v ON v.shelter_key = s.key AND v.ended_at IS NULL
        AND (s.vetted_on IS NOT NULL OR v.signed_at > relais.now() - interval '30 days')
    WHERE s.kind = 'hotel_partner' AND s.region = ANY (relais.coordinates())
        AND s.organisation_id <> relais.organisation()
    GROUP BY s.key ORDER BY s.vetted_on IS NOT NULL, s.name LIMIT 200
$$;

ALTER FUNCTION relais.hotels_to_vet() OWNER TO relais_lens;
ALTER FUNCTION relais.operation_answer_due(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.who_waits_for_whom() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.operation_answer_due(uuid), relais.who_waits_for_whom(), relais.hotels_to_vet()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.operation_answer_due(uuid), relais.who_waits_for_whom(), relais.hotels_to_vet()
    TO relais_app;
"""
