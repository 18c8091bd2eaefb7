"""Operations, who may see them, and their places. There is no column for a target, a place, a name or a
file (OPS-11)."""

SQL = """
CREATE TABLE operations (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    reference text NOT NULL UNIQUE CHECK (reference ~ '^OP-[2-9A-HJKMNP-TV-Z]{4,8}$'),
    window_starts_at timestamptz NOT NULL,
    window_ends_at timestamptz NOT NULL,
    nights smallint NOT NULL DEFAULT 1 CHECK (nights BETWEEN 1 AND 30),
    minimum smallint NOT NULL CHECK (minimum BETWEEN 1 AND 100),
    expected smallint NOT NULL CHECK (expected BETWEEN 1 AND 100),
    maximum smallint NOT NULL CHECK (maximum BETWEEN 1 AND 100),
    areas jsonb NOT NULL CHECK (jsonb_typeof(areas) = 'array' AND jsonb_array_length(areas) BETWEEN 1 AND 20),
    languages text[] NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'held', 'launched', 'closed', 'postponed', 'cancelled')),
    pivot_organisation_id uuid REFERENCES organisations (id),
    pivot_named_at timestamptz,
    pivot_accepted_at timestamptz,
    handed_over smallint CHECK (handed_over BETWEEN 0 AND 100),
    handed_over_at timestamptz,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    not_placed jsonb NOT NULL DEFAULT '[]',
    arranged_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT operations_window CHECK (window_starts_at < window_ends_at
        AND window_ends_at <= window_starts_at + interval '48 hours'),
    CONSTRAINT operations_numbers CHECK (minimum <= expected AND expected <= maximum),
    CONSTRAINT operations_pivot_named CHECK ((pivot_organisation_id IS NULL) = (pivot_named_at IS NULL)),
    CONSTRAINT operations_pivot_accepts_after CHECK (pivot_accepted_at IS NULL OR pivot_named_at IS NOT NULL),
    CONSTRAINT operations_pivot_first CHECK (handed_over IS NULL OR pivot_accepted_at IS NOT NULL),
    CONSTRAINT operations_police_is_no_pivot CHECK (pivot_organisation_id <> organisation_id),
    CHECK ((handed_over IS NULL) = (handed_over_at IS NULL)),
    CHECK ((state IN ('closed', 'cancelled')) = (closed_at IS NOT NULL)),
    UNIQUE (id, organisation_id)
);
CREATE INDEX operations_of_organisation ON operations (organisation_id, created_at DESC, id);
CREATE INDEX operations_of_pivot ON operations (pivot_organisation_id) WHERE pivot_organisation_id IS NOT NULL;
CREATE INDEX operations_due ON operations (window_ends_at) WHERE state IN ('planned', 'held', 'launched');

CREATE TABLE operation_members (
    operation_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    member_id uuid NOT NULL REFERENCES members (id),
    part text NOT NULL CHECK (part IN ('investigator', 'supervisor')),
    PRIMARY KEY (operation_id, member_id),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES operations (id, organisation_id)
);
CREATE UNIQUE INDEX operation_members_one_supervisor ON operation_members (operation_id) WHERE part = 'supervisor';
CREATE INDEX operation_members_of_member ON operation_members (member_id);

CREATE TABLE places (
    id uuid PRIMARY KEY,
    operation_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number smallint NOT NULL CHECK (number BETWEEN 1 AND 1000),
    gender text NOT NULL CHECK (gender IN ('woman', 'man', 'trans_woman', 'trans_man', 'non_binary',
        'not_determined')),
    age_band text NOT NULL CHECK (age_band IN ('<16', '16-17', '18-20', '21-24', '25+', 'not_determined')),
    label text CHECK (label ~ '^[A-Z]$'),
    family uuid,
    alone boolean NOT NULL DEFAULT false,
    withdrawn_at timestamptz,
    arrived_at timestamptz,
    arrived_shelter_key bigint,
    UNIQUE (operation_id, number),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES operations (id, organisation_id)
);
CREATE INDEX places_of_family ON places (family) WHERE family IS NOT NULL;

CREATE TABLE feasibility_questions (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    member_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    picture_at timestamptz NOT NULL,
    people smallint NOT NULL CHECK (people BETWEEN 1 AND 100),
    possible smallint NOT NULL CHECK (possible BETWEEN 0 AND 100),
    by_agreement smallint NOT NULL CHECK (by_agreement >= 0),
    on_request smallint NOT NULL CHECK (on_request >= 0),
    CONSTRAINT feasibility_capped CHECK (possible <= people AND by_agreement + on_request <= possible)
);
CREATE INDEX feasibility_questions_of_member ON feasibility_questions (member_id, asked_at);
CREATE INDEX feasibility_questions_of_organisation ON feasibility_questions (organisation_id, picture_at DESC);

ALTER TABLE operations ENABLE ROW LEVEL SECURITY;
ALTER TABLE operation_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE places ENABLE ROW LEVEL SECURITY;
ALTER TABLE feasibility_questions ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON feasibility_questions TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));

CREATE POLICY lens ON operations TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON operation_members FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON places TO relais_lens USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON operation_members, feasibility_questions TO relais_app;
-- Whether the pivot accepted is the pivot's own word (OPS-14): police never write it.
GRANT SELECT, INSERT (id, organisation_id, reference, window_starts_at, window_ends_at, nights, minimum, expected,
    maximum, areas, languages, created_at) ON operations TO relais_app;
GRANT SELECT (id, operation_id, organisation_id, number, gender, age_band, label, family, alone, withdrawn_at),
    INSERT (id, operation_id, organisation_id, number, gender, age_band, label, family, alone) ON places TO
        relais_app;
GRANT UPDATE (window_starts_at, window_ends_at, minimum, expected, maximum, state, pivot_organisation_id,
    pivot_named_at, handed_over, handed_over_at, closed_at, version) ON operations TO relais_app;
GRANT UPDATE (withdrawn_at) ON places TO relais_app;
GRANT SELECT ON operations, operation_members, places TO relais_lens;
GRANT UPDATE (pivot_accepted_at, pivot_organisation_id, pivot_named_at, state, closed_at, not_placed, arranged_at,
    version)
    ON operations TO relais_lens;
GRANT UPDATE (family, arrived_at, arrived_shelter_key) ON places TO relais_lens;
GRANT SELECT (id, organisation_id, window_ends_at, state) ON operations TO relais_worker;
CREATE POLICY worker ON operations FOR SELECT TO relais_worker USING (true);

-- Whether the caller's transaction acts for a member (or a job) that the operation names.
CREATE FUNCTION relais.names_me(p_operation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM operations o
        WHERE o.id = p_operation AND o.organisation_id = relais.organisation()
            AND (relais.member() IS NULL OR EXISTS (SELECT FROM operation_members m
                WHERE m.operation_id = o.id AND m.member_id = relais.member())));
$$;

-- Whether a random reference is still free, everywhere.
CREATE FUNCTION relais.reference_is_free(p_reference text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM operations o WHERE o.reference = p_reference);
$$;

-- Whether an operation has just been made and names nobody yet.
CREATE FUNCTION relais.names_nobody(p_operation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM operation_members m WHERE m.operation_id = p_operation);
$$;
ALTER FUNCTION relais.names_nobody(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.names_nobody(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.names_nobody(uuid) TO relais_app;
ALTER FUNCTION relais.names_me(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.reference_is_free(text) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.names_me(uuid), relais.reference_is_free(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.names_me(uuid), relais.reference_is_free(text) TO relais_app;

-- Only the named: the other investigators of the same service see nothing. A job has no member and acts for the row.
CREATE POLICY named ON operation_members FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.names_me(operation_id));
CREATE POLICY names ON operation_members FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation())
        AND (relais.names_me(operation_id) OR relais.names_nobody(operation_id)));
CREATE POLICY named ON operations FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.names_me(id));
CREATE POLICY creates ON operations FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
CREATE POLICY changes ON operations FOR UPDATE TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.names_me(id));
CREATE POLICY named ON places FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.names_me(operation_id));
CREATE POLICY adds ON places FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND relais.names_me(operation_id));
CREATE POLICY withdraws ON places FOR UPDATE TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.names_me(operation_id));
"""
