"""The board's figures of both pools, when a promise moves from one to another."""

SQL = """
-- A claim that moves leaves a pool too: what it was counted in is reckoned with what it is counted in now.
CREATE FUNCTION relais.claims_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.reckon(ARRAY (SELECT c.pool_key FROM changed c UNION SELECT b.pool_key FROM before b));
    RETURN NULL;
END $$;
ALTER FUNCTION relais.claims_moved() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.claims_moved() FROM PUBLIC;
DROP TRIGGER availability_follows_updates ON claims;
CREATE TRIGGER availability_follows_updates AFTER UPDATE ON claims
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION relais.claims_moved();
"""
