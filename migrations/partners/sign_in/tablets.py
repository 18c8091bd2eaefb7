"""Shared tablets, enrolled once, and the PIN of each person who works at one."""

SQL = """
CREATE TABLE tablets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    offered_by uuid NOT NULL REFERENCES members,
    offered_at timestamptz NOT NULL DEFAULT relais.now(),
    offer_digest bytea NOT NULL UNIQUE CHECK (length(offer_digest) = 32),
    offer_ends_at timestamptz NOT NULL,
    digest bytea UNIQUE CHECK (length(digest) = 32),
    enrolled_at timestamptz,
    used_at timestamptz,
    ended_at timestamptz,
    CHECK ((digest IS NULL) = (enrolled_at IS NULL))
);
CREATE INDEX tablets_organisation_id_idx ON tablets (organisation_id);
ALTER TABLE sessions ADD CONSTRAINT sessions_tablet_id_fkey FOREIGN KEY (tablet_id) REFERENCES tablets;

-- An enrolment happens once, and an ended tablet stays ended.
CREATE FUNCTION relais.tablet_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (OLD.digest IS NOT NULL AND NEW.digest IS DISTINCT FROM OLD.digest) THEN
        RAISE EXCEPTION 'a tablet is enrolled once' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'tablets_once', TABLE = 'tablets';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_moves_on BEFORE UPDATE ON tablets
    FOR EACH ROW EXECUTE FUNCTION relais.tablet_only_moves_on();

-- A keyed digest under the data key of the organisation: the table alone cannot be tried out.
CREATE TABLE pins (
    member_id uuid PRIMARY KEY REFERENCES members,
    organisation_id uuid NOT NULL REFERENCES organisations,
    mac bytea NOT NULL CHECK (length(mac) = 32),
    given_by uuid NOT NULL REFERENCES members,
    given_at timestamptz NOT NULL DEFAULT relais.now(),
    UNIQUE (organisation_id, mac)
);

ALTER TABLE tablets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tablets TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE pins ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON pins TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON tablets TO relais_app;
GRANT UPDATE (digest, enrolled_at, used_at, ended_at) ON tablets TO relais_app;
GRANT SELECT, INSERT, DELETE ON pins TO relais_app;
GRANT UPDATE (mac, given_by, given_at) ON pins TO relais_app;
CREATE POLICY lens ON tablets FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON tablets TO relais_lens;

-- Which tablet holds this secret, and which was offered under this code.
CREATE FUNCTION relais.tablet_for(held bytea)
    RETURNS TABLE (tablet_id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.id, t.organisation_id FROM tablets t WHERE t.digest = held AND t.ended_at IS NULL;
$$;
CREATE FUNCTION relais.tablet_offered(offer bytea)
    RETURNS TABLE (tablet_id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.id, t.organisation_id FROM tablets t WHERE t.offer_digest = offer;
$$;
ALTER FUNCTION relais.tablet_for(bytea) OWNER TO relais_lens;
ALTER FUNCTION relais.tablet_offered(bytea) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.tablet_for(bytea), relais.tablet_offered(bytea), relais.tablet_only_moves_on()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.tablet_for(bytea), relais.tablet_offered(bytea) TO relais_app;
"""
