"""What is kept away from a case (CNF-07, SAF-04): values that the database itself can compare."""

SQL = r"""
ALTER TABLE exclusions DROP CONSTRAINT exclusions_kind_check;
ALTER TABLE exclusions ADD CONSTRAINT exclusions_kind_check
    CHECK (kind IN ('region', 'city', 'shelter', 'organisation', 'interpreter'));
-- An organisation and a house by their identifier, an interpreter by the code that a fund pays them under: no name of
-- a person is written here.
ALTER TABLE exclusions ADD CONSTRAINT exclusions_value_names_it CHECK (CASE kind
    WHEN 'region' THEN value ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'
    WHEN 'interpreter' THEN value ~ '^P-[2-9B-DF-HJKMNP-TV-Z]{4}$'
    WHEN 'city' THEN true
    ELSE value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' END) NOT VALID;

-- Whoever is sharing has the case's gate ajar (a key-share lock): an exclusion waits for them, and after it nobody
-- passes who is kept away.
CREATE FUNCTION relais.exclusion_closes_the_gate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM FROM cases c WHERE c.id = NEW.case_id FOR UPDATE;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.exclusion_closes_the_gate() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.exclusion_closes_the_gate() FROM PUBLIC;
CREATE TRIGGER closes_the_gate BEFORE INSERT ON exclusions
    FOR EACH ROW EXECUTE FUNCTION relais.exclusion_closes_the_gate();
"""
