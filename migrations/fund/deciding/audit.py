"""What an auditor reads of a decision beside its answer: why it declined, each cap waived and by whom, what its
payments waited for, and the second look at it (FND-09, FND-11, FND-13)."""

SQL = """
-- Codes, cents, ids and moments; the reason of a waiver stays sealed with the two sides.
CREATE FUNCTION relais.audited_decision(p_decision uuid) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT jsonb_build_object(
        'code', (SELECT max(l.code) FROM decision_lines l WHERE l.decision_id = p_decision),
        'caps_waived', (SELECT coalesce(jsonb_agg(jsonb_build_object('line_id', w.line_id, 'rule', w.rule,
            'amount_cents', w.amount_cents, 'cap_cents', w.cap_cents, 'signed_by', w.signed_by, 'signed_at',
            w.signed_at) ORDER BY w.signed_at, w.id), '[]') FROM waivers w WHERE w.decision_id = p_decision),
        'conditions', (SELECT coalesce(jsonb_agg(jsonb_build_object('line_id', c.line_id, 'code', c.code, 'until',
            c.until, 'met_by', c.met_by, 'met_at', c.met_at, 'lapsed_at', c.lapsed_at) ORDER BY c.until, c.id), '[]')
            FROM release_conditions c WHERE c.decision_id = p_decision),
        'second_look', (SELECT jsonb_build_object('asked_by', s.asked_by, 'asked_at', s.asked_at, 'answer_by',
            s.answer_by, 'outcome', s.outcome, 'answered_by', s.answered_by, 'answered_at', s.answered_at)
            FROM second_looks s WHERE s.decision_id = p_decision))
$$;

-- The request as before, and each of its decisions with the above.
ALTER FUNCTION relais.audited_request(text) RENAME TO audited_request_alone;
CREATE FUNCTION relais.audited_request(wanted text) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.found || jsonb_build_object('decisions', coalesce((SELECT jsonb_agg(d.each
            || relais.audited_decision((d.each ->> 'id')::uuid) ORDER BY d.n)
        FROM jsonb_array_elements(r.found -> 'decisions') WITH ORDINALITY AS d (each, n)), '[]'))
    FROM (SELECT relais.audited_request_alone(wanted) AS found) r WHERE r.found IS NOT NULL
$$;
ALTER FUNCTION relais.audited_decision(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.audited_request(text) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.audited_decision(uuid), relais.audited_request(text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION relais.audited_request_alone(text) FROM PUBLIC, relais_app;
GRANT EXECUTE ON FUNCTION relais.audited_request(text) TO relais_app;
"""
