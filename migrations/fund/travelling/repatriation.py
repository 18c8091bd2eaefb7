"""A return that the person chose: where to, sealed and purged with its settlement, and what makes it safe (IMM-02)."""

_STEPS = """'asked_again', 'lawyer', 'papers_to_travel', 'own_view_of_danger', 'met_on_arrival',
        'somewhere_to_stay', 'first_days', 'care_goes_on', 'children', 'contact_kept'"""

SQL = (
    f"""
CREATE TABLE repatriations (
    line_id uuid PRIMARY KEY REFERENCES request_lines,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    person_chose boolean NOT NULL CONSTRAINT repatriations_chosen CHECK (person_chose),
    sealed bytea,
    purged_at timestamptz,
    CHECK ((sealed IS NULL) = (purged_at IS NOT NULL))
);
CREATE TABLE repatriation_steps (
    line_id uuid NOT NULL REFERENCES repatriations,
    step text NOT NULL CHECK (step IN ({_STEPS})),
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    mark text NOT NULL DEFAULT 'open' CHECK (mark IN ('open', 'done', 'not_needed')),
    marked_by uuid,
    marked_at timestamptz,
    PRIMARY KEY (line_id, step)
);

-- Nobody's return is asked for without the checklist; that it is complete, nothing asks.
CREATE FUNCTION relais.return_has_its_list() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM repatriations r WHERE r.line_id = NEW.id) THEN
        RAISE EXCEPTION 'a return that the person chose has its checklist' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'request_lines_return_has_its_list', TABLE = 'request_lines';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER has_its_list AFTER INSERT ON request_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.category = 'travel_international' AND NEW.travel_reason = 'repatriation')
    EXECUTE FUNCTION relais.return_has_its_list();

-- IMM-02: where to is purged with the settlement, and when nothing comes of it.
CREATE FUNCTION relais.forget_where_to() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE repatriations SET sealed = NULL, purged_at = relais.now() WHERE line_id = NEW.id AND sealed IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER forgets_where_to AFTER UPDATE OF state ON request_lines FOR EACH ROW
    WHEN (NEW.state IN ('settled', 'declined', 'withdrawn') AND NEW.travel_reason = 'repatriation')
    EXECUTE FUNCTION relais.forget_where_to();
"""
    + "".join(
        f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON {table} TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON {table} FOR SELECT TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON {table} AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON {table} TO relais_lens USING (true);
GRANT SELECT, INSERT ON {table} TO relais_app;
GRANT SELECT ON {table} TO relais_lens;
"""
        for table in ("repatriations", "repatriation_steps")
    )
    + """
GRANT UPDATE (sealed, purged_at) ON repatriations TO relais_lens;
GRANT UPDATE (mark, marked_by, marked_at) ON repatriation_steps TO relais_app;
ALTER FUNCTION relais.return_has_its_list() OWNER TO relais_lens;
ALTER FUNCTION relais.forget_where_to() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.return_has_its_list(), relais.forget_where_to() FROM PUBLIC;
"""
)
