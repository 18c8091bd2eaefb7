"""Cases and what hangs on them. No name, birth date, phone, photo or story has a column here (CNF-02, CNF-08)."""

CASES = """
CREATE TABLE cases (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    code text NOT NULL UNIQUE
        CHECK (code ~ '^[23456789BCDFGHJKMNPQRSTVWXYZ]{3}-[23456789BCDFGHJKMNPQRSTVWXYZ]{3}$'),
    marker smallint NOT NULL CHECK (marker >= 0),
    organisation_id uuid NOT NULL REFERENCES organisations,
    pivot_member_id uuid NOT NULL REFERENCES members,
    backup_member_id uuid NOT NULL REFERENCES members,
    region text NOT NULL REFERENCES regions,
    age_band text NOT NULL CHECK (age_band IN ('<16', '16-17', '18-20', '21-24', '25+', 'not_determined')),
    party jsonb NOT NULL,
    languages text[] NOT NULL,
    forms text[] NOT NULL DEFAULT '{not_determined}' CHECK (forms <@ ARRAY['labour', 'sexual',
        'domestic_servitude', 'forced_marriage', 'forced_criminality', 'child_servitude', 'other',
        'not_determined', 'prefer_not_to_say']),
    risk text NOT NULL DEFAULT 'not_assessed' CHECK (risk IN ('low', 'medium', 'high', 'not_assessed')),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resting')),
    version integer NOT NULL DEFAULT 1,
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    last_activity_at timestamptz NOT NULL,
    CONSTRAINT cases_backup_is_another CHECK (pivot_member_id <> backup_member_id),
    UNIQUE (id, organisation_id)
);
CREATE INDEX cases_organisation_id_opened_at_idx ON cases (organisation_id, opened_at);
CREATE INDEX cases_pivot_member_id_idx ON cases (pivot_member_id);

-- PIV-01, PIV-05: whoever accompanies a case is a pivot worker of its organisation, and never of the police.
CREATE FUNCTION relais.may_accompany() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    fit integer;
BEGIN
    SELECT count(*) INTO fit FROM members m JOIN organisations o ON o.id = m.organisation_id
    WHERE m.id IN (NEW.pivot_member_id, NEW.backup_member_id) AND m.organisation_id = NEW.organisation_id
      AND 'pivot_worker' = ANY (m.roles) AND NOT 'investigator' = ANY (m.roles) AND o.kind <> 'police';
    IF fit <> 2 THEN
        RAISE EXCEPTION 'pivot and backup are two pivot workers of the organisation' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'cases_may_accompany', TABLE = 'cases';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER may_accompany BEFORE INSERT OR UPDATE OF pivot_member_id, backup_member_id, organisation_id ON cases
    FOR EACH ROW EXECUTE FUNCTION relais.may_accompany();
"""

CONSENTS = """
CREATE TABLE consents (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('spoken', 'written', 'through_interpreter')),
    scope text NOT NULL CHECK (scope IN ('bed', 'fund', 'share_with_organisation', 'police_contact')),
    shared_with uuid REFERENCES organisations,
    given_at timestamptz NOT NULL,
    collected_by uuid NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    CHECK ((scope = 'share_with_organisation') = (shared_with IS NOT NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    CHECK (withdrawn_at >= given_at)
);
CREATE UNIQUE INDEX consents_one_in_force ON consents (case_id, scope, shared_with) NULLS NOT DISTINCT
    WHERE withdrawn_at IS NULL;

-- CNF-01: a consent is given once and withdrawn once; neither is ever undone or erased.
CREATE FUNCTION relais.consent_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
       OR (to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by') <> (to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by') THEN
        RAISE EXCEPTION 'a consent is only ever withdrawn' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'consents_only_withdrawn', TABLE = 'consents';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER is_kept BEFORE UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION relais.consent_is_kept();
"""

AROUND = """
CREATE TABLE case_access (
    case_id uuid NOT NULL,
    member_id uuid NOT NULL REFERENCES members,
    organisation_id uuid NOT NULL REFERENCES organisations,
    owner_organisation_id uuid NOT NULL REFERENCES organisations,
    given_by uuid NOT NULL,
    given_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    -- Only the organisation that has the case lets somebody in (PIV-04).
    FOREIGN KEY (case_id, owner_organisation_id) REFERENCES cases (id, organisation_id),
    PRIMARY KEY (case_id, member_id),
    CHECK (until > given_at)
);
CREATE INDEX case_access_organisation_id_idx ON case_access (organisation_id);

CREATE TABLE exclusions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('region', 'city', 'shelter', 'organisation')),
    value text NOT NULL CHECK (length(value) BETWEEN 1 AND 120),
    added_by uuid NOT NULL,
    added_at timestamptz NOT NULL,
    lifted_at timestamptz,
    lifted_by uuid
);
CREATE UNIQUE INDEX exclusions_one_in_force ON exclusions (case_id, kind, value) WHERE lifted_at IS NULL;

CREATE TABLE placements (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    claim_id uuid NOT NULL,
    options_shown smallint CHECK (options_shown >= 0),
    person_chose boolean,
    linked_by uuid NOT NULL,
    linked_at timestamptz NOT NULL,
    -- A family shares one room, so one claim may be several cases' (OPS-08).
    UNIQUE (case_id, claim_id)
);
CREATE INDEX placements_claim_id_idx ON placements (claim_id);

CREATE TABLE duty_reports (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    outcome text NOT NULL CHECK (outcome IN ('done', 'not_applicable')),
    done_by text CHECK (done_by IN ('this_organisation', 'shelter', 'another_organisation')),
    done_on date,
    reason text CHECK (reason IN ('already_reported', 'adult_after_all', 'law_does_not_ask', 'other')),
    noted_by uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    CHECK ((outcome = 'done') = (done_by IS NOT NULL AND done_on IS NOT NULL)),
    CHECK ((outcome = 'not_applicable') = (reason IS NOT NULL))
);
CREATE INDEX duty_reports_case_id_idx ON duty_reports (case_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON duty_reports
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
"""

_CHILDREN = ("consents", "exclusions", "placements", "duty_reports")

_SHARED = """
    (SELECT a.case_id FROM case_access a WHERE a.organisation_id = (SELECT relais.organisation())
        AND a.member_id = (SELECT relais.member()) AND a.until > (SELECT relais.now()))
"""

RIGHTS = (
    """
ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON cases TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE case_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON case_access TO relais_app USING (owner_organisation_id = (SELECT relais.organisation()));
CREATE POLICY named ON case_access FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON cases, case_access, consents, exclusions, placements, duty_reports TO relais_app;
GRANT UPDATE (pivot_member_id, backup_member_id, region, age_band, party, languages, forms, risk, state, version,
    last_activity_at) ON cases TO relais_app;
GRANT UPDATE (until) ON case_access TO relais_app;
GRANT UPDATE (withdrawn_at, withdrawn_by) ON consents TO relais_app;
GRANT UPDATE (lifted_at, lifted_by) ON exclusions TO relais_app;
"""
    + f"CREATE POLICY shared ON cases FOR SELECT TO relais_app USING (id IN {_SHARED});\n"
    + "".join(
        f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND EXISTS (SELECT FROM cases c WHERE c.id = case_id));
CREATE POLICY shared ON {table} FOR SELECT TO relais_app USING (case_id IN {_SHARED});
"""
        for table in _CHILDREN
    )
)
