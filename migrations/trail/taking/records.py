"""What an auditor's own bundle is made of: the records and rows of one request, of a fund in one's networks (POL-03).

Records leave sealed, as they are stored; the keys that open them stay in the vault, behind its own functions.
"""

SQL = """
GRANT SELECT (event_id) ON trail_leaves TO relais_lens;
GRANT SELECT (record) ON events TO relais_lens;

-- The request whose code or id this is, for an auditor of its fund.
CREATE FUNCTION relais.request_to_prove(p_wanted text) RETURNS TABLE (id uuid, code text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.id, r.code FROM fund_requests r
    WHERE (r.code = upper(p_wanted)
        OR r.id = CASE WHEN p_wanted ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN p_wanted::uuid END)
        AND relais.audits(r.fund_organisation_id)
$$;

-- The records about it, about what its money passed through, and about the policies that decided: under the checkpoint
-- of the hour each with its place in the log; of a later one only how it begins, so that it can be counted.
CREATE FUNCTION relais.records_to_prove(p_request uuid) RETURNS TABLE (index bigint, subject uuid, record bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT r.id FROM fund_requests r WHERE r.id = p_request AND relais.audits(r.fund_organisation_id)),
    lines AS MATERIALIZED (SELECT l.id FROM request_lines l JOIN asked a ON l.request_id = a.id),
    subjects AS MATERIALIZED (
        SELECT a.id FROM asked a UNION SELECT l.id FROM lines l
        UNION SELECT d.id FROM decisions d JOIN asked a ON d.request_id = a.id
        UNION SELECT d.policy_id FROM decisions d JOIN asked a ON d.request_id = a.id
        UNION SELECT i.id FROM payout_intents i JOIN lines l ON i.line_id = l.id)
    SELECT f.index, s.id, CASE WHEN f.index IS NULL THEN substring(e.record FROM 1 FOR 17) ELSE e.record END
    FROM subjects s JOIN events e ON e.subject = s.id
        CROSS JOIN relais.published_checkpoint() p
        LEFT JOIN trail_leaves f ON f.event_id = e.id AND f.index < p.size
    ORDER BY f.index
$$;

-- Rows as they stand now, of those that such records vouch for: of this request, its policies and its fund's ledger.
CREATE FUNCTION relais.transfers_to_prove(p_request uuid, p_ids uuid[]) RETURNS SETOF transfers
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.* FROM fund_requests r JOIN transfers t ON t.organisation_id = r.fund_organisation_id
    WHERE r.id = p_request AND relais.audits(r.fund_organisation_id) AND t.id = ANY (p_ids)
$$;
CREATE FUNCTION relais.decisions_to_prove(p_request uuid, p_ids uuid[]) RETURNS SETOF decisions
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.* FROM fund_requests r JOIN decisions d ON d.request_id = r.id
    WHERE r.id = p_request AND relais.audits(r.fund_organisation_id) AND d.id = ANY (p_ids)
$$;
CREATE FUNCTION relais.policies_to_prove(p_request uuid, p_ids uuid[]) RETURNS SETOF policies
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.* FROM fund_requests r JOIN policies p ON p.organisation_id = r.fund_organisation_id
    WHERE r.id = p_request AND relais.audits(r.fund_organisation_id) AND p.id = ANY (p_ids)
$$;

ALTER FUNCTION relais.request_to_prove(text) OWNER TO relais_lens;
ALTER FUNCTION relais.records_to_prove(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.transfers_to_prove(uuid, uuid[]) OWNER TO relais_lens;
ALTER FUNCTION relais.decisions_to_prove(uuid, uuid[]) OWNER TO relais_lens;
ALTER FUNCTION relais.policies_to_prove(uuid, uuid[]) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.request_to_prove(text), relais.records_to_prove(uuid),
    relais.transfers_to_prove(uuid, uuid[]), relais.decisions_to_prove(uuid, uuid[]),
    relais.policies_to_prove(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.request_to_prove(text), relais.records_to_prove(uuid),
    relais.transfers_to_prove(uuid, uuid[]), relais.decisions_to_prove(uuid, uuid[]),
    relais.policies_to_prove(uuid, uuid[]) TO relais_app;
"""
