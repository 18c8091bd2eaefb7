"""How long each class of data is kept: bounds that are the schema's, periods that two people change (CNF-11)."""

SQL = (
    """
CREATE TABLE retention_classes (
    class text PRIMARY KEY CHECK (class ~ '^[a-z_]{3,40}$'),
    unit text NOT NULL CHECK (unit IN ('hours', 'days', 'months')),
    first integer NOT NULL,
    at_least integer NOT NULL CHECK (at_least > 0),
    at_most integer NOT NULL,
    CHECK (first BETWEEN at_least AND at_most)
);
INSERT INTO retention_classes (class, unit, first, at_least, at_most) VALUES
    ('case', 'months', 24, 12, 60),
    ('referral', 'months', 24, 6, 36),
    ('operation', 'months', 24, 12, 60),
    ('request', 'months', 84, 84, 144),
    ('incident', 'months', 60, 60, 120),
    ('session', 'days', 7, 1, 30),
    ('text', 'days', 30, 7, 90),
    ('step_up', 'hours', 24, 24, 168),
    ('idempotency', 'hours', 24, 24, 72),
    ('telling', 'hours', 24, 24, 72);

-- Each change is another version, and stands on its proposal. A shorter period of months waits a month: what it erases
-- does not come back, so whoever keeps something sees it coming.
CREATE TABLE retention_periods (
    class text NOT NULL REFERENCES retention_classes,
    version integer NOT NULL CHECK (version > 0),
    amount integer NOT NULL CHECK (amount > 0),
    proposal_id uuid NOT NULL UNIQUE REFERENCES proposals,
    in_force_from timestamptz NOT NULL,
    PRIMARY KEY (class, version)
);
"""
    + "".join(
        f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON {table} FOR SELECT TO relais_app, relais_worker, relais_lens, relais_eraser USING (true);
GRANT SELECT ON {table} TO relais_app, relais_worker, relais_lens, relais_eraser;
"""
        for table in ("retention_classes", "retention_periods")
    )
    + """
CREATE POLICY lens_changes ON retention_periods FOR INSERT TO relais_lens WITH CHECK (true);
GRANT INSERT ON retention_periods TO relais_lens;

CREATE FUNCTION relais.kept_amount(p_class text) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT p.amount FROM retention_periods p
        WHERE p.class = p_class AND p.in_force_from <= relais.now() ORDER BY p.version DESC LIMIT 1), c.first)
    FROM retention_classes c WHERE c.class = p_class
$$;
CREATE FUNCTION relais.kept_for(p_class text) RETURNS interval LANGUAGE sql STABLE AS $$
    SELECT CASE c.unit WHEN 'hours' THEN make_interval(hours => relais.kept_amount(c.class))
        WHEN 'days' THEN make_interval(days => relais.kept_amount(c.class))
        ELSE make_interval(months => relais.kept_amount(c.class)) END
    FROM retention_classes c WHERE c.class = p_class
$$;
GRANT EXECUTE ON FUNCTION relais.kept_amount(text), relais.kept_for(text)
    TO relais_app, relais_worker, relais_lens, relais_eraser;
"""
)
