"""Duty phones: numbers of a duty, never of a person, sealed; and the texts that went and came (SAF-09)."""

TABLES = """
CREATE TABLE duty_phones (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    duty text NOT NULL CHECK (duty IN ('shelter', 'pivot', 'fund', 'coordination')),
    rung text NOT NULL CHECK (rung IN ('first', 'second', 'duty')),
    shelter_key bigint,
    sealed bytea NOT NULL,
    recognised bytea NOT NULL CHECK (length(recognised) = 32),
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    stopped_at timestamptz,
    written_at timestamptz NOT NULL,
    CONSTRAINT duty_phones_one_per_rung UNIQUE NULLS NOT DISTINCT (organisation_id, duty, rung, shelter_key),
    CONSTRAINT duty_phones_of_one_house EXCLUDE USING gist (recognised WITH =, organisation_id WITH <>),
    CHECK (shelter_key IS NULL OR duty = 'shelter'),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE INDEX duty_phones_recognised ON duty_phones (recognised);

-- One row per text that left. Its words are not kept: they are made anew from what they are about.
CREATE TABLE texts_sent (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    line_id uuid NOT NULL,
    asking_id uuid,
    number smallint,
    provider_id text CHECK (length(provider_id) BETWEEN 1 AND 64),
    state text NOT NULL CHECK (state IN ('sent', 'delivered', 'failed')),
    sent_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT texts_sent_once UNIQUE (provider_id)
);
CREATE INDEX texts_sent_of_asking ON texts_sent (asking_id, number);

-- One row per text that came, whatever it said: the provider's id makes its effect single. No word of it is kept.
CREATE TABLE texts_heard (
    provider_id text PRIMARY KEY CHECK (length(provider_id) BETWEEN 1 AND 64),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    line_id uuid NOT NULL,
    said text NOT NULL CHECK (said IN ('count', 'same', 'yes', 'no', 'stop', 'start', 'unclear', 'too_many')),
    understood boolean NOT NULL,
    heard_at timestamptz NOT NULL
);
CREATE INDEX texts_heard_of_phone ON texts_heard (line_id, heard_at);

ALTER TABLE duty_phones ENABLE ROW LEVEL SECURITY;
ALTER TABLE texts_sent ENABLE ROW LEVEL SECURITY;
ALTER TABLE texts_heard ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON duty_phones TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own ON texts_sent TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own ON texts_heard TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON duty_phones AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'pivot_worker', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY for_jobs ON texts_sent AS RESTRICTIVE TO relais_app USING (relais.member() IS NULL);
CREATE POLICY for_jobs ON texts_heard AS RESTRICTIVE TO relais_app USING (relais.member() IS NULL);
CREATE POLICY lens ON duty_phones FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON texts_sent FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT, DELETE ON duty_phones TO relais_app;
GRANT UPDATE (sealed, recognised, language, stopped_at, written_at) ON duty_phones TO relais_app;
GRANT SELECT, INSERT ON texts_sent, texts_heard TO relais_app;
GRANT UPDATE (state, settled_at, provider_id) ON texts_sent TO relais_app;
GRANT UPDATE (understood) ON texts_heard TO relais_app;
GRANT SELECT (organisation_id, recognised) ON duty_phones TO relais_lens;
CREATE POLICY worker ON texts_sent TO relais_worker USING (true);
CREATE POLICY worker ON texts_heard TO relais_worker USING (true);
GRANT SELECT (sent_at), DELETE ON texts_sent TO relais_worker;
GRANT SELECT (heard_at), DELETE ON texts_heard TO relais_worker;
GRANT SELECT (organisation_id, provider_id) ON texts_sent TO relais_lens;
"""

FINDING = """
-- Whose duty phone a text comes from, and whose text the provider speaks of: only that, for who then acts as them.
CREATE FUNCTION relais.house_of_phone(p_recognised bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.organisation_id FROM duty_phones p WHERE p.recognised = p_recognised LIMIT 1;
$$;
CREATE FUNCTION relais.house_of_text(p_provider_id text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.organisation_id FROM texts_sent t WHERE t.provider_id = p_provider_id;
$$;

-- A text that did not arrive asks nobody: the question goes on to the next at once (OPS-04).
CREATE FUNCTION relais.hurry(p_asking uuid, p_number integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE askings a SET due_at = relais.now() WHERE a.id = p_asking AND a.number = p_number AND a.outcome IS NULL
        AND a.next_rung IS NOT NULL AND a.asked_organisation_id = relais.organisation();
    RETURN FOUND;
END $$;
ALTER FUNCTION relais.house_of_phone(bytea) OWNER TO relais_lens;
ALTER FUNCTION relais.house_of_text(text) OWNER TO relais_lens;
ALTER FUNCTION relais.hurry(uuid, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.house_of_phone(bytea), relais.house_of_text(text), relais.hurry(uuid, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.house_of_phone(bytea), relais.house_of_text(text), relais.hurry(uuid, integer)
    TO relais_app;
"""

PARTS = (TABLES, FINDING)
