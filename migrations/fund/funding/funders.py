"""Funders: each one's money is an account of its own, and every envelope is filled from it alone (FND-06, DAT-09)."""

SQL = """
CREATE TABLE funders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    -- A private donor is told monthly totals and nothing finer (FND-06).
    kind text NOT NULL CHECK (kind IN ('public', 'private')),
    created_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT funders_once UNIQUE (organisation_id, name),
    UNIQUE (id, organisation_id)
);
INSERT INTO funders (organisation_id, name, kind, created_by, created_at)
SELECT DISTINCT ON (organisation_id, funder) organisation_id, funder, 'public', created_by, created_at
FROM envelopes ORDER BY organisation_id, funder, created_at;

ALTER TABLE envelopes ADD COLUMN funder_id uuid;
UPDATE envelopes e SET funder_id = f.id FROM funders f
    WHERE f.organisation_id = e.organisation_id AND f.name = e.funder;
ALTER TABLE envelopes ALTER COLUMN funder_id SET NOT NULL;
ALTER TABLE envelopes ADD FOREIGN KEY (funder_id, organisation_id) REFERENCES funders (id, organisation_id);
ALTER TABLE envelopes ADD UNIQUE (id, funder_id);
CREATE INDEX envelopes_funder_id_idx ON envelopes (funder_id);

ALTER TABLE accounts ADD COLUMN funder_id uuid;
UPDATE accounts a SET funder_id = e.funder_id FROM envelopes e WHERE e.id = a.envelope_id;
ALTER TABLE accounts ALTER COLUMN funder_id SET NOT NULL, ALTER COLUMN envelope_id DROP NOT NULL;
ALTER TABLE accounts DROP CONSTRAINT accounts_kind_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_kind_check
    CHECK (kind IN ('funder', 'source', 'envelope', 'paid', 'overrun'));
ALTER TABLE accounts ADD CONSTRAINT accounts_of_an_envelope CHECK ((kind = 'funder') = (envelope_id IS NULL));
ALTER TABLE accounts ADD FOREIGN KEY (funder_id) REFERENCES funders (id);
-- The accounts of an envelope are of its own funder, and nobody can say otherwise.
ALTER TABLE accounts ADD CONSTRAINT accounts_own_funder
    FOREIGN KEY (envelope_id, funder_id) REFERENCES envelopes (id, funder_id);
CREATE UNIQUE INDEX accounts_of_a_funder ON accounts (funder_id) WHERE kind = 'funder';
INSERT INTO accounts (organisation_id, funder_id, kind) SELECT organisation_id, id, 'funder' FROM funders;

-- An envelope has its three accounts from its first moment, a funder has one.
CREATE OR REPLACE FUNCTION relais.open_accounts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO accounts (organisation_id, envelope_id, funder_id, kind)
    SELECT NEW.organisation_id, NEW.id, NEW.funder_id, kind FROM unnest(ARRAY['paid', 'overrun', 'envelope']) AS kind;
    RETURN NEW;
END
$$;
CREATE FUNCTION relais.open_funder() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO accounts (organisation_id, funder_id, kind) VALUES (NEW.organisation_id, NEW.id, 'funder');
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.open_funder() OWNER TO relais_lens;
CREATE TRIGGER opens_account AFTER INSERT ON funders FOR EACH ROW EXECUTE FUNCTION relais.open_funder();

ALTER TABLE funders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON funders TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON funders AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON funders FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT ON funders TO relais_app;
GRANT SELECT ON funders TO relais_lens;
"""
