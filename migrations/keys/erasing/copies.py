"""What a person may be given of their case: what Relais holds of it, nothing of anybody else (Loi 25)."""

SQL = """
-- One line for each thing, for whoever accompanies the case as its organisation's own. Of a house its region alone: the
-- page may be found by somebody else. Of the people who come along, nothing; of colleagues, their organisation.
CREATE FUNCTION relais.copy_of_case(p_case uuid)
    RETURNS TABLE (kind text, what text, whom text, at timestamptz, until timestamptz, cents bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.kind, l.what, coalesce(l.words, (SELECT o.name FROM organisations o WHERE o.id = l.organisation)), l.at,
        l.until, l.cents
    FROM (
        SELECT 'consent' AS kind, c.scope AS what, c.shared_with AS organisation, NULL AS words, c.given_at AS at,
            c.withdrawn_at AS until, NULL::bigint AS cents
        FROM consents c WHERE c.case_id = p_case
        UNION ALL
        SELECT 'shared', s.what, s.with_organisation_id, NULL, s.shared_at, NULL, NULL
        FROM sharings s WHERE s.case_id = p_case
        UNION ALL
        SELECT 'kept_away', x.kind, CASE WHEN x.kind = 'organisation' THEN x.value::uuid END,
            CASE WHEN x.kind IN ('city', 'region') THEN x.value END, x.added_at, x.lifted_at, NULL
        FROM exclusions x WHERE x.case_id = p_case
        UNION ALL
        SELECT 'stay', p.kind, NULL, p.region, p.starts_at, CASE WHEN isfinite(p.ends_at) THEN p.ends_at END, NULL
        FROM relais.placements_of_case(p_case) p
        UNION ALL
        SELECT 'money', array_to_string(r.categories, ','), NULL, r.code, r.asked_at, NULL, r.approved_cents
        FROM relais.requests_of_case(p_case) r
        UNION ALL
        SELECT 'moved', h.state, h.to_organisation_id, NULL, h.asked_at, h.answered_at, NULL
        FROM case_handovers h WHERE h.case_id = p_case
        UNION ALL
        SELECT 'reader', 'co_pivot', a.organisation_id, NULL, a.given_at, a.until, NULL
        FROM case_access a WHERE a.case_id = p_case
        UNION ALL
        SELECT 'waited', w.reason, NULL, w.region, w.since, w.settled_at, NULL
        FROM waiting_needs w WHERE w.case_id = p_case) l
    WHERE relais.member() IS NOT NULL AND relais.holds('pivot_worker') AND p_case IN (SELECT relais.own_cases())
    ORDER BY l.kind, l.at, l.what, l.words LIMIT 2000
$$;
ALTER FUNCTION relais.copy_of_case(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.copy_of_case(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.copy_of_case(uuid) TO relais_app;
"""
