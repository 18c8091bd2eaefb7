"""The steps of the intervention protocol that a case's pivots went through, as a list to lean on (AGR-04). Nothing is
mandatory, nothing waits for it, and there is no place for words. Police are no step: `service.cases.protocol` says why.
"""

SQL = """
CREATE TABLE case_steps (
    case_id uuid NOT NULL REFERENCES cases,
    step text NOT NULL CHECK (step IN ('interpreter', 'health', 'shelter', 'hotel', 'case_data', 'secondary_needs',
        'options', 'reported_back')),
    organisation_id uuid NOT NULL REFERENCES organisations,
    state text NOT NULL CHECK (state IN ('open', 'done', 'not_needed')),
    done_on date,
    done_by text CHECK (done_by IN ('pivot_worker', 'shelter_coordinator', 'regional_coordinator', 'partner',
        'person')),
    noted_by uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, step),
    CHECK ((state = 'done') = (done_on IS NOT NULL) AND (state = 'done') = (done_by IS NOT NULL))
);
ALTER TABLE case_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON case_steps TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.own_cases()));
CREATE POLICY in_role ON case_steps AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
GRANT SELECT, INSERT, UPDATE (organisation_id, state, done_on, done_by, noted_by, noted_at) ON case_steps TO relais_app;
"""
