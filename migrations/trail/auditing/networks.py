"""What an auditor reads keeps to the networks of their own organisation: stays in its houses, requests of its funds
(POL-03, FND-09). Until now both functions asked only whether one is an auditor."""

PLACEMENTS = """
-- Stays in houses of one's own networks. Else as before: names that are this auditor's own, days and no moments.
CREATE OR REPLACE FUNCTION relais.audited_placements(p_from date, p_until date)
RETURNS TABLE (person text, house text, first_day date, last_day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH near AS MATERIALIZED (
        SELECT ARRAY (SELECT relais.around_me()) AS ids
        WHERE relais.member() IS NOT NULL AND relais.holds('auditor'))
    SELECT encode(substring(sha256('one'::bytea || uuid_send(p.case_id) || uuid_send(relais.member())) FOR 6), 'hex'),
        encode(substring(sha256('house'::bytea || uuid_send(s.id) || uuid_send(relais.member())) FOR 6), 'hex'),
        (c.starts_at AT TIME ZONE s.time_zone)::date,
        CASE WHEN c.state <> 'live' THEN (c.ended_at AT TIME ZONE s.time_zone)::date END
    FROM near n CROSS JOIN placements p JOIN claims linked ON linked.id = p.claim_id
        JOIN LATERAL (SELECT l.* FROM claims l
            WHERE l.id = linked.id OR l.place_id = linked.place_id OR l.referral_id = linked.referral_id
            ORDER BY l.made_at DESC, l.key DESC LIMIT 1) c ON c.kind = 'stay'
        JOIN shelters s ON s.key = c.shelter_key AND s.organisation_id = ANY (n.ids)
    WHERE p.linked_at >= p_from AND p.linked_at < p_until AND p_until <= p_from + 400
    ORDER BY 3, 1, 2 LIMIT 5000;
$$;
"""

REQUESTS = """
-- A request of a fund in one's own networks, with each of its decisions.
CREATE OR REPLACE FUNCTION relais.audited_request(wanted text) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.found || jsonb_build_object('decisions', coalesce((SELECT jsonb_agg(d.each
            || relais.audited_decision((d.each ->> 'id')::uuid) ORDER BY d.n)
        FROM jsonb_array_elements(r.found -> 'decisions') WITH ORDINALITY AS d (each, n)), '[]'))
    FROM (SELECT relais.audited_request_alone(wanted) AS found) r
    WHERE r.found IS NOT NULL AND relais.audits((r.found ->> 'fund_id')::uuid)
$$;
"""

SQL = PLACEMENTS + REQUESTS
