"""Each role's part of the record (POL-03): what an event was about stands beside it, as an opaque id, and nobody
reads events but through one function."""

SQL = """
ALTER TABLE events ADD COLUMN subject uuid;
GRANT INSERT (subject) ON events TO relais_app;
CREATE INDEX events_of_member ON events (member_id, at DESC, id DESC) WHERE member_id IS NOT NULL;
CREATE INDEX events_of_organisation ON events (organisation_id, at DESC, id DESC);
CREATE INDEX events_of_subject ON events (subject, at DESC, id DESC);
CREATE INDEX events_in_time ON events (at DESC, id DESC);
DROP INDEX events_organisation_id_id_idx;

-- The application writes events and reads none: not its own organisation's, not even sealed.
REVOKE SELECT ON events FROM relais_app;
CREATE POLICY lens ON events FOR SELECT TO relais_lens USING (true);
GRANT SELECT (id, organisation_id, member_id, role, name, at, subject) ON events TO relais_lens;

-- What an own case's events are about: the case, its requests and their payments, the referrals that it came by.
CREATE FUNCTION relais.subjects_of_own_cases() RETURNS TABLE (subject uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH own AS MATERIALIZED (SELECT ARRAY (SELECT relais.my_cases()) AS ids),
    asked AS MATERIALIZED (SELECT ARRAY (
        SELECT r.request_id FROM request_cases r WHERE r.case_id = ANY ((SELECT ids FROM own)::uuid[])) AS ids)
    SELECT unnest(ids) FROM own UNION ALL SELECT unnest(ids) FROM asked
    UNION ALL SELECT i.id FROM payout_intents i JOIN request_lines l ON l.id = i.line_id
        WHERE l.request_id = ANY ((SELECT ids FROM asked)::uuid[])
    UNION ALL SELECT k.referral_id FROM placements p JOIN claims k ON k.id = p.claim_id
        WHERE p.case_id = ANY ((SELECT ids FROM own)::uuid[]) AND k.referral_id IS NOT NULL
    UNION ALL SELECT h.subject FROM sharings h
        WHERE h.case_id = ANY ((SELECT ids FROM own)::uuid[]) AND h.what = 'referral';
$$;

-- What events of one's own houses are about, whoever acted: the house, its referrals, agreements and requests.
CREATE FUNCTION relais.subjects_of_own_houses() RETURNS TABLE (subject uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.id FROM shelters s WHERE s.organisation_id = relais.organisation()
    UNION ALL SELECT r.id FROM referrals r WHERE r.shelter_organisation_id = relais.organisation()
    UNION ALL SELECT a.id FROM bed_agreements a WHERE a.organisation_id = relais.organisation()
    UNION ALL SELECT q.id FROM operation_requests q WHERE q.shelter_organisation_id = relais.organisation();
$$;

-- What events of one's own envelopes are about: envelopes, policies, payees, requests and their payments.
CREATE FUNCTION relais.subjects_of_own_envelopes() RETURNS TABLE (subject uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.id FROM envelopes e WHERE e.organisation_id = relais.organisation()
    UNION ALL SELECT p.id FROM policies p WHERE p.organisation_id = relais.organisation()
    UNION ALL SELECT p.id FROM payees p WHERE p.organisation_id = relais.organisation()
    UNION ALL SELECT r.id FROM fund_requests r
        WHERE r.fund_organisation_id = relais.organisation() AND r.state <> 'draft'
    UNION ALL SELECT i.id FROM payout_intents i WHERE i.organisation_id = relais.organisation();
$$;

-- One page of the record, newest first, from a moment on: own actions for police, own cases for pivots, own houses for
-- their coordinators, own envelopes for fund administrators; for auditors everything, but about what stays empty. To
-- everybody else there is none. No number of the log leaves here: its gaps would tell how much others do.
CREATE FUNCTION relais.my_record(p_until timestamptz, p_skip integer, p_limit integer)
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
            JOIN events e ON e.subject = s.subject
        WHERE e.at <= p_until
        ORDER BY e.at DESC, e.id DESC LIMIT enough)
        UNION ALL
        (SELECT e.id, e.at, e.name, e.role, e.subject, e.member_id IS NOT DISTINCT FROM me
        FROM (SELECT s.subject FROM relais.subjects_of_own_houses() s WHERE 'shelter_coordinator' = ANY (sits)) s
            JOIN events e ON e.subject = s.subject
        WHERE e.at <= p_until
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
            JOIN events e ON e.subject = s.subject
        WHERE e.at <= p_until
        ORDER BY e.at DESC, e.id DESC LIMIT enough)),
    once AS (
        SELECT s.id, s.at, s.name, s.role, max(s.about::text)::uuid AS about, bool_or(s.own) AS own
        FROM seen s GROUP BY s.id, s.at, s.name, s.role)
    SELECT o.at, o.name, o.role, o.about, o.own FROM once o ORDER BY o.at DESC, o.id DESC OFFSET p_skip LIMIT p_limit;
END $$;

ALTER FUNCTION relais.subjects_of_own_cases() OWNER TO relais_lens;
ALTER FUNCTION relais.subjects_of_own_houses() OWNER TO relais_lens;
ALTER FUNCTION relais.subjects_of_own_envelopes() OWNER TO relais_lens;
ALTER FUNCTION relais.my_record(timestamptz, integer, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.subjects_of_own_cases(), relais.subjects_of_own_houses(),
    relais.subjects_of_own_envelopes(), relais.my_record(timestamptz, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.my_record(timestamptz, integer, integer) TO relais_app;
"""
