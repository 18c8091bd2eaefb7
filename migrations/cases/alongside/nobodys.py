"""Whether a place was asked for before there was a case: one of a colleague's case is not (CNF-04, PIV-02)."""

SQL = """
CREATE FUNCTION relais.is_of_no_case(p_referral uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.holds('pivot_worker')
        AND EXISTS (SELECT FROM referrals r WHERE r.id = p_referral AND r.organisation_id = relais.organisation())
        AND NOT EXISTS (SELECT FROM sharings h WHERE h.what = 'referral' AND h.subject = p_referral);
$$;
ALTER FUNCTION relais.is_of_no_case(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.is_of_no_case(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.is_of_no_case(uuid) TO relais_app;
"""
