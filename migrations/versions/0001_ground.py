"""The ground: roles, the context of a transaction, partners, idempotency, events, the outbox, the stream."""

from migrations import script

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None

ROLES = """
DO $$
BEGIN
    -- The application and the jobs sign in as members of these; the lens cannot sign in at all.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relais_app') THEN
        CREATE ROLE relais_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relais_worker') THEN
        CREATE ROLE relais_worker NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relais_lens') THEN
        CREATE ROLE relais_lens NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN unique_violation OR duplicate_object THEN
    NULL;  -- roles belong to the whole server: another database of it was faster
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO relais_app, relais_worker, relais_lens;
GRANT USAGE ON SCHEMA relais TO relais_app, relais_worker, relais_lens;
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""

CONTEXT = """
-- Who acts, and when, is set for one transaction. Without it there is no organisation, and so there are no rows.
-- Nothing in them is volatile (clock_timestamp() is): PostgreSQL then writes them into the statement, not a call.
CREATE FUNCTION relais.organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('relais.organisation', true), '')::uuid;
CREATE FUNCTION relais.member() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('relais.member', true), '')::uuid;
CREATE FUNCTION relais.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('relais.now', true), '')::timestamptz, statement_timestamp());

CREATE FUNCTION relais.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = TG_TABLE_NAME || '_append_only', TABLE = TG_TABLE_NAME;
END
$$;
"""

PARTNERS = """
CREATE TABLE regions (
    code text PRIMARY KEY,
    name_fr text NOT NULL,
    name_en text NOT NULL,
    time_zone text NOT NULL
);

INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES
    ('CA-AB', 'Alberta', 'Alberta', 'America/Edmonton'),
    ('CA-BC', 'Colombie-Britannique', 'British Columbia', 'America/Vancouver'),
    ('CA-MB', 'Manitoba', 'Manitoba', 'America/Winnipeg'),
    ('CA-NB', 'Nouveau-Brunswick', 'New Brunswick', 'America/Moncton'),
    ('CA-NL', 'Terre-Neuve-et-Labrador', 'Newfoundland and Labrador', 'America/St_Johns'),
    ('CA-NS', 'Nouvelle-Écosse', 'Nova Scotia', 'America/Halifax'),
    ('CA-NT', 'Territoires du Nord-Ouest', 'Northwest Territories', 'America/Yellowknife'),
    ('CA-NU', 'Nunavut', 'Nunavut', 'America/Iqaluit'),
    ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto'),
    ('CA-PE', 'Île-du-Prince-Édouard', 'Prince Edward Island', 'America/Halifax'),
    ('CA-QC', 'Québec', 'Quebec', 'America/Toronto'),
    ('CA-SK', 'Saskatchewan', 'Saskatchewan', 'America/Regina'),
    ('CA-YT', 'Yukon', 'Yukon', 'America/Whitehorse');

CREATE TABLE organisations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN
        ('shelter', 'police', 'pivot', 'fund', 'coordination', 'audit', 'network', 'hotel')),
    regions text[] NOT NULL DEFAULT '{}',
    language text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en')),
    duty_number text,
    accredited_until date,
    created_at timestamptz NOT NULL DEFAULT relais.now()
);

CREATE TABLE members (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    email text NOT NULL,
    roles text[] NOT NULL CHECK (roles <@ ARRAY['investigator', 'pivot_worker', 'shelter_coordinator',
        'front_desk', 'fund_administrator', 'regional_coordinator', 'auditor', 'network_administrator']
        AND cardinality(roles) > 0),
    language text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en')),
    supervisor_id uuid REFERENCES members,
    starts_on date NOT NULL DEFAULT (relais.now() AT TIME ZONE 'UTC')::date,
    ends_on date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT relais.now(),
    UNIQUE (email),
    CONSTRAINT members_email_lower_check CHECK (email = lower(email)),
    CHECK (ends_on > starts_on),
    CONSTRAINT members_not_their_own_supervisor CHECK (supervisor_id <> id)
);
CREATE INDEX members_organisation_id_idx ON members (organisation_id);

