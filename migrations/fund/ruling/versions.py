"""Which version of a policy judges, at any instant and in any region (ELG-08, ELG-10)."""

SQL = """
-- NULL: the national fallback. The date on which a region's own rules end: the national ones judge there again.
ALTER TABLE policies ADD COLUMN region text REFERENCES regions;
ALTER TABLE policies ADD COLUMN in_force_until timestamptz;
ALTER TABLE policies ADD CONSTRAINT policies_nation_has_no_end CHECK (in_force_until IS NULL OR region IS NOT NULL);
ALTER TABLE policies ADD CONSTRAINT policies_begin_before_they_end CHECK (in_force_until > in_force_from);

-- The version that judged when the request was made; its decisions name their own.
ALTER TABLE fund_requests ADD COLUMN policy_id uuid REFERENCES policies;

-- ELG-08: of the versions that two people had signed and whose day had come, the one with the latest day; of the same
-- day the higher number. ELG-10: the region's own before the national one, unless the region's latest has ended.
-- Its twin is tests/service/fund/policy/twin.py.
CREATE FUNCTION relais.policy_in_force(fund uuid, wanted_region text, at timestamptz)
    RETURNS TABLE (id uuid, version integer, document text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT latest.id, latest.version, latest.document FROM (
        SELECT DISTINCT ON (p.region) p.id, p.version, p.document, p.region, p.in_force_until FROM policies p
        WHERE p.organisation_id = fund AND (p.region IS NULL OR p.region = wanted_region) AND p.in_force_from <= at
          AND (SELECT count(*) FROM policy_signatures s WHERE s.policy_id = p.id AND s.signed_at <= at) >= 2
        ORDER BY p.region, p.in_force_from DESC, p.version DESC
    ) latest
    WHERE latest.in_force_until IS NULL OR latest.in_force_until > at
    ORDER BY latest.region NULLS LAST LIMIT 1
$$;

CREATE FUNCTION relais.policy_in_force(fund uuid, wanted_region text)
    RETURNS TABLE (id uuid, version integer, document text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT * FROM relais.policy_in_force(fund, wanted_region, relais.now())
$$;

-- The national one, where no region is meant: a new payee's wait, whether a fund takes requests at all.
CREATE OR REPLACE FUNCTION relais.policy_in_force(fund uuid)
    RETURNS TABLE (id uuid, version integer, document text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT * FROM relais.policy_in_force(fund, NULL, relais.now())
$$;

-- The version that received a request, for its two sides.
CREATE FUNCTION relais.policy_received_by(request uuid)
    RETURNS TABLE (id uuid, version integer, document text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.version, p.document FROM fund_requests r JOIN policies p ON p.id = r.policy_id
    WHERE r.id = request AND relais.organisation() IN (r.organisation_id, r.fund_organisation_id)
$$;

ALTER FUNCTION relais.policy_in_force(uuid, text, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.policy_in_force(uuid, text) OWNER TO relais_lens;
ALTER FUNCTION relais.policy_received_by(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.policy_in_force(uuid, text, timestamptz), relais.policy_in_force(uuid, text),
    relais.policy_received_by(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.policy_in_force(uuid, text, timestamptz), relais.policy_in_force(uuid, text)
    TO relais_app, relais_lens;
GRANT EXECUTE ON FUNCTION relais.policy_received_by(uuid) TO relais_app;
"""
