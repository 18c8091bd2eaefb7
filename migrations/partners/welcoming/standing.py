"""How the record stands, for whoever audits: how long it is, what is signed of it, when it was last recomputed, and
what of the last days is worth a look (FND-09, POL-03)."""

CHECKS = """
-- What the last recomputing of the whole log said, and how much it looked at.
CREATE TABLE trail_checks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    events bigint NOT NULL CHECK (events >= 0),
    wrong integer NOT NULL CHECK (wrong >= 0)
);
CREATE INDEX trail_checks_at ON trail_checks (at DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trail_checks
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON trail_checks EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE trail_checks ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON trail_checks TO relais_worker USING (true);
GRANT SELECT, INSERT ON trail_checks TO relais_worker;
CREATE POLICY lens ON trail_checks FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON trail_checkpoints FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON trail_state FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON trail_checks TO relais_lens;
GRANT SELECT (size, at) ON trail_checkpoints TO relais_lens;
GRANT SELECT (size) ON trail_state TO relais_lens;
"""

STANDING = """
CREATE INDEX decisions_self_issued_by_fund ON decisions (fund_organisation_id, made_at) WHERE kind = 'self_issued';
-- For auditors: the log's length, what is signed of it and since when, and the last recomputing. Nobody else learns how
-- much happens.
CREATE FUNCTION relais.trail_standing()
    RETURNS TABLE (events bigint, signed bigint, signed_at timestamptz, checked bigint, checked_at timestamptz,
        wrong integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT coalesce((SELECT s.size FROM trail_state s), 0), coalesce(p.size, 0), p.at, coalesce(c.events, 0), c.at,
        coalesce(c.wrong, 0)
    FROM (SELECT) one
        LEFT JOIN LATERAL (SELECT k.size, k.at FROM trail_checkpoints k ORDER BY k.size DESC LIMIT 1) p ON true
        LEFT JOIN LATERAL (SELECT k.events, k.at, k.wrong FROM trail_checks k ORDER BY k.at DESC LIMIT 1) c ON true
    WHERE relais.member() IS NOT NULL AND relais.holds('auditor')
$$;

-- What an auditor may want to open, the oldest due first: codes of requests and moments, of the funds and coordinations
-- of one's networks. Where addresses were shown is not told; only that, and how often.
CREATE FUNCTION relais.worth_a_look()
    RETURNS TABLE (kind text, code text, at timestamptz, due_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH near AS MATERIALIZED (
        SELECT ARRAY (SELECT relais.around_me()) AS ids, relais.now() AS now, relais.now() - interval '7 days' AS week
        WHERE relais.member() IS NOT NULL AND relais.holds('auditor'))
    SELECT f.* FROM (
        SELECT CASE WHEN d.look_by <= n.now THEN 'look_late' ELSE 'look' END AS kind, r.code, d.made_at AS at,
            d.look_by AS due_at
        FROM near n JOIN decisions d ON d.fund_organisation_id = ANY (n.ids) AND d.look_by IS NOT NULL
            JOIN fund_requests r ON r.id = d.request_id
        WHERE NOT EXISTS (SELECT FROM reviews v WHERE v.decision_id = d.id)
        UNION ALL
        SELECT CASE WHEN d.review_by <= n.now THEN 'signature_late' ELSE 'signature' END, r.code, d.made_at, d.review_by
        FROM near n JOIN decisions d ON d.fund_organisation_id = ANY (n.ids) AND d.kind = 'self_issued'
            JOIN fund_requests r ON r.id = d.request_id
        WHERE NOT EXISTS (SELECT FROM reviews v WHERE v.decision_id = d.id)
        UNION ALL
        SELECT 'self_issued', r.code, d.made_at, NULL FROM near n
            JOIN decisions d ON d.fund_organisation_id = ANY (n.ids) AND d.kind = 'self_issued' AND d.made_at > n.week
            JOIN fund_requests r ON r.id = d.request_id
        UNION ALL
        SELECT 'objected', r.code, v.reviewed_at, NULL FROM near n
            JOIN reviews v ON v.fund_organisation_id = ANY (n.ids) AND v.reviewed_at > n.week AND v.outcome = 'objected'
            JOIN decisions d ON d.id = v.decision_id JOIN fund_requests r ON r.id = d.request_id
        UNION ALL
        SELECT CASE o.state WHEN 'granted' THEN 'override' ELSE 'override_refused' END, NULL, o.decided_at, NULL
        FROM near n JOIN overrides o ON o.coordination_organisation_id = ANY (n.ids) AND o.decided_at > n.week
        UNION ALL
        SELECT 'address', NULL, e.at, NULL FROM near n
            JOIN events e ON e.at > n.week AND e.name = 'beds.address_revealed') f
    ORDER BY f.due_at NULLS LAST, f.at DESC LIMIT 1000
$$;
-- By which version of the rules each decision of a request was made, with what they were asked and what they answered:
-- an auditor's page replays it; and what the second person said of it.
CREATE FUNCTION relais.audited_rules(p_request uuid)
    RETURNS TABLE (id uuid, version integer, document text, question text, answer text, total_24h_cents bigint,
        outcome text, objection text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.id, p.version, p.document, d.question::text, d.answer::text, d.total_24h_cents, v.outcome, v.code
    FROM decisions d JOIN policies p ON p.id = d.policy_id LEFT JOIN reviews v ON v.decision_id = d.id
    WHERE d.request_id = p_request AND relais.audits(d.fund_organisation_id) ORDER BY d.made_at, d.id LIMIT 200
$$;
ALTER FUNCTION relais.audited_rules(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.trail_standing() OWNER TO relais_lens;
ALTER FUNCTION relais.worth_a_look() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.audited_rules(uuid), relais.trail_standing(), relais.worth_a_look() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.audited_rules(uuid), relais.trail_standing(), relais.worth_a_look() TO relais_app;
"""
SQL = CHECKS + STANDING
