"""Invitations and what an access is: roles, a supervisor for investigators, an end (POL-04)."""

TABLE = """
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    email text NOT NULL CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254 AND email LIKE '_%@_%'),
    roles text[] NOT NULL,
    supervisor_id uuid REFERENCES members,
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    ends_on date NOT NULL,
    -- Nobody, when a new installation begins (`relais network start`): that is the owner's own act.
    invited_by uuid REFERENCES members,
    signed_by uuid REFERENCES members,
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- Of the code that was sent last. It is made when the letter is, and kept nowhere in clear.
    secret_digest bytea UNIQUE CHECK (length(secret_digest) = 32),
    sent_at timestamptz,
    accepted_at timestamptz,
    member_id uuid REFERENCES members,
    ended_at timestamptz,
    CONSTRAINT invitations_two_people CHECK (invited_by <> signed_by AND (invited_by IS NULL) = (signed_by IS NULL)),
    CHECK ((accepted_at IS NULL) = (member_id IS NULL)),
    CHECK (accepted_at IS NULL OR ended_at IS NULL),
    CHECK ((secret_digest IS NULL) = (sent_at IS NULL))
);
CREATE UNIQUE INDEX invitations_one_open ON invitations (organisation_id, email)
    WHERE accepted_at IS NULL AND ended_at IS NULL;
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON invitations TO relais_lens USING (true);
GRANT SELECT, INSERT, UPDATE (expires_at, secret_digest, sent_at, accepted_at, member_id, ended_at)
    ON invitations TO relais_lens;
"""

RULES = """
-- What any access must be: roles of the organisation's kind, a supervisor who investigates there, a near enough end.
CREATE FUNCTION relais.check_access(p_organisation uuid, p_member uuid, p_content jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    wanted text[] := relais.texts(p_content -> 'roles');
    boss uuid := (p_content ->> 'supervisor_id')::uuid;
    until date := (p_content ->> 'ends_on')::date;
    investigates boolean := 'investigator' = ANY (wanted);
BEGIN
    IF (SELECT relais.roles_fit(o.kind, wanted) FROM organisations o WHERE o.id = p_organisation) IS NOT TRUE THEN
        PERFORM relais.refuse_setting('no such roles there', 'members_roles_fit');
    ELSIF (until > relais.today()) IS NOT TRUE THEN
        PERFORM relais.refuse_setting('it would be over already', 'members_ends_too_soon');
    ELSIF until > relais.today() + (CASE WHEN investigates THEN interval '12 months' ELSE interval '24 months' END) THEN
        PERFORM relais.refuse_setting('an access is renewed in time', 'members_ends_too_late');
    ELSIF boss IS NOT NULL AND (NOT investigates OR boss = p_member
        OR NOT relais.has_role(boss, p_organisation, 'investigator')
        OR EXISTS (SELECT FROM members m WHERE m.id = boss AND m.supervisor_id = p_member)) THEN
        PERFORM relais.refuse_setting('a supervisor is another investigator of the service', 'members_supervisor');
    END IF;
END
$$;

CREATE FUNCTION relais.apply_invitation(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relais.check_access(p.organisation_id, p.subject, p.content);
    IF EXISTS (SELECT FROM members m WHERE m.organisation_id = p.organisation_id AND m.left_at IS NULL
            AND m.email = p.content ->> 'email') THEN
        PERFORM relais.refuse_setting('already a member here', 'invitations_already_a_member');
    END IF;
    UPDATE invitations i SET ended_at = relais.now() WHERE i.organisation_id = p.organisation_id
        AND i.email = p.content ->> 'email' AND i.accepted_at IS NULL AND i.ended_at IS NULL;
    INSERT INTO invitations (id, organisation_id, email, roles, supervisor_id, language, ends_on, invited_by, signed_by,
                             invited_at, expires_at)
    VALUES (p.subject, p.organisation_id, p.content ->> 'email', relais.texts(p.content -> 'roles'),
            (p.content ->> 'supervisor_id')::uuid, p.content ->> 'language', (p.content ->> 'ends_on')::date,
            CASE WHEN p.signed_by IS NOT NULL THEN p.proposed_by END, p.signed_by, relais.now(),
            relais.now() + interval '72 hours');
END
$$;

CREATE FUNCTION relais.apply_access(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relais.check_access(p.organisation_id, p.subject, p.content);
    UPDATE members m SET roles = relais.texts(p.content -> 'roles'),
        supervisor_id = (p.content ->> 'supervisor_id')::uuid, ends_on = (p.content ->> 'ends_on')::date
    WHERE m.id = p.subject;
    PERFORM relais.hand_over(p.subject);
END
$$;
"""

