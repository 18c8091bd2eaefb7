"""Already funded? A warning that says as little as it can, to those who must decide, while they must (FND-07)."""

SQL = """
DROP FUNCTION relais.already_funded(uuid, integer);

-- Same case, same category, within the days that this fund's own policy looks back, and a band: no day, no amount, no
-- name, no code. Only for a line that somebody has still to decide: a request that is decided is no window onto what
-- happens to the case later. Only while the person agrees to be known by funds (CNF-01).
CREATE FUNCTION relais.already_funded(request uuid)
    RETURNS TABLE (line_id uuid, category text, within_days integer, band text, same_fund boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH asked AS (
        SELECT r.id, r.fund_organisation_id AS fund, r.envelope_id, c.case_id,
               least(coalesce((p.document::jsonb ->> 'duplicate_window_days')::integer, 7), 31) AS days
        FROM fund_requests r JOIN request_cases c ON c.request_id = r.id
        CROSS JOIN LATERAL relais.policy_in_force(r.fund_organisation_id, r.region) p
        WHERE r.id = request AND relais.organisation() IN (r.organisation_id, r.fund_organisation_id)
          AND relais.holds('fund_administrator', 'pivot_worker')
          AND EXISTS (SELECT FROM consents k
              WHERE k.case_id = c.case_id AND k.scope = 'fund' AND k.withdrawn_at IS NULL)
    ), undecided AS (
        SELECT l.id, l.category, l.position FROM request_lines l JOIN asked a ON a.id = l.request_id
        WHERE l.state <> 'withdrawn' AND l.approved_cents + l.closed_cents < l.amount_cents
          AND (l.decline_code IS NULL OR EXISTS (SELECT FROM second_looks s
              JOIN decision_lines d ON d.decision_id = s.decision_id AND d.line_id = l.id WHERE s.outcome IS NULL))
    ), funded AS (
        -- What is promised or was paid, less what came back: refunded money funded nothing.
        SELECT ol.category, other.fund_organisation_id = a.fund AS same_fund,
               sum(greatest(ol.approved_cents, ol.paid_cents) - ol.returned_cents) AS cents
        FROM asked a
        JOIN request_cases oc ON oc.case_id = a.case_id AND oc.request_id <> a.id
        JOIN fund_requests other ON other.id = oc.request_id
        JOIN request_lines ol ON ol.request_id = other.id
        WHERE greatest(ol.approved_cents, ol.paid_cents) > ol.returned_cents
          AND (other.fund_organisation_id <> a.fund OR other.envelope_id IS DISTINCT FROM a.envelope_id)
          AND EXISTS (SELECT FROM transfers t WHERE t.line_id = ol.id AND t.kind = 'earmark'
              AND t.made_at > relais.now() - make_interval(days => a.days))
        GROUP BY ol.category, other.fund_organisation_id = a.fund
    )
    SELECT u.id, u.category, a.days,
           CASE WHEN f.cents < 10000 THEN '<100' WHEN f.cents < 30000 THEN '100-300'
                WHEN f.cents < 100000 THEN '300-1000' ELSE '>=1000' END,
           f.same_fund
    FROM undecided u JOIN funded f ON f.category = u.category CROSS JOIN asked a
    ORDER BY u.position, f.same_fund
$$;
ALTER FUNCTION relais.already_funded(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.already_funded(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.already_funded(uuid) TO relais_app;
"""
