"""The record, read subject by subject: how many there are of one's own is not known before, and a plan that guesses
a thousand may read the whole log in their place."""

SQL = """
-- As before (POL-03): one page, newest first. Each subject gives at most a page, found in its index.
CREATE OR REPLACE FUNCTION relais.my_record(p_until timestamptz, p_skip integer, p_limit integer)
RETURNS TABLE (at timestamptz, name text, role text, subject uuid, yours boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    me uuid := relais.member();
    house uuid := relais.organisation();
    sits text[] := relais.roles();
    enough integer := p_skip + p_limit;
BEGIN
    IF me IS NULL OR p_limit NOT BETWEEN 1 AND 500 OR p_skip NOT BETWEEN 0 AND 10000 THEN RETURN; END IF;
    RETURN QUERY
    WITH seen AS (
        (SELECT e.id, e.at, e.name, e.role, NULL::uuid AS about, false AS own FROM events e
        WHERE 'auditor' = ANY (sits) AND e.at <= p_until
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, true FROM events e
        WHERE 'investigator' = ANY (sits) AND e.member_id = me AND e.at <= p_until
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id IS NOT DISTINCT FROM me
        FROM (SELECT DISTINCT s.subject FROM relais.subjects_of_own_cases() s WHERE 'pivot_worker' = ANY (sits)) s
            CROSS JOIN LATERAL (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id FROM events e
                WHERE e.subject = s.subject AND e.at <= p_until ORDER BY e.at DESC, e.id DESC LIMIT enough) e
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id IS NOT DISTINCT FROM me
        FROM (SELECT s.subject FROM relais.subjects_of_own_houses() s WHERE 'shelter_coordinator' = ANY (sits)) s
            CROSS JOIN LATERAL (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id FROM events e
                WHERE e.subject = s.subject AND e.at <= p_until ORDER BY e.at DESC, e.id DESC LIMIT enough) e
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id IS NOT DISTINCT FROM me FROM events e
        WHERE 'shelter_coordinator' = ANY (sits) AND e.organisation_id = house AND e.at <= p_until
            AND e.role ~ '(shelter_coordinator|front_desk|job)' AND e.name ~ '^(beds|operations|attempt)[.]'
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id IS NOT DISTINCT FROM me FROM events e
        WHERE 'fund_administrator' = ANY (sits) AND e.organisation_id = house AND e.at <= p_until
            AND e.role ~ '(fund_administrator|job)' AND e.name ~ '^fund[.]'
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id IS NOT DISTINCT FROM me
        FROM (SELECT s.subject FROM relais.subjects_of_own_envelopes() s WHERE 'fund_administrator' = ANY (sits)) s
            CROSS JOIN LATERAL (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id FROM events e
                WHERE e.subject = s.subject AND e.at <= p_until ORDER BY e.at DESC, e.id DESC LIMIT enough) e
        ORDER BY e.at DESC, e.id DESC LIMIT enough)),
    once AS (
        SELECT s.id, s.at, s.name, s.role, max(s.about::text)::uuid AS about, bool_or(s.own) AS own
        FROM seen s GROUP BY s.id, s.at, s.name, s.role)
    SELECT o.at, o.name, o.role, o.about, o.own FROM once o ORDER BY o.at DESC, o.id DESC OFFSET p_skip LIMIT p_limit;
END $$;
"""
