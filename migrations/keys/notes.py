"""Words that people write about a need or a decision: sealed, wherever they stay (CNF-11).

What a line asks for, with where somebody travels to, is kept with the accounts; why it is needed is kept with care.
"""

SQL = """
-- No migration holds a key: words that stood here in clear are gone; amounts, categories and decisions stay.
ALTER TABLE request_lines DROP COLUMN description, DROP COLUMN reason;
ALTER TABLE request_lines ADD COLUMN description bytea, ADD COLUMN reason bytea;
GRANT INSERT (description, reason) ON request_lines TO relais_app;

CREATE FUNCTION relais.says_what_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'another need says what it is' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'request_lines_other_is_described', TABLE = 'request_lines';
END
$$;
CREATE TRIGGER says_what_it_is BEFORE INSERT ON request_lines FOR EACH ROW
    WHEN (NEW.category = 'other_immediate' AND NEW.description IS NULL) EXECUTE FUNCTION relais.says_what_it_is();
REVOKE EXECUTE ON FUNCTION relais.says_what_it_is() FROM PUBLIC;

ALTER TABLE overrides DROP CONSTRAINT overrides_reason_when_granted;
ALTER TABLE overrides DROP COLUMN reason;
ALTER TABLE overrides ADD COLUMN reason bytea;
ALTER TABLE overrides ADD CONSTRAINT overrides_reason_when_granted
    CHECK (state <> 'granted' OR reason IS NOT NULL) NOT VALID;
GRANT UPDATE (reason) ON overrides TO relais_app;
"""