CREATE TABLE networks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    structure text NOT NULL CHECK (structure IN ('open', 'steered', 'community_only', 'lead_organisation')),
    police_members text NOT NULL DEFAULT 'none' CHECK (police_members IN ('none', 'hold_only'))
);

CREATE TABLE network_members (
    network_id uuid NOT NULL REFERENCES networks,
    organisation_id uuid NOT NULL REFERENCES organisations,
    PRIMARY KEY (network_id, organisation_id)
);
CREATE INDEX network_members_organisation_id_idx ON network_members (organisation_id);

CREATE FUNCTION relais.no_police_in_community_networks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT n.police_members = 'none' AND o.kind = 'police'
        FROM networks n, organisations o WHERE n.id = NEW.network_id AND o.id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'this network has no police members' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'network_members_no_police', TABLE = 'network_members';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER no_police BEFORE INSERT OR UPDATE ON network_members
    FOR EACH ROW EXECUTE FUNCTION relais.no_police_in_community_networks();

ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON organisations TO relais_app USING (id = (SELECT relais.organisation()));
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON members TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE network_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON network_members TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT ON regions, organisations, members, networks, network_members TO relais_app;
"""

PARTNER_LENS = """
CREATE POLICY lens ON organisations FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON members FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON network_members FOR SELECT TO relais_lens USING (true);
GRANT SELECT (id, name, kind, regions, language, duty_number, accredited_until) ON organisations TO relais_lens;
GRANT SELECT (id, organisation_id, email, roles, language, supervisor_id, starts_on, ends_on) ON members TO relais_lens;
GRANT SELECT ON network_members, networks TO relais_lens;

-- Begins a member's transaction: who this is now, and the context that every policy reads. No row: not a member.
CREATE FUNCTION relais.enter(member uuid, at timestamptz)
    RETURNS TABLE (organisation_id uuid, roles text[], language text, regions text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT m.organisation_id, m.roles, m.language, o.regions
        FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = member AND m.starts_on <= at AND m.ends_on > at
          AND (o.accredited_until IS NULL OR o.accredited_until > at);
    IF FOUND THEN
        PERFORM set_config('relais.organisation',
                    (SELECT m.organisation_id FROM members m WHERE m.id = member)::text, true),
                set_config('relais.member', member::text, true),
                set_config('relais.now', at::text, true);
    END IF;
END
$$;

-- Begins a job's transaction as the organisation of the row that it works on.
CREATE FUNCTION relais.enter_as_job(organisation uuid, at timestamptz) RETURNS void
    LANGUAGE sql AS $$
    SELECT set_config('relais.organisation', organisation::text, true),
           set_config('relais.member', '', true),
           set_config('relais.now', at::text, true);
$$;

-- What one organisation may know of another: that it exists, its name, kind and duty number.
CREATE FUNCTION relais.organisation_card(organisation uuid)
    RETURNS TABLE (id uuid, name text, kind text, regions text[], duty_number text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, o.name, o.kind, o.regions, o.duty_number FROM organisations o WHERE o.id = organisation;
$$;

-- Organisations of one kind that share a network with the caller's: whom a pivot hand-over may name.
CREATE FUNCTION relais.partners_of_kind(wanted text)
    RETURNS TABLE (id uuid, name text, kind text, regions text[], duty_number text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT o.id, o.name, o.kind, o.regions, o.duty_number
    FROM network_members mine
    JOIN network_members theirs ON theirs.network_id = mine.network_id
    JOIN organisations o ON o.id = theirs.organisation_id
    WHERE mine.organisation_id = (SELECT relais.organisation()) AND o.kind = wanted;
$$;
-- Whom an invitation or a sign-in names.
CREATE FUNCTION relais.member_by_email(wanted text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.id FROM members m WHERE m.email = lower(wanted);
$$;
ALTER FUNCTION relais.member_by_email(text) OWNER TO relais_lens;
ALTER FUNCTION relais.enter(uuid, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.organisation_card(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.partners_of_kind(text) OWNER TO relais_lens;
"""

COMMANDS = """
CREATE TABLE idempotency (
    organisation_id uuid NOT NULL,
    member_id uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    operation text NOT NULL,
    fingerprint bytea NOT NULL,
    outcome jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, key)
);
CREATE INDEX idempotency_created_at_idx ON idempotency (created_at);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    organisation_id uuid NOT NULL,
    member_id uuid,
    role text NOT NULL,
    name text NOT NULL,
    at timestamptz NOT NULL,
    record bytea NOT NULL
);
CREATE INDEX events_xid_id_idx ON events (xid, id);
CREATE INDEX events_organisation_id_id_idx ON events (organisation_id, id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON events EXECUTE FUNCTION relais.refuse_change();

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    due_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'stopped')),
    attempts integer NOT NULL DEFAULT 0,
    leased_by text,
    leased_until timestamptz,
    last_problem text,
    done_at timestamptz
);
CREATE INDEX outbox_ready_idx ON outbox (due_at) WHERE state = 'ready';

CREATE TABLE tellings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    topic text NOT NULL,
    region text,
    organisations uuid[] NOT NULL DEFAULT '{}',
    subject uuid
);
CREATE INDEX tellings_xid_id_idx ON tellings (xid, id);

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON idempotency TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND member_id = (SELECT relais.member()));
GRANT SELECT, INSERT ON idempotency TO relais_app;
GRANT UPDATE (outcome) ON idempotency TO relais_app;
CREATE POLICY worker ON idempotency TO relais_worker USING (true);
GRANT SELECT (created_at), DELETE ON idempotency TO relais_worker;

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON events TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation())
        AND (member_id IS NULL OR member_id = (SELECT relais.member())));
