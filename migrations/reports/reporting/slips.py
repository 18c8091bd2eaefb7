"""Statistical slips: what there is to count of a month, written down once, shuffled, apart from every case (DAT-05).

A slip is one fact: a month, a region, a measure and a value. It carries no id, no moment and no code, and the facts of
one case are not joined with each other: a gender here, an age band there. Codes that are one person are counted once
(DAT-04).
"""

TABLES = """
CREATE TABLE slip_months (
    month date PRIMARY KEY CHECK (extract(day FROM month) = 1)
);
CREATE TABLE slips (
    month date NOT NULL REFERENCES slip_months,
    region text NOT NULL REFERENCES regions,
    measure text NOT NULL CHECK (measure IN ('opened', 'bed', 'gender', 'age_band', 'form', 'unmet')),
    value text NOT NULL,
    minutes integer CHECK (minutes >= 0),
    CHECK ((measure = 'bed') = (minutes IS NOT NULL)),
    CHECK (measure <> 'opened' OR value IN ('within_72h', 'later_or_never')),
    CHECK (measure <> 'bed' OR value = 'found'),
    CHECK (measure <> 'gender' OR value IN ('woman', 'man', 'trans_woman', 'trans_man', 'non_binary',
        'not_determined')),
    CHECK (measure <> 'age_band' OR value IN ('<16', '16-17', '18-20', '21-24', '25+', 'not_determined')),
    CHECK (measure <> 'form' OR value IN ('labour', 'sexual', 'domestic_servitude', 'forced_marriage',
        'forced_criminality', 'child_servitude', 'other', 'not_determined', 'prefer_not_to_say')),
    CHECK (measure <> 'unmet' OR value IN ('no_bed', 'no_answer', 'security_fear', 'not_conjugal_violence', 'criteria',
        'age', 'gender', 'language', 'stay_too_short', 'several_at_once', 'other'))
);
CREATE INDEX slips_month_idx ON slips (month);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON slips FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON slip_months
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE slips ENABLE ROW LEVEL SECURITY;
ALTER TABLE slip_months ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON slips TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON slip_months TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON slips, slip_months TO relais_lens;
"""

