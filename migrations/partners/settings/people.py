"""Members: which roles an organisation of a kind may hold, and who may give them (POL-04, IMM-01, PIV-05)."""

SQL = """
ALTER TABLE members ADD COLUMN left_at timestamptz;
-- Whoever leaves on their first day never was there a whole one; an access that ended is not lengthened any more.
ALTER TABLE members DROP CONSTRAINT members_check;
ALTER TABLE members ADD CONSTRAINT members_period CHECK (ends_on >= starts_on);
ALTER TABLE members ADD CONSTRAINT members_left_stay_left
    CHECK (left_at IS NULL OR ends_on <= greatest((left_at AT TIME ZONE 'UTC')::date, starts_on));
-- Whoever comes back is a new member: what opened the old access opens nothing of the new one.
ALTER TABLE members DROP CONSTRAINT members_email_key;
CREATE UNIQUE INDEX members_email_key ON members (email) WHERE left_at IS NULL;
CREATE INDEX members_supervisor_id_idx ON members (supervisor_id) WHERE supervisor_id IS NOT NULL;
-- Who ended the access: to close a door must open none for whoever closed it.
ALTER TABLE members ADD COLUMN left_by uuid REFERENCES members;
GRANT SELECT (left_at, left_by, created_at) ON members TO relais_lens;

CREATE OR REPLACE FUNCTION relais.member_by_email(wanted text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.id FROM members m WHERE m.email = lower(wanted) AND m.left_at IS NULL;
$$;

CREATE FUNCTION relais.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (relais.now() AT TIME ZONE 'UTC')::date;

-- Police investigate and nothing else, and nobody else investigates (PIV-05); auditors and network administrators hold
-- no other role; no role exists for border services (IMM-01).
CREATE FUNCTION relais.roles_fit(p_kind text, p_roles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT cardinality(p_roles) > 0 AND p_roles <@ ARRAY['investigator', 'pivot_worker', 'shelter_coordinator',
            'front_desk', 'fund_administrator', 'regional_coordinator', 'auditor', 'network_administrator']
        AND CASE p_kind WHEN 'police' THEN p_roles = '{investigator}' WHEN 'audit' THEN p_roles = '{auditor}'
            WHEN 'network' THEN p_roles = '{network_administrator}'
            ELSE NOT p_roles && '{investigator}'
                AND (cardinality(p_roles) = 1 OR NOT p_roles && '{auditor,network_administrator}') END
$$;

CREATE FUNCTION relais.members_fit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF (SELECT relais.roles_fit(o.kind, NEW.roles) FROM organisations o WHERE o.id = NEW.organisation_id) IS FALSE THEN
        RAISE EXCEPTION 'an organisation of this kind holds no such roles' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'members_roles_fit', TABLE = 'members';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fit BEFORE INSERT OR UPDATE OF roles, organisation_id ON members
    FOR EACH ROW EXECUTE FUNCTION relais.members_fit();

CREATE FUNCTION relais.is_active(p_member uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = p_member AND m.left_at IS NULL AND m.starts_on <= relais.today() AND m.ends_on > relais.today()
            AND (o.accredited_until IS NULL OR o.accredited_until > relais.today()))
$$;

CREATE FUNCTION relais.has_role(p_member uuid, p_organisation uuid, p_role text) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT relais.is_active(p_member) AND EXISTS (SELECT FROM members m
        WHERE m.id = p_member AND m.organisation_id = p_organisation AND p_role = ANY (m.roles))
$$;

-- A network administrator, for a network in which their organisation is, and for the organisations of such networks.
CREATE FUNCTION relais.administers_network(p_member uuid, p_network uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT relais.is_active(p_member) AND EXISTS (SELECT FROM members m
        JOIN network_members n ON n.organisation_id = m.organisation_id
        WHERE m.id = p_member AND 'network_administrator' = ANY (m.roles) AND n.network_id = p_network)
$$;
CREATE FUNCTION relais.administers(p_member uuid, p_organisation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT relais.has_role(p_member, p_organisation, 'network_administrator') OR EXISTS (
        SELECT FROM network_members n
        WHERE n.organisation_id = p_organisation AND relais.administers_network(p_member, n.network_id))
$$;

-- Nobody gives a role that is not theirs to give; a front desk gives none.
CREATE FUNCTION relais.gives(p_role text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_role WHEN 'front_desk' THEN '{}'
        WHEN 'shelter_coordinator' THEN '{shelter_coordinator,front_desk}'
        WHEN 'pivot_worker' THEN '{pivot_worker,front_desk}' ELSE ARRAY[p_role] END
$$;
CREATE FUNCTION relais.gives_within(p_member uuid, p_organisation uuid, p_roles text[]) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT relais.is_active(p_member) AND EXISTS (SELECT FROM members m
        WHERE m.id = p_member AND m.organisation_id = p_organisation
            AND p_roles <@ ARRAY(SELECT g FROM unnest(m.roles) r, unnest(relais.gives(r)) g))
$$;
CREATE FUNCTION relais.may_give(p_member uuid, p_organisation uuid, p_roles text[]) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT relais.gives_within(p_member, p_organisation, p_roles) OR relais.administers(p_member, p_organisation)
$$;

-- Whether somebody decides for an organisation at all: every active member but a front desk.
CREATE FUNCTION relais.keeps(p_member uuid, p_organisation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT relais.gives_within(p_member, p_organisation, '{}') AND EXISTS (
        SELECT FROM members m WHERE m.id = p_member AND m.roles <> '{front_desk}')
$$;

-- The organisations about which somebody may be asked at all: their own and those of its networks. What may be told of
-- each is looked at one by one, and a country is not walked through for it.
CREATE FUNCTION relais.around_me() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT relais.organisation()
    UNION SELECT theirs.organisation_id FROM network_members mine
        JOIN network_members theirs ON theirs.network_id = mine.network_id
        WHERE mine.organisation_id = relais.organisation()
$$;

CREATE FUNCTION relais.texts(p_list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(CASE jsonb_typeof(p_list) WHEN 'array' THEN p_list END) ORDER BY 1)
$$;
"""

LENS = """
-- What puts a setting in force acts as the lens, which cannot sign in: the application has no right to these columns.
CREATE POLICY lens_makes ON members FOR INSERT TO relais_lens WITH CHECK (true);
CREATE POLICY lens_changes ON members FOR UPDATE TO relais_lens USING (true);
GRANT INSERT ON members TO relais_lens;
GRANT UPDATE (roles, supervisor_id, ends_on, left_at, left_by) ON members TO relais_lens;
"""

PRIVATE = (
    "today()",
    "roles_fit(text, text[])",
    "members_fit()",
    "is_active(uuid)",
    "has_role(uuid, uuid, text)",
    "administers_network(uuid, uuid)",
    "administers(uuid, uuid)",
    "gives(text)",
    "gives_within(uuid, uuid, text[])",
    "may_give(uuid, uuid, text[])",
    "keeps(uuid, uuid)",
    "texts(jsonb)",
    "around_me()",
)
"""Called by the lens's functions alone."""
CALLED: tuple[str, ...] = ()
"""Called by the application."""
