"""Step-up: a fresh proof that it is you, for one action and once."""

SQL = """
CREATE TABLE step_ups (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES members,
    session_id uuid REFERENCES sessions,
    command text NOT NULL,
    wish_digest bytea NOT NULL CHECK (length(wish_digest) = 32),
    challenge bytea,
    asked_at timestamptz NOT NULL DEFAULT relais.now(),
    expires_at timestamptz NOT NULL,
    proven_at timestamptz,
    proven_by text CHECK (proven_by IN ('passkey', 'code', 'demo')),
    used_at timestamptz,
    CHECK (expires_at > asked_at),
    CHECK ((proven_at IS NULL) = (proven_by IS NULL)),
    CONSTRAINT step_ups_proven_before_use CHECK (used_at IS NULL OR proven_at IS NOT NULL)
);
CREATE INDEX step_ups_member_id_idx ON step_ups (member_id, asked_at);

-- What was proven is used once, for what it was proven for; neither is ever taken back.
CREATE FUNCTION relais.step_up_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL OR (OLD.proven_at IS NOT NULL AND NEW.proven_at IS DISTINCT FROM OLD.proven_at) THEN
        RAISE EXCEPTION 'a proof is given once and used once' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'step_ups_once', TABLE = 'step_ups';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_moves_on BEFORE UPDATE ON step_ups FOR EACH ROW EXECUTE FUNCTION relais.step_up_only_moves_on();

ALTER TABLE step_ups ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON step_ups TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND member_id = (SELECT relais.member()));
GRANT SELECT, INSERT (id, organisation_id, member_id, session_id, command, wish_digest, asked_at, expires_at)
    ON step_ups TO relais_app;
GRANT UPDATE (challenge, proven_at, proven_by, used_at) ON step_ups TO relais_app;
CREATE POLICY worker ON step_ups TO relais_worker USING (true);
GRANT SELECT (asked_at), DELETE ON step_ups TO relais_worker;
"""
