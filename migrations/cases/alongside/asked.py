"""A second pivot of another organisation finds the places that their own organisation asked for the case (PIV-04)."""

SQL = """
CREATE FUNCTION relais.places_of_my_cases() RETURNS TABLE (subject uuid, case_id uuid, shared_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp ROWS 50 AS $$
    SELECT h.subject, h.case_id, h.shared_at FROM sharings h JOIN referrals r ON r.id = h.subject
    WHERE h.what = 'referral' AND relais.holds('pivot_worker') AND relais.member() IS NOT NULL
        AND r.organisation_id = relais.organisation() AND h.case_id IN (SELECT relais.my_cases());
$$;
ALTER FUNCTION relais.places_of_my_cases() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.places_of_my_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.places_of_my_cases() TO relais_app;
"""
