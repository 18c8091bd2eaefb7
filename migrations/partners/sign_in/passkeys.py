"""Passkeys: public keys by random ids, and challenges that are good once."""

SQL = """
-- What an authenticator calls its owner: random, so that it tells nothing to who finds the authenticator.
CREATE TABLE passkey_users (
    member_id uuid PRIMARY KEY REFERENCES members,
    organisation_id uuid NOT NULL REFERENCES organisations,
    handle bytea NOT NULL UNIQUE CHECK (length(handle) = 32)
);

CREATE TABLE passkeys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES passkey_users,
    credential_id bytea NOT NULL CONSTRAINT passkeys_credential_id_key UNIQUE
        CHECK (length(credential_id) BETWEEN 16 AND 1023),
    public_key bytea NOT NULL CHECK (length(public_key) <= 2048),
    sign_count bigint NOT NULL CHECK (sign_count >= 0),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    backed_up boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT relais.now(),
    used_at timestamptz
);
CREATE INDEX passkeys_member_id_idx ON passkeys (member_id);

-- Only a digest: whoever reads the table cannot answer a challenge in its owner's place.
CREATE TABLE challenges (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    purpose text NOT NULL CHECK (purpose IN ('sign_in', 'register')),
    member_id uuid REFERENCES members,
    expires_at timestamptz NOT NULL,
    CHECK ((purpose = 'register') = (member_id IS NOT NULL))
);
CREATE INDEX challenges_expires_at_idx ON challenges (expires_at);

ALTER TABLE passkey_users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON passkey_users TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON passkeys TO relais_app USING (organisation_id = (SELECT relais.organisation()));
-- A challenge to register belongs to its member; one to sign in to nobody yet.
ALTER TABLE challenges ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON challenges TO relais_app
    USING (member_id IS NULL OR member_id = (SELECT relais.member()));
GRANT SELECT, INSERT ON passkey_users TO relais_app;
GRANT UPDATE (organisation_id) ON passkey_users TO relais_app;  -- to lock the row; the policy lets no other value in
GRANT SELECT, INSERT, DELETE ON passkeys TO relais_app;
GRANT UPDATE (sign_count, used_at) ON passkeys TO relais_app;
GRANT SELECT, INSERT, DELETE ON challenges TO relais_app;
CREATE POLICY worker ON challenges TO relais_worker USING (true);
GRANT SELECT (expires_at), DELETE ON challenges TO relais_worker;

CREATE POLICY lens ON passkeys FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON passkey_users FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON passkeys, passkey_users TO relais_lens;

-- Where the owner of a passkey is to be found. Nobody is found by guessing: the id is the authenticator's, and random.
CREATE FUNCTION relais.passkey_for(wanted bytea)
    RETURNS TABLE (passkey_id uuid, organisation_id uuid, member_id uuid, handle bytea, public_key bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.organisation_id, p.member_id, u.handle, p.public_key
    FROM passkeys p JOIN passkey_users u ON u.member_id = p.member_id WHERE p.credential_id = wanted;
$$;
ALTER FUNCTION relais.passkey_for(bytea) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.passkey_for(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.passkey_for(bytea) TO relais_app;
"""
