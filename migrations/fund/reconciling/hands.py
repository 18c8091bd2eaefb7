"""A payment is let go in one's own name, goes where its line says, and leaves only while promised (FND-06, FND-10)."""

SQL = """
-- Whoever lets a payment leave, or made it, is who writes so: no other name frees an approver of the band.
CREATE FUNCTION relais.payment_in_own_hand() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.released_by IS DISTINCT FROM OLD.released_by AND NEW.released_by IS DISTINCT FROM relais.member()
        OR NEW.paid_by IS DISTINCT FROM OLD.paid_by AND NEW.paid_by IS DISTINCT FROM relais.member() THEN
        RAISE EXCEPTION 'a payment is let go, and made, in one''s own name' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_own_hand', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;

-- What was given back is promised to somebody else, or may be: it is decided anew, and not brought to life.
CREATE FUNCTION relais.payment_is_promised() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM earmarks e WHERE e.transfer_id = NEW.earmark_id AND e.open_cents < NEW.amount_cents) THEN
        RAISE EXCEPTION 'this payment is promised no longer' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_promised', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
-- A payment goes where its line says: the payee that was asked for, for the organisation that asked.
CREATE FUNCTION relais.payment_is_its_lines() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM request_lines l WHERE l.id = NEW.line_id AND l.payee_id IS NOT DISTINCT FROM NEW.payee_id
            AND l.organisation_id = NEW.asking_organisation_id AND l.fund_organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'a payment goes where its line says' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_of_their_line', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.payment_is_its_lines() OWNER TO relais_lens;
ALTER FUNCTION relais.payment_in_own_hand() OWNER TO relais_lens;
ALTER FUNCTION relais.payment_is_promised() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.payment_in_own_hand(), relais.payment_is_promised(), relais.payment_is_its_lines()
    FROM PUBLIC;
CREATE TRIGGER addressed BEFORE INSERT ON payout_intents
    FOR EACH ROW EXECUTE FUNCTION relais.payment_is_its_lines();
CREATE TRIGGER own_hand BEFORE UPDATE OF released_by, paid_by ON payout_intents
    FOR EACH ROW EXECUTE FUNCTION relais.payment_in_own_hand();
CREATE TRIGGER promised BEFORE UPDATE OF state ON payout_intents FOR EACH ROW
    WHEN (NEW.state IN ('held', 'ready', 'leaving', 'unknown')) EXECUTE FUNCTION relais.payment_is_promised();
"""
