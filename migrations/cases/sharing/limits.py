"""What was said before anything was asked (CNF-06), and that a withheld answer is an answer (CNF-03)."""

SQL = """
-- Cases from before the notice had a version stay as they are; every new one names the version that was shown.
ALTER TABLE cases ADD COLUMN limits_shown integer CHECK (limits_shown > 0);
ALTER TABLE cases ADD CONSTRAINT cases_limits_were_shown CHECK (limits_shown IS NOT NULL) NOT VALID;
ALTER TABLE cases DROP CONSTRAINT cases_risk_check;
ALTER TABLE cases ADD CONSTRAINT cases_risk_check
    CHECK (risk IN ('low', 'medium', 'high', 'not_assessed', 'prefer_not_to_say'));
"""
