"""A pivot worker of a partner is named by the work address that they gave: nobody's list is read (CNF-05, PIV-04)."""

SQL = """
CREATE FUNCTION relais.pivot_by_address(p_email text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.id FROM members m
    WHERE m.email = lower(p_email) AND m.left_at IS NULL AND 'pivot_worker' = ANY (m.roles)
        AND relais.holds('pivot_worker') AND relais.member() IS NOT NULL
        AND EXISTS (SELECT FROM network_members mine JOIN network_members theirs USING (network_id)
            WHERE mine.organisation_id = relais.organisation() AND theirs.organisation_id = m.organisation_id);
$$;
ALTER FUNCTION relais.pivot_by_address(text) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.pivot_by_address(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.pivot_by_address(text) TO relais_app;
"""
