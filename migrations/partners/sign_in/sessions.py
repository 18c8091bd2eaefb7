"""Sessions: kept by the server, known by a digest of what the browser holds, and over for good once ended."""

SQL = """
CREATE FUNCTION relais.session() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('relais.session', true), '')::uuid;

CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES members,
    kind text NOT NULL CHECK (kind IN ('browser', 'client', 'tablet')),
    signed_in_by text NOT NULL CHECK (signed_in_by IN ('passkey', 'code', 'recovery_code', 'pin', 'invitation', 'demo')),
    device text NOT NULL DEFAULT '' CHECK (length(device) <= 60),
    tablet_id uuid,
    started_at timestamptz NOT NULL DEFAULT relais.now(),
    seen_at timestamptz NOT NULL DEFAULT relais.now(),
    idle_until timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_why text CHECK (ended_why IN
        ('left', 'locked', 'ended_elsewhere', 'reused', 'access_ended', 'signed_in_again')),
    CHECK (ends_at > started_at AND idle_until <= ends_at),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
    CHECK ((kind = 'tablet') = (tablet_id IS NOT NULL))
);
CREATE INDEX sessions_member_id_idx ON sessions (member_id) WHERE ended_at IS NULL;

-- What the browser or the client holds, as a digest. A replaced one that comes back was copied: the session ends.
CREATE TABLE session_tokens (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    session_id uuid NOT NULL REFERENCES sessions,
    organisation_id uuid NOT NULL REFERENCES organisations,
    issued_at timestamptz NOT NULL DEFAULT relais.now(),
    replaced_at timestamptz
);
CREATE UNIQUE INDEX session_tokens_one_current ON session_tokens (session_id) WHERE replaced_at IS NULL;

CREATE FUNCTION relais.session_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'an ended session stays ended' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'sessions_stay_ended', TABLE = 'sessions';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stays_ended BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION relais.session_stays_ended();

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sessions TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE session_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON session_tokens TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON sessions, session_tokens TO relais_app;
GRANT UPDATE (seen_at, idle_until, ended_at, ended_why) ON sessions TO relais_app;
GRANT UPDATE (replaced_at) ON session_tokens TO relais_app;
CREATE POLICY lens ON sessions FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON sessions TO relais_lens;

-- A member's transaction, as before, and within a session only while that session lives.
DROP FUNCTION relais.enter(uuid, timestamptz);
CREATE FUNCTION relais.enter(member uuid, at timestamptz, within uuid DEFAULT NULL)
    RETURNS TABLE (organisation_id uuid, roles text[], language text, regions text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT m.organisation_id, m.roles, m.language, o.regions
        FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = member AND m.starts_on <= at AND m.ends_on > at
          AND (o.accredited_until IS NULL OR o.accredited_until > at)
          AND (within IS NULL OR EXISTS (SELECT FROM sessions s WHERE s.id = within AND s.member_id = member
              AND s.ended_at IS NULL AND s.ends_at > at AND s.idle_until > at));
    IF FOUND THEN
        PERFORM set_config('relais.organisation',
                    (SELECT m.organisation_id FROM members m WHERE m.id = member)::text, true),
                set_config('relais.member', member::text, true),
                set_config('relais.session', coalesce(within::text, ''), true),
                set_config('relais.now', at::text, true);
    END IF;
END
$$;
ALTER FUNCTION relais.enter(uuid, timestamptz, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.enter(uuid, timestamptz, uuid), relais.session() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.enter(uuid, timestamptz, uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.session() TO relais_app, relais_worker, relais_lens;
"""
