"""The registers that Québec asks an organisation to keep: of confidentiality incidents, and of what was anonymised."""

INCIDENTS = """
-- A-2.1, r. 3.1, s. 7 and 8: what each entry says, and for how long. Nobody is named: what was concerned and why a risk
-- is or is not serious are coded, people are a band, and the few words are sealed. What is known later is another
-- version; nothing is written over.
CREATE TABLE incidents (
    id uuid PRIMARY KEY,
    incident_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    organisation_id uuid NOT NULL REFERENCES organisations,
    nature text NOT NULL CHECK (nature IN ('access', 'use', 'communication', 'loss', 'other')),
    concerned text[] NOT NULL CHECK (concerned <@ ARRAY['where_somebody_is', 'case_details', 'contact_ways', 'money',
        'staff', 'sign_in', 'not_known']),
    happened_from date NOT NULL,
    happened_until date NOT NULL,
    approximate boolean NOT NULL,
    known_on date NOT NULL,
    people text NOT NULL CHECK (people IN ('none', '1', '2-9', '10-49', '50+', 'not_known')),
    serious boolean NOT NULL,
    because text[] NOT NULL CHECK (cardinality(because) > 0 AND because <@ ARRAY['sensitive', 'ill_use',
        'consequences', 'likely', 'not_sensitive', 'unreadable', 'recovered', 'unlikely']),
    commission_told_on date,
    people_told_on date,
    public_notice boolean NOT NULL,
    sealed bytea NOT NULL,
    written_by uuid NOT NULL REFERENCES members,
    written_at timestamptz NOT NULL,
    CONSTRAINT incidents_versions UNIQUE (incident_id, version),
    CONSTRAINT incidents_period CHECK (happened_from <= happened_until AND happened_from <= known_on),
    CONSTRAINT incidents_said CHECK (cardinality(concerned) > 0)
);
CREATE INDEX incidents_of_organisation ON incidents (organisation_id, known_on);
"""

ANONYMISATIONS = """
-- A-2.1, r. 0.1, s. 9: what was anonymised, to what end, how, and when the risk of finding somebody again was analysed.
CREATE TABLE anonymisations (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    what text NOT NULL CHECK (what IN ('slips', 'reports', 'unmet_needs', 'referrals', 'other')),
    purpose text NOT NULL CHECK (purpose IN ('annual_report', 'funding', 'planning', 'research')),
    techniques text[] NOT NULL CHECK (cardinality(techniques) > 0 AND techniques <@ ARRAY['counts_only',
        'small_counts_hidden', 'months_only', 'shuffled', 'keys_destroyed', 'detail_removed']),
    analysed_on date NOT NULL,
    analysed_again_on date,
    sealed bytea NOT NULL,
    written_by uuid NOT NULL REFERENCES members,
    written_at timestamptz NOT NULL,
    CONSTRAINT anonymisations_again CHECK (analysed_again_on >= analysed_on)
);
CREATE INDEX anonymisations_of_organisation ON anonymisations (organisation_id, written_at);
"""

RIGHTS = (
    "".join(
        f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW WHEN (current_user <> 'relais_eraser') EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND written_by = (SELECT relais.member()));
CREATE POLICY in_role ON {table} AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('network_administrator', 'regional_coordinator')));
GRANT SELECT, INSERT ON {table} TO relais_app;
"""
        for table in ("incidents", "anonymisations")
    )
    + """
CREATE POLICY eraser ON incidents TO relais_eraser USING (true);
GRANT SELECT, DELETE ON incidents TO relais_eraser;
"""
)

SQL = INCIDENTS + ANONYMISATIONS + RIGHTS
