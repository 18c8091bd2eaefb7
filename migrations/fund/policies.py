"""Envelopes' rules: policies as signed documents, never edited (ELG-08)."""

SQL = """
CREATE TABLE policies (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    version integer NOT NULL CHECK (version >= 1),
    document text NOT NULL,
    in_force_from timestamptz NOT NULL,
    -- The document's own numbers that the database itself holds decisions to.
    one_person_up_to_cents bigint NOT NULL CHECK (one_person_up_to_cents >= 0),
    automatic_up_to_cents bigint NOT NULL,
    self_issue_up_to_cents bigint NOT NULL,
    payer_differs_above_cents bigint NOT NULL CHECK (payer_differs_above_cents >= 0),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    UNIQUE (organisation_id, version),
    UNIQUE (id, organisation_id),
    -- FND-10: the absolute ceilings of the code, once more where no code can pass.
    CONSTRAINT policies_absolute_emergency CHECK (self_issue_up_to_cents BETWEEN 0 AND 50000),
    CONSTRAINT policies_absolute_automatic CHECK (automatic_up_to_cents BETWEEN 0 AND 10000)
);

CREATE TABLE policy_signatures (
    policy_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    member_id uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    FOREIGN KEY (policy_id, organisation_id) REFERENCES policies (id, organisation_id),
    PRIMARY KEY (policy_id, member_id)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON policies
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON policies EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON policy_signatures
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON policy_signatures EXECUTE FUNCTION relais.refuse_change();

-- Nobody signs in another's name.
CREATE FUNCTION relais.signs_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.member_id IS DISTINCT FROM relais.member() THEN
        RAISE EXCEPTION 'a signature is given by its member' USING ERRCODE = 'check_violation',
            CONSTRAINT = TG_TABLE_NAME || '_own_hand', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER own_hand BEFORE INSERT ON policy_signatures
    FOR EACH ROW EXECUTE FUNCTION relais.signs_alone();

ALTER TABLE policies ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON policies TO relais_app USING (organisation_id = (SELECT relais.organisation()));
ALTER TABLE policy_signatures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON policy_signatures TO relais_app USING (organisation_id = (SELECT relais.organisation()));
GRANT SELECT, INSERT ON policies, policy_signatures TO relais_app;
"""
