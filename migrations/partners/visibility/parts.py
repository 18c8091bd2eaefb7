"""Two parts of the matrix that cross organisations: a house's own linked hotel nights, and for auditors which person
is in which house, by pseudonyms (POL-03)."""

SQL = """
GRANT SELECT (partner_organisation_id) ON payees TO relais_lens;

-- Nights that a fund pays to the caller's own house: how many, how much and how far. No request, no case, no region.
CREATE FUNCTION relais.own_hotel_nights()
RETURNS TABLE (id uuid, fund text, nights integer, approved_cents bigint, paid_cents bigint, state text,
    needed_by timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.id, o.name, l.units::integer, l.approved_cents, l.paid_cents, l.state, l.needed_by
    FROM payees p JOIN request_lines l ON l.payee_id = p.id JOIN organisations o ON o.id = p.organisation_id
    WHERE p.partner_organisation_id = relais.organisation() AND relais.member() IS NOT NULL
        AND relais.holds('shelter_coordinator') AND l.category = 'hotel_nights'
        AND l.state IN ('approved', 'partly_approved', 'paying', 'paid', 'settled')
    ORDER BY l.needed_by DESC, l.id LIMIT 200;
$$;
CREATE INDEX payees_partner ON payees (partner_organisation_id) WHERE partner_organisation_id IS NOT NULL;
CREATE INDEX request_lines_payee ON request_lines (payee_id) WHERE payee_id IS NOT NULL;

-- Which person was in which house, for an auditor who must see whether somebody was placed twice, or one house
-- always chosen: both under names that are this auditor's own, and days in the place of moments.
CREATE FUNCTION relais.audited_placements(p_from date, p_until date)
RETURNS TABLE (person text, house text, first_day date, last_day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT encode(substring(sha256('one'::bytea || uuid_send(p.case_id) || uuid_send(relais.member())) FOR 6), 'hex'),
        encode(substring(sha256('house'::bytea || uuid_send(s.id) || uuid_send(relais.member())) FOR 6), 'hex'),
        (c.starts_at AT TIME ZONE s.time_zone)::date,
        CASE WHEN c.state <> 'live' THEN (c.ended_at AT TIME ZONE s.time_zone)::date END
    FROM placements p JOIN claims linked ON linked.id = p.claim_id
        JOIN LATERAL (SELECT l.* FROM claims l
            WHERE l.id = linked.id OR l.place_id = linked.place_id OR l.referral_id = linked.referral_id
            ORDER BY l.made_at DESC, l.key DESC LIMIT 1) c ON c.kind = 'stay'
        JOIN shelters s ON s.key = c.shelter_key
    WHERE relais.member() IS NOT NULL AND relais.holds('auditor')
        AND p.linked_at >= p_from AND p.linked_at < p_until AND p_until <= p_from + 400
    ORDER BY 3, 1, 2 LIMIT 5000;
$$;
CREATE INDEX placements_linked_at ON placements (linked_at);

ALTER FUNCTION relais.own_hotel_nights() OWNER TO relais_lens;
ALTER FUNCTION relais.audited_placements(date, date) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.own_hotel_nights(), relais.audited_placements(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.own_hotel_nights(), relais.audited_placements(date, date) TO relais_app;
"""