WAYS = """
-- Whether an invitation can still be accepted, and whose it is to tend: its two people's organisations and its own.
CREATE FUNCTION relais.tends(i invitations) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN i.accepted_at IS NULL AND i.ended_at IS NULL
        AND relais.may_give(relais.member(), i.organisation_id, i.roles);
END
$$;

-- The job that writes the letter made a code, and keeps its digest; an earlier code opens nothing any more.
CREATE FUNCTION relais.issue_invitation(p_invitation uuid, p_digest bytea)
    RETURNS TABLE (email text, language text, expires_at timestamptz)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE invitations i SET secret_digest = p_digest, sent_at = relais.now()
    WHERE i.id = p_invitation AND i.accepted_at IS NULL AND i.ended_at IS NULL AND i.expires_at > relais.now()
        AND relais.member() IS NULL
    RETURNING i.email, i.language, i.expires_at;
$$;

CREATE FUNCTION relais.renew_invitation(p_invitation uuid) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    until timestamptz;
BEGIN
    UPDATE invitations i SET expires_at = relais.now() + interval '72 hours', secret_digest = NULL, sent_at = NULL
    WHERE i.id = p_invitation AND i.ends_on > relais.today() AND relais.tends(i) RETURNING i.expires_at INTO until;
    RETURN until;
END
$$;

CREATE FUNCTION relais.withdraw_invitation(p_invitation uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE invitations i SET ended_at = relais.now() WHERE i.id = p_invitation AND relais.tends(i);
    RETURN FOUND;
END
$$;

CREATE FUNCTION relais.can_be_accepted(i invitations, p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT i.accepted_at IS NULL AND i.ended_at IS NULL AND i.expires_at > p_at
        AND i.ends_on > (p_at AT TIME ZONE 'UTC')::date
        AND EXISTS (SELECT FROM organisations o WHERE o.id = i.organisation_id
            AND (o.accredited_until IS NULL OR o.accredited_until > p_at))
        AND (i.supervisor_id IS NULL OR EXISTS (SELECT FROM members m
            WHERE m.id = i.supervisor_id AND m.left_at IS NULL AND m.ends_on > p_at))
$$;

-- What a code opens, for whoever has not signed in yet and holds it; nothing else is told apart from nothing.
CREATE FUNCTION relais.invitation_for(p_digest bytea, p_at timestamptz)
    RETURNS TABLE (id uuid, organisation_id uuid, organisation_name text, email text, roles text[], language text,
        ends_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT i.id, i.organisation_id, o.name, i.email, i.roles, i.language, i.ends_on
    FROM invitations i JOIN organisations o ON o.id = i.organisation_id
    WHERE i.secret_digest = p_digest AND relais.can_be_accepted(i, p_at);
$$;

-- Makes the member, once, and lets the rest of the transaction act as them.
CREATE FUNCTION relais.accept_invitation(p_digest bytea)
    RETURNS TABLE (member_id uuid, organisation_id uuid, roles text[], language text, regions text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    i invitations;
    made uuid;
    run_out uuid;
BEGIN
    SELECT x.* INTO i FROM invitations x WHERE x.secret_digest = p_digest FOR UPDATE;
    IF NOT FOUND OR relais.member() IS NOT NULL OR NOT relais.can_be_accepted(i, relais.now()) THEN
        RETURN;
    END IF;
    -- An access that has run out elsewhere does not keep its address; what it answered for goes into named hands.
    UPDATE members m SET left_at = relais.now() WHERE m.email = i.email AND m.left_at IS NULL
        AND m.ends_on <= relais.today() RETURNING m.id INTO run_out;
    IF FOUND THEN
        PERFORM relais.hand_over(run_out);
    END IF;
    INSERT INTO members AS m (organisation_id, email, roles, language, supervisor_id, starts_on, ends_on, created_at)
    VALUES (i.organisation_id, i.email, i.roles, i.language, i.supervisor_id, relais.today(), i.ends_on, relais.now())
    RETURNING m.id INTO made;
    UPDATE invitations x SET accepted_at = relais.now(), member_id = made WHERE x.id = i.id;
    PERFORM set_config('relais.organisation', i.organisation_id::text, true),
            set_config('relais.member', made::text, true);
    RETURN QUERY SELECT made, i.organisation_id, i.roles, i.language, o.regions
        FROM organisations o WHERE o.id = i.organisation_id;
END
$$;

-- Members of one's organisation, and for a network administrator those of its networks: an address, roles, an end.
CREATE FUNCTION relais.visible_members()
    RETURNS TABLE (id uuid, organisation_id uuid, organisation_name text, email text, roles text[], supervisor_id uuid,
        ends_on date, may_change boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.id, m.organisation_id, o.name, m.email, m.roles, m.supervisor_id, m.ends_on,
        m.id <> relais.member() AND relais.may_give(relais.member(), m.organisation_id, m.roles)
    FROM members m JOIN organisations o ON o.id = m.organisation_id
    WHERE m.left_at IS NULL AND m.organisation_id = ANY (ARRAY (SELECT relais.around_me()))
        AND (m.id = relais.member() OR relais.keeps(relais.member(), m.organisation_id)
        OR relais.administers(relais.member(), m.organisation_id))
    ORDER BY o.name, m.organisation_id, m.email LIMIT 2000
$$;

CREATE FUNCTION relais.visible_invitations()
    RETURNS TABLE (id uuid, organisation_id uuid, organisation_name text, email text, roles text[], supervisor_id uuid,
        ends_on date, invited_at timestamptz, sent_at timestamptz, expires_at timestamptz, may_change boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT i.id, i.organisation_id, o.name, i.email, i.roles, i.supervisor_id, i.ends_on, i.invited_at, i.sent_at,
        i.expires_at, relais.tends(i)
    FROM invitations i JOIN organisations o ON o.id = i.organisation_id
    WHERE i.accepted_at IS NULL AND i.ended_at IS NULL AND (relais.keeps(relais.member(), i.organisation_id)
        OR relais.administers(relais.member(), i.organisation_id))
    ORDER BY i.invited_at DESC, i.id LIMIT 500
$$;
"""

SQL = TABLE + RULES + WAYS

PRIVATE = (
    "check_access(uuid, uuid, jsonb)",
    "apply_invitation(proposals)",
    "apply_access(proposals)",
    "tends(invitations)",
    "can_be_accepted(invitations, timestamptz)",
)
CALLED = (
    "issue_invitation(uuid, bytea)",
    "renew_invitation(uuid)",
    "withdraw_invitation(uuid)",
    "invitation_for(bytea, timestamptz)",
    "accept_invitation(bytea)",
    "visible_members()",
    "visible_invitations()",
)
