"""What is remembered for somebody under 18: a task before they turn 18 (MIN-05), and the rule of each province as data
with its source and its date (MIN-02)."""

from pathlib import Path

RULES = (Path(__file__).parent / "duty_rules.json").read_text(encoding="utf-8")
"""What is known of each province and territory on the day of this revision. A later reading is a later file, which a
revision of its own loads beside these rows: the newest date is the one that is shown."""

TABLES = """
-- Only the day of the reminder is kept: neither a birthday nor the month that was told (CNF-02).
CREATE TABLE case_reminders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('turns_18', 'offer_again')),
    remind_on date NOT NULL,
    noted_by uuid NOT NULL,
    noted_at timestamptz NOT NULL,
    done_at timestamptz
);
CREATE UNIQUE INDEX case_reminders_one_open ON case_reminders (case_id, kind) WHERE done_at IS NULL;
ALTER TABLE case_reminders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON case_reminders TO relais_app USING (case_id IN (SELECT relais.own_cases()))
    WITH CHECK (case_id IN (SELECT relais.own_cases()));
CREATE POLICY written_by ON case_reminders AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON case_reminders AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
GRANT SELECT, INSERT, UPDATE (remind_on, done_at) ON case_reminders TO relais_app;

-- The rule beside the duty-to-report panel. A later date takes the place of an earlier one, and none is changed.
CREATE TABLE duty_rules (
    region text NOT NULL CHECK (region ~ '^CA-[A-Z]{2}$'),
    stated_on date NOT NULL,
    law_fr text NOT NULL CHECK (length(law_fr) <= 200),
    law_en text NOT NULL CHECK (length(law_en) <= 200),
    whom_fr text NOT NULL CHECK (length(whom_fr) BETWEEN 1 AND 200),
    whom_en text NOT NULL CHECK (length(whom_en) BETWEEN 1 AND 200),
    particular_fr text NOT NULL CHECK (length(particular_fr) <= 400),
    particular_en text NOT NULL CHECK (length(particular_en) <= 400),
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
    checked_by_lawyer boolean NOT NULL,
    PRIMARY KEY (region, stated_on)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON duty_rules
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE duty_rules ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON duty_rules FOR SELECT TO relais_app USING (true);
GRANT SELECT ON duty_rules TO relais_app;
"""

LOAD = f"""
INSERT INTO duty_rules SELECT * FROM jsonb_populate_recordset(NULL::duty_rules, $rules${RULES}$rules$);
"""

SQL = TABLES + LOAD
