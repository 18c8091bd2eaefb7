"""Codes of an authenticator app, and the recovery codes that go with them."""

SQL = """
CREATE TABLE codes (
    member_id uuid PRIMARY KEY REFERENCES members,
    organisation_id uuid NOT NULL REFERENCES organisations,
    secret bytea NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT relais.now()
);

CREATE TABLE recovery_codes (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES members,
    used_at timestamptz
);
CREATE INDEX recovery_codes_member_id_idx ON recovery_codes (member_id);

-- A step of the clock that was accepted once is never accepted again, nor one before it.
CREATE FUNCTION relais.codes_only_move_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_step < OLD.last_step AND NEW.secret = OLD.secret THEN
        RAISE EXCEPTION 'a code is good once' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'codes_once', TABLE = 'codes';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_move_on BEFORE UPDATE ON codes FOR EACH ROW EXECUTE FUNCTION relais.codes_only_move_on();

CREATE FUNCTION relais.recovery_code_stays_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL THEN
        RAISE EXCEPTION 'a recovery code is good once' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'recovery_codes_once', TABLE = 'recovery_codes';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stays_used BEFORE UPDATE ON recovery_codes
    FOR EACH ROW EXECUTE FUNCTION relais.recovery_code_stays_used();

ALTER TABLE codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON codes TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON recovery_codes TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT, DELETE ON codes, recovery_codes TO relais_app;
GRANT UPDATE (secret, confirmed_at, last_step, created_at) ON codes TO relais_app;
GRANT UPDATE (used_at) ON recovery_codes TO relais_app;

-- Whom an address and a device stand for: the address is a guess until the code is right.
CREATE FUNCTION relais.code_place(address text, device bytea, at timestamptz)
    RETURNS TABLE (organisation_id uuid, member_id uuid, device_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.organisation_id, m.id, d.id
    FROM members m LEFT JOIN known_devices d ON d.member_id = m.id AND d.digest = device AND d.ends_at > at
    WHERE m.id = relais.member_by_email(address);
$$;
ALTER FUNCTION relais.code_place(text, bytea, timestamptz) OWNER TO relais_lens;
GRANT EXECUTE ON FUNCTION relais.member_by_email(text) TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.code_place(text, bytea, timestamptz), relais.codes_only_move_on(),
    relais.recovery_code_stays_used(), relais.session_stays_ended(), relais.step_up_only_moves_on() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.code_place(text, bytea, timestamptz) TO relais_app;
"""
