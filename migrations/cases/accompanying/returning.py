"""Each time that somebody comes, or comes back: a case rests and is taken up again in one action, and nothing closes by
itself (ACC-05, MIN-04, SAF-10). How the person may be reached: through their pivot, unless they say more (SAF-06)."""

SQL = """
ALTER TABLE cases ADD COLUMN contact text NOT NULL DEFAULT 'via_pivot_only'
    CHECK (contact IN ('via_pivot_only', 'safe', 'safe_at_times'));
GRANT UPDATE (contact) ON cases TO relais_app;

CREATE TABLE case_occasions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    context text NOT NULL CHECK (context IN ('first_contact', 'comes_back', 'runaway_return', 'after_detention',
        'after_operation', 'other')),
    noted_by uuid NOT NULL,
    noted_at timestamptz NOT NULL
);
CREATE INDEX case_occasions_case_id_idx ON case_occasions (case_id, noted_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON case_occasions
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE case_occasions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON case_occasions TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY shared ON case_occasions FOR SELECT TO relais_app USING (case_id IN (SELECT relais.named_cases()));
CREATE POLICY in_role ON case_occasions AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
GRANT SELECT, INSERT ON case_occasions TO relais_app;
"""
