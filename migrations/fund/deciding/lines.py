"""Lines approved in part: the rest stays open until somebody decides it, or nobody waits for it (FND-11)."""

SQL = """
-- The rest of a line that nobody waits for any more: the pivot took it back, the fund declined it, or it cost less.
ALTER TABLE request_lines
    ADD COLUMN closed_cents bigint NOT NULL DEFAULT 0 CHECK (closed_cents >= 0),
    ADD COLUMN closed_by text CHECK (closed_by IN ('withdrawn', 'declined', 'spent_less')),
    ADD CONSTRAINT request_lines_closed CHECK ((closed_cents = 0) = (closed_by IS NULL)),
    ADD CONSTRAINT request_lines_within_asked CHECK (approved_cents + closed_cents <= amount_cents);
GRANT UPDATE (closed_cents, closed_by) ON request_lines TO relais_app;

-- ELG-05: somebody else may pay later; told to the fund, which may reclaim it then. No rule looks at it.
ALTER TABLE request_lines ADD COLUMN other_payer_possible boolean NOT NULL DEFAULT false;
GRANT INSERT (other_payer_possible) ON request_lines TO relais_app;

-- How many units (nights, trips) everything approved of the line covers with this decision; null: all of the line's.
ALTER TABLE decision_lines ADD COLUMN units smallint CHECK (units BETWEEN 1 AND 366);

-- What was paid cost less than was promised: the difference went back, and waits for no second decision.
CREATE FUNCTION relais.rest_was_not_needed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM transfers p WHERE p.pending_id = NEW.pending_id AND p.kind = 'payment') THEN
        UPDATE request_lines SET closed_cents = closed_cents + NEW.amount_cents,
            closed_by = coalesce(closed_by, 'spent_less') WHERE id = NEW.line_id;
    END IF;
    RETURN NULL;
END
$$;
GRANT UPDATE (closed_cents, closed_by) ON request_lines TO relais_lens;
ALTER FUNCTION relais.rest_was_not_needed() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.rest_was_not_needed() FROM PUBLIC;
CREATE TRIGGER not_needed AFTER INSERT ON transfers FOR EACH ROW WHEN (NEW.kind = 'void')
    EXECUTE FUNCTION relais.rest_was_not_needed();
"""