WRITING = """
-- The first moment of a month after which its slips can be written: what has 72 hours to happen has happened (DAT-10).
CREATE FUNCTION relais.slips_due_at(month date) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT (month + interval '1 month 4 days') AT TIME ZONE 'UTC'
$$;

-- Reports are of all organisations; the job that writes them acts as one of those who read them.
CREATE FUNCTION relais.reporting_organisation() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id FROM organisations o WHERE o.kind IN ('network', 'coordination', 'audit')
    ORDER BY array_position(ARRAY['network', 'coordination', 'audit'], o.kind), o.id LIMIT 1
$$;

-- The earliest month without slips whose time has come. Months follow each other from the first case or need on.
CREATE FUNCTION relais.due_slips() RETURNS TABLE (month date, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH next AS (
        SELECT coalesce((SELECT max(m.month) + interval '1 month' FROM slip_months m),
            date_trunc('month', least((SELECT min(c.opened_at) AT TIME ZONE 'UTC' FROM cases c),
                (SELECT min(u.day) FROM unmet_needs u)::timestamp)))::date AS month
    )
    SELECT n.month, relais.reporting_organisation() FROM next n
    WHERE relais.slips_due_at(n.month) <= relais.now() AND relais.reporting_organisation() IS NOT NULL
$$;

-- Every case with the code that it is counted by: the first opened of those agreed to be one person (DAT-04).
CREATE FUNCTION relais.counted_cases() RETURNS TABLE (case_id uuid, counted_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH RECURSIVE same (a, b) AS (
        SELECT l.case_id, l.other_case_id FROM case_links l WHERE l.state = 'accepted'
        UNION SELECT l.other_case_id, l.case_id FROM case_links l WHERE l.state = 'accepted'
    ), reached (root, id) AS (
        SELECT a, a FROM same UNION SELECT r.root, s.b FROM reached r JOIN same s ON s.a = r.id
    ), firsts AS (
        SELECT DISTINCT ON (r.root) r.root, c.id FROM reached r JOIN cases c ON c.id = r.id
        ORDER BY r.root, c.opened_at, c.id
    )
    SELECT c.id, coalesce(f.id, c.id) FROM cases c LEFT JOIN firsts f ON f.root = c.id
$$;

-- A person's first bed: when somebody slept in it, and when Relais knew it, whichever is later, says of which month.
CREATE FUNCTION relais.first_beds() RETURNS TABLE (counted_id uuid, opened_at timestamptz, bed_at timestamptz,
        known_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT ON (k.counted_id) k.counted_id, f.opened_at, l.starts_at, greatest(l.starts_at, p.linked_at)
    FROM placements p JOIN claims l ON l.id = p.claim_id AND l.kind = 'stay'
        JOIN relais.counted_cases() k ON k.case_id = p.case_id JOIN cases f ON f.id = k.counted_id
    ORDER BY k.counted_id, greatest(l.starts_at, p.linked_at)
$$;

-- When a person's first need was paid: money that left, not money promised (DAT-10).
CREATE FUNCTION relais.first_payments() RETURNS TABLE (counted_id uuid, paid_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT k.counted_id, min(t.made_at) FROM request_cases q JOIN relais.counted_cases() k ON k.case_id = q.case_id
        JOIN request_lines l ON l.request_id = q.request_id
        JOIN transfers t ON t.line_id = l.id AND t.kind IN ('payment', 'overrun')
    GROUP BY k.counted_id
$$;

-- Writes a month's slips, once, in no order. Answers how many; null when the month has them or its time has not come.
CREATE FUNCTION relais.write_slips(p_month date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    since timestamptz := p_month::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (p_month + interval '1 month') AT TIME ZONE 'UTC';
    written integer;
BEGIN
    IF relais.member() IS NOT NULL OR relais.slips_due_at(p_month) > relais.now() THEN
        RETURN NULL;
    END IF;
    INSERT INTO slip_months (month) VALUES (p_month) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO slips (month, region, measure, value, minutes)
    WITH beds AS MATERIALIZED (SELECT * FROM relais.first_beds()),
    arrived AS (
        SELECT c.region, c.party ->> 'gender' AS gender, c.age_band, c.forms,
            greatest(round(extract(epoch FROM b.bed_at - b.opened_at) / 60), 0)::integer AS minutes
        FROM beds b JOIN cases c ON c.id = b.counted_id WHERE b.known_at >= since AND b.known_at < until
    ), opened AS (
        SELECT c.region, coalesce(b.bed_at <= c.opened_at + interval '72 hours'
            AND p.paid_at <= c.opened_at + interval '72 hours', false) AS in_time
        FROM cases c JOIN relais.counted_cases() k ON k.case_id = c.id AND k.counted_id = c.id
            LEFT JOIN beds b ON b.counted_id = c.id LEFT JOIN relais.first_payments() p ON p.counted_id = c.id
        WHERE c.opened_at >= since AND c.opened_at < until
    ), facts (region, measure, value, minutes) AS (
        SELECT region, 'opened', CASE WHEN in_time THEN 'within_72h' ELSE 'later_or_never' END, NULL::integer
        FROM opened
        UNION ALL SELECT region, 'bed', 'found', minutes FROM arrived
        UNION ALL SELECT region, 'gender', gender, NULL FROM arrived
        UNION ALL SELECT region, 'age_band', age_band, NULL FROM arrived
        UNION ALL SELECT region, 'form', form, NULL FROM arrived, unnest(forms) AS form
        UNION ALL SELECT u.region, 'unmet', u.reason, NULL FROM unmet_needs u
            WHERE u.day >= p_month AND u.day < p_month + interval '1 month'
    )
    SELECT p_month, f.region, f.measure, f.value, f.minutes FROM facts f ORDER BY random();
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END
$$;
"""

_PRIVATE = (
    "slips_due_at(date)",
    "counted_cases()",
    "first_beds()",
    "first_payments()",
    "reporting_organisation()",
)

RIGHTS = (
    "GRANT SELECT ON placements, unmet_needs TO relais_lens;\n"
    + "".join(
        f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;\n"
        for name in (*_PRIVATE, "due_slips()", "write_slips(date)")
    )
    + """
GRANT EXECUTE ON FUNCTION relais.due_slips() TO relais_worker;
GRANT EXECUTE ON FUNCTION relais.write_slips(date) TO relais_app;
"""
)

SQL = TABLES + WRITING + RIGHTS
