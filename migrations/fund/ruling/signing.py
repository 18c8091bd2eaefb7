"""A version that nobody signs in time lapses, as every proposal does (ELG-08)."""

SQL = """
-- The same days as service/partners/proposals/rules.py LAPSES_AFTER: nobody brings a forgotten version to life.
CREATE FUNCTION relais.policy_is_signed_in_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM policies p WHERE p.id = NEW.policy_id AND p.proposed_at <= NEW.signed_at - interval '7 days')
    THEN
        RAISE EXCEPTION 'nobody signed in time' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'policy_signatures_lapsed', TABLE = 'policy_signatures';
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.policy_is_signed_in_time() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.policy_is_signed_in_time() FROM PUBLIC;
CREATE TRIGGER in_time BEFORE INSERT ON policy_signatures
    FOR EACH ROW EXECUTE FUNCTION relais.policy_is_signed_in_time();
"""
