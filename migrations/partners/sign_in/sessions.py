"""Sessions: kept by the server, known by a digest of what the browser holds, and over for good once ended."""

SQL = """
CREATE FUNCTION relais.session() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('relais.session', true), '')::uuid;

-- A browser where a member has signed in with a passkey: something they have, without which a code opens nothing.
CREATE TABLE known_devices (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES members,
    known_since timestamptz NOT NULL DEFAULT relais.now(),
    ends_at timestamptz NOT NULL
);
CREATE INDEX known_devices_member_id_idx ON known_devices (member_id);

CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL REFERENCES members,
    kind text NOT NULL CHECK (kind IN ('browser', 'client', 'tablet')),
    signed_in_by text NOT NULL
        CHECK (signed_in_by IN ('passkey', 'code', 'recovery_code', 'pin', 'invitation', 'demo')),
    device text NOT NULL DEFAULT '' CHECK (length(device) <= 60),
    tablet_id uuid,
    known_device_id uuid REFERENCES known_devices ON DELETE SET NULL,
    started_at timestamptz NOT NULL DEFAULT relais.now(),
    seen_at timestamptz NOT NULL DEFAULT relais.now(),
    idle interval NOT NULL DEFAULT '30 minutes' CHECK (idle > interval '0'),
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
CREATE INDEX sessions_ends_at_idx ON sessions (ends_at);

-- What the browser or the client holds, as a digest. A replaced one that comes back was copied: the session ends.
CREATE TABLE session_tokens (
    digest bytea PRIMARY KEY CHECK (length(digest) = 32),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    organisation_id uuid NOT NULL REFERENCES organisations,
    issued_at timestamptz NOT NULL DEFAULT relais.now(),
    used_at timestamptz,
    replaced_at timestamptz
);
CREATE UNIQUE INDEX session_tokens_one_current ON session_tokens (session_id) WHERE replaced_at IS NULL;
CREATE INDEX session_tokens_session_id_idx ON session_tokens (session_id);

CREATE FUNCTION relais.session_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'an ended session stays ended' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'sessions_stay_ended', TABLE = 'sessions';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stays_ended BEFORE UPDATE OF seen_at, idle_until, ends_at, ended_at, ended_why ON sessions
    FOR EACH ROW EXECUTE FUNCTION relais.session_stays_ended();

ALTER TABLE known_devices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON known_devices TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT, DELETE ON known_devices TO relais_app;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON sessions TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE session_tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON session_tokens TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON sessions, session_tokens TO relais_app;
GRANT UPDATE (seen_at, idle_until, ended_at, ended_why) ON sessions TO relais_app;
GRANT UPDATE (used_at, replaced_at) ON session_tokens TO relais_app;
CREATE POLICY lens ON sessions FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON session_tokens FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON known_devices FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON sessions, session_tokens, known_devices TO relais_lens;
CREATE POLICY worker ON sessions TO relais_worker USING (true);
CREATE POLICY worker ON session_tokens TO relais_worker USING (true);
CREATE POLICY worker ON known_devices TO relais_worker USING (true);
GRANT SELECT (id, ends_at), DELETE ON sessions TO relais_worker;
GRANT SELECT (session_id), DELETE ON session_tokens TO relais_worker;
GRANT SELECT (ends_at), DELETE ON known_devices TO relais_worker;

-- A member's transaction, as before, and within a session only while that session lives. On a shared tablet everybody
-- is the front desk and nothing more; a session that an invitation began may only be given its first passkey.
DROP FUNCTION relais.enter(uuid, timestamptz);
CREATE FUNCTION relais.enter(member uuid, at timestamptz, within uuid DEFAULT NULL)
    RETURNS TABLE (organisation_id uuid, roles text[], language text, regions text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT m.organisation_id,
            CASE WHEN s.kind = 'tablet' AND m.roles && ARRAY['front_desk', 'shelter_coordinator']
                     THEN ARRAY['front_desk']
                 WHEN s.kind = 'tablet' OR s.signed_in_by = 'invitation' THEN '{}'
                 ELSE m.roles END,
            m.language, o.regions
        FROM members m JOIN organisations o ON o.id = m.organisation_id
            LEFT JOIN sessions s ON s.id = within AND s.member_id = m.id AND s.ended_at IS NULL
                AND s.ends_at > at AND s.idle_until > at
        WHERE m.id = member AND m.starts_on <= at AND m.ends_on > at
          AND (o.accredited_until IS NULL OR o.accredited_until > at)
          AND (within IS NULL OR s.id IS NOT NULL);
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

-- Whose a token is. Whoever can say the token may know where its session is kept.
CREATE FUNCTION relais.token_place(held bytea)
    RETURNS TABLE (session_id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.session_id, t.organisation_id FROM session_tokens t WHERE t.digest = held;
$$;
ALTER FUNCTION relais.token_place(bytea) OWNER TO relais_lens;

-- Who sits behind a token, in one round trip: the session is kept awake and, when it is time, the token replaced.
-- `known`: it is theirs. `rotated`: so is `successor` from now on. `reused`: a copy is in use. No row: nobody's.
-- A replaced token is still good for `grace` (requests that were under way), and for `forgiven` when it was used and
-- none that came after it ever was: then the answers with its successors never arrived. What does not count as use
-- keeps nothing awake.
CREATE FUNCTION relais.recognise(held bytea, successor bytea, at timestamptz, kinds text[],
        rotate_after interval, grace interval, forgiven interval, counts boolean)
    RETURNS TABLE (outcome text, member_id uuid, organisation_id uuid, session_id uuid, kind text, signed_in_by text,
        ends_at timestamptz)
    LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    place record;
    s sessions;
    t session_tokens;
    said text := 'known';
BEGIN
    SELECT p.session_id, p.organisation_id INTO place FROM relais.token_place(held) p;
    IF place.session_id IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('relais.organisation', place.organisation_id::text, true),
            set_config('relais.now', at::text, true);
    SELECT * INTO s FROM sessions x WHERE x.id = place.session_id;
    IF s.ended_at IS NOT NULL OR s.ends_at <= at OR s.idle_until <= at OR s.kind <> ALL (kinds) THEN
        RETURN;
    END IF;
    SELECT * INTO t FROM session_tokens x WHERE x.digest = held;
    IF t.used_at IS NULL AND (t.replaced_at IS NULL OR t.replaced_at + grace > at) THEN
        UPDATE session_tokens x SET used_at = at WHERE x.digest = held AND x.used_at IS NULL;
    END IF;
    IF t.replaced_at IS NULL AND t.issued_at + rotate_after <= at THEN
        UPDATE session_tokens x SET replaced_at = at WHERE x.digest = held AND x.replaced_at IS NULL;
        IF FOUND THEN
            said := 'rotated';
        ELSE
            SELECT * INTO t FROM session_tokens x WHERE x.digest = held;
        END IF;
    END IF;
    IF said = 'known' AND t.replaced_at IS NOT NULL AND t.replaced_at + grace <= at THEN
        PERFORM FROM sessions x WHERE x.id = s.id FOR NO KEY UPDATE;
        SELECT * INTO t FROM session_tokens x WHERE x.digest = held;
        said := CASE
            WHEN t.replaced_at + grace > at THEN 'known'
            WHEN t.used_at IS NOT NULL AND t.replaced_at + forgiven > at AND NOT EXISTS (
                SELECT FROM session_tokens n
                WHERE n.session_id = s.id AND n.digest <> held AND n.issued_at >= t.issued_at
                    AND n.used_at IS NOT NULL) THEN 'rotated'
            ELSE 'reused' END;
        IF said = 'rotated' THEN
            UPDATE session_tokens x SET replaced_at = at
            WHERE x.session_id = s.id AND (x.replaced_at IS NULL OR x.digest = held);
        END IF;
    END IF;
    IF said = 'rotated' THEN
        INSERT INTO session_tokens (digest, session_id, organisation_id, issued_at)
        VALUES (successor, s.id, s.organisation_id, at);
    END IF;
    IF counts AND said <> 'reused' AND s.seen_at + s.idle / 30 <= at THEN
        UPDATE sessions x SET seen_at = at, idle_until = least(at + x.idle, x.ends_at)
        WHERE x.id = s.id AND x.ended_at IS NULL AND x.seen_at < at;
    END IF;
    RETURN QUERY SELECT said, s.member_id, s.organisation_id, s.id, s.kind, s.signed_in_by, s.ends_at;
END
$$;

REVOKE EXECUTE ON FUNCTION relais.enter(uuid, timestamptz, uuid), relais.session(), relais.token_place(bytea),
    relais.recognise(bytea, bytea, timestamptz, text[], interval, interval, interval, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.enter(uuid, timestamptz, uuid), relais.token_place(bytea),
    relais.recognise(bytea, bytea, timestamptz, text[], interval, interval, interval, boolean) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.session() TO relais_app, relais_worker, relais_lens;
"""