GRANT SELECT, INSERT (organisation_id, member_id, role, name, at, record) ON events TO relais_app;
CREATE POLICY worker ON events FOR SELECT TO relais_worker USING (true);
GRANT SELECT ON events TO relais_worker;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON outbox TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON outbox TO relais_app;
CREATE POLICY worker ON outbox TO relais_worker USING (true);
GRANT SELECT ON outbox TO relais_worker;
GRANT UPDATE (due_at, state, attempts, leased_by, leased_until, last_problem, done_at) ON outbox TO relais_worker;

-- The stream says that something changed, to every process; whom it may tell is decided by the process per listener.
GRANT INSERT (at, topic, region, organisations, subject) ON tellings TO relais_app;
GRANT SELECT, DELETE ON tellings TO relais_worker;
"""

VAULT = """
-- Wrapped data keys, apart from what they open. Another database or a KMS can take this schema's place.
CREATE SCHEMA vault;
GRANT USAGE ON SCHEMA vault TO relais_app, relais_worker;
CREATE TABLE vault.data_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    root text NOT NULL CHECK (root IN ('care', 'financial')),
    subject uuid NOT NULL,
    root_key_id text NOT NULL,
    wrapped bytea,
    created_at timestamptz NOT NULL DEFAULT relais.now(),
    created_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    destroyed_at timestamptz,
    UNIQUE (root, subject),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
GRANT SELECT, INSERT ON vault.data_keys TO relais_app;
GRANT SELECT ON vault.data_keys TO relais_worker;
"""

FUNCTION_RIGHTS = """
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA relais FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.organisation(), relais.member(), relais.now(), relais.refuse_change()
    TO relais_app, relais_worker, relais_lens;
GRANT EXECUTE ON FUNCTION relais.enter(uuid, timestamptz), relais.enter_as_job(uuid, timestamptz),
    relais.organisation_card(uuid), relais.partners_of_kind(text), relais.member_by_email(text) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.enter_as_job(uuid, timestamptz) TO relais_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA relais REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
"""


def upgrade() -> None:
    for part in (ROLES, CONTEXT, PARTNERS, PARTNER_LENS, COMMANDS, VAULT, FUNCTION_RIGHTS):
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
