"""Forms that came after their session had run out: for fifteen minutes, for the same member, unreadable here."""

SQL = """
CREATE TABLE kept_forms (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES members,
    session_id uuid NOT NULL REFERENCES sessions,
    sealed bytea NOT NULL CHECK (length(sealed) <= 16000),
    expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX kept_forms_session_id_idx ON kept_forms (session_id);
CREATE INDEX kept_forms_expires_at_idx ON kept_forms (expires_at);
CREATE INDEX kept_forms_member_id_idx ON kept_forms (member_id);

ALTER TABLE kept_forms ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON kept_forms TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND member_id = (SELECT relais.member()));
GRANT SELECT, DELETE ON kept_forms TO relais_app;
CREATE POLICY lens ON kept_forms TO relais_lens USING (true);
GRANT SELECT, INSERT, DELETE ON kept_forms TO relais_lens;

-- Keeps a form for the member of a session that ran out: by time alone, not for one that somebody ended on purpose.
CREATE FUNCTION relais.keep_form(session bytea, digest bytea, sealed bytea, at timestamptz, until timestamptz)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found sessions;
BEGIN
    SELECT s.* INTO found FROM session_tokens t JOIN sessions s ON s.id = t.session_id
    WHERE t.digest = keep_form.session AND t.replaced_at IS NULL AND s.ended_at IS NULL
      AND (s.ends_at <= at OR s.idle_until <= at) AND s.ends_at > at - interval '1 day';
    IF found.id IS NULL THEN
        RETURN false;
    END IF;
    DELETE FROM kept_forms k WHERE k.expires_at <= at OR k.session_id = found.id;
    INSERT INTO kept_forms (digest, organisation_id, member_id, session_id, sealed, expires_at)
    VALUES (keep_form.digest, found.organisation_id, found.member_id, found.id, keep_form.sealed, until);
    RETURN true;
END
$$;
ALTER FUNCTION relais.keep_form(bytea, bytea, bytea, timestamptz, timestamptz) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.keep_form(bytea, bytea, bytea, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.keep_form(bytea, bytea, bytea, timestamptz, timestamptz) TO relais_app;
"""
