"""The last word of two people holds: a period that was still to come, and that they replaced, never comes (CNF-11)."""

SQL = """
-- When a period was decided: a shorter one waits a month, and a later decision takes its place before it comes. Without
-- this, twelve months that were corrected to eighteen would have erased for the days between.
ALTER TABLE retention_periods ADD COLUMN decided_at timestamptz;
ALTER TABLE retention_periods ALTER COLUMN decided_at SET DEFAULT relais.now();
CREATE OR REPLACE FUNCTION relais.kept_amount(p_class text) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT p.amount FROM retention_periods p
        WHERE p.class = p_class AND p.in_force_from <= relais.now() AND NOT EXISTS (SELECT FROM retention_periods l
            WHERE l.class = p.class AND l.version > p.version AND l.decided_at < p.in_force_from)
        ORDER BY p.version DESC LIMIT 1), c.first)
    FROM retention_classes c WHERE c.class = p_class
$$;
"""
