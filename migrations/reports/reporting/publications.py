"""Published reports: records that nobody changes, of periods that never overlap (DAT-02, DAT-05).

What could tell a small count is the difference of two reports: of a month and a year, of today's and of yesterday's. So
each fact is published once, in one period, and a longer period is the sum of what was published of its parts.
"""

TABLES = """
CREATE TABLE publications (
    id uuid PRIMARY KEY,
    since date NOT NULL CHECK (extract(day FROM since) = 1),
    until date NOT NULL CHECK (extract(day FROM until) = 1),
    code_book text NOT NULL CHECK (code_book ~ '^[0-9]+\\.[0-9]+$'),
    published_at timestamptz NOT NULL,
    CHECK (until > since),
    CONSTRAINT publications_never_overlap EXCLUDE USING gist (daterange(since, until) WITH &&)
);
CREATE TABLE published_cells (
    publication_id uuid NOT NULL REFERENCES publications,
    dimension text NOT NULL CHECK (length(dimension) BETWEEN 1 AND 60),
    region text REFERENCES regions,
    value text NOT NULL CHECK (length(value) BETWEEN 1 AND 60),
    shown text NOT NULL,
    count integer CHECK (count >= 0),
    cents bigint,
    minutes integer CHECK (minutes >= 0),
    CONSTRAINT published_cells_once UNIQUE NULLS NOT DISTINCT (publication_id, region, dimension, value),
    CONSTRAINT published_cells_shown CHECK (shown = coalesce(count::text, shown)
        AND (count IS NULL) = (shown IN ('<5', 'withheld'))),
    -- Nights under agreements are no persons; everything else below five is nobody's to publish.
    CONSTRAINT published_cells_small CHECK (dimension = 'nights' OR count = 0 OR count >= 5 OR count IS NULL),
    CONSTRAINT published_cells_amounts CHECK (count IS NOT NULL OR cents IS NULL AND minutes IS NULL)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON publications
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON published_cells
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE publications ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_cells ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON publications TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON published_cells TO relais_lens USING (true) WITH CHECK (true);
-- Auditors read everything, regional coordinators their regions (POL-03); when reports appear is known to both.
CREATE POLICY reads ON publications FOR SELECT TO relais_app
    USING ((SELECT relais.member()) IS NULL OR (SELECT relais.roles() && ARRAY['auditor', 'regional_coordinator']));
CREATE POLICY reads ON published_cells FOR SELECT TO relais_app USING (relais.reads_report(region));
GRANT SELECT ON publications, published_cells TO relais_app;
GRANT SELECT, INSERT ON publications, published_cells TO relais_lens;
"""

FACTS = """
-- What there is to publish of a period, before anything is withheld: to jobs alone. Slips for whatever is about people;
-- the ledger and the lines of requests for money; how many lines stand behind each amount is its count.
CREATE FUNCTION relais.report_facts(p_since date, p_until date)
    RETURNS TABLE (dimension text, region text, value text, count bigint, cents bigint, minutes double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    since timestamptz := p_since::timestamp AT TIME ZONE 'UTC';
    until timestamptz := p_until::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF relais.member() IS NOT NULL OR relais.organisation() IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT s.measure, s.region, s.value, count(*), NULL::bigint, NULL::double precision
    FROM slips s WHERE s.month >= p_since AND s.month < p_until GROUP BY 1, 2, 3
    UNION ALL
    -- The medians of a country are not the medians of its regions: both are asked for.
    SELECT s.measure, s.region, 'median', count(*), NULL, percentile_cont(0.5) WITHIN GROUP (ORDER BY s.minutes)
    FROM slips s WHERE s.month >= p_since AND s.month < p_until AND s.measure = 'bed'
    GROUP BY GROUPING SETS ((s.measure, s.region), (s.measure));
    -- Lines asked, by category and by how soon they were decided: the same lines, so that no difference of the two
    -- tells of any. A median stands on five at least.
    RETURN QUERY
    SELECT 'asked', r.region, l.category, count(*), sum(l.amount_cents)::bigint, CASE WHEN count(l.decided_at) >= 5
        THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM l.decided_at - l.submitted_at) / 60) END
    FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
    WHERE l.submitted_at >= since AND l.submitted_at < until
    GROUP BY GROUPING SETS ((r.region, l.category), (l.category));
    RETURN QUERY
    SELECT 'decision.urgency', r.region, r.urgency, count(l.decided_at), NULL::bigint,
        CASE WHEN count(l.decided_at) >= 5 THEN percentile_cont(0.5) WITHIN GROUP (
            ORDER BY extract(epoch FROM l.decided_at - l.submitted_at) / 60) END
    FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
    WHERE l.submitted_at >= since AND l.submitted_at < until
    GROUP BY GROUPING SETS ((r.region, r.urgency), (r.urgency));
    -- Lines paid, by category and by urgency: again the same lines.
    RETURN QUERY
    SELECT 'paid', p.region, p.category, count(*), sum(p.cents)::bigint, CASE WHEN count(p.minutes) >= 5
        THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY p.minutes) END
    FROM relais.report_payments(since, until) p GROUP BY GROUPING SETS ((p.region, p.category), (p.category));
    RETURN QUERY
    SELECT 'payment.urgency', p.region, p.urgency, count(*), NULL::bigint, CASE WHEN count(p.minutes) >= 5
        THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY p.minutes) END
    FROM relais.report_payments(since, until) p GROUP BY GROUPING SETS ((p.region, p.urgency), (p.urgency));
    RETURN QUERY
    SELECT 'nights', s.region, n.value, sum(n.nights), NULL::bigint, NULL::double precision
    FROM held_nights h JOIN bed_agreements a ON a.id = h.agreement_id JOIN shelters s ON s.key = a.shelter_key,
        LATERAL (VALUES ('used', h.used), ('unused', h.held - h.used)) AS n (value, nights)
    WHERE h.counted_at >= since AND h.counted_at < until GROUP BY 2, 3;
END
$$;

-- What the ledger moved for lines in a period, in cents by line: promised (less what was given back), paid, returned,
-- and corrected (what a correction gave back to the envelope, less what it took).
CREATE FUNCTION relais.report_moves(since timestamptz, until timestamptz)
    RETURNS TABLE (measure text, line_id uuid, cents bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.measure, t.line_id, (m.sign * t.amount_cents)::bigint
    FROM transfers t
        LEFT JOIN transfers x ON t.kind = 'correction' AND x.id = t.about_id
        JOIN (VALUES ('earmark', '', 'promised', 1), ('void', '', 'promised', -1), ('expiry', '', 'promised', -1),
            ('payment', '', 'paid', 1), ('overrun', '', 'paid', 1), ('return', '', 'returned', 1),
            ('correction', 'payment', 'corrected', 1), ('correction', 'overrun', 'corrected', 1),
            ('correction', 'return', 'corrected', -1)) AS m (kind, about, measure, sign)
            ON m.kind = t.kind AND m.about = coalesce(x.kind, '')
    WHERE t.made_at >= since AND t.made_at < until AND t.line_id IS NOT NULL
$$;

-- Lines of which something was paid in a period: how much, and the time from decision to the first payment of all.
CREATE FUNCTION relais.report_payments(since timestamptz, until timestamptz)
    RETURNS TABLE (region text, urgency text, category text, cents bigint, minutes double precision)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.region, r.urgency, l.category, m.cents,
        greatest(extract(epoch FROM (SELECT min(t.made_at) FROM transfers t WHERE t.line_id = l.id
            AND t.kind IN ('payment', 'overrun')) - l.decided_at)::double precision / 60, 0)
    FROM (SELECT x.line_id, sum(x.cents)::bigint AS cents FROM relais.report_moves(since, until) x
            WHERE x.measure = 'paid' GROUP BY x.line_id) m
        JOIN request_lines l ON l.id = m.line_id JOIN fund_requests r ON r.id = l.request_id
$$;

-- Lines of requests by all the measures in which they stand, of a period and of every period published until its end:
-- what differences of measures would tell is decided over these. To jobs alone.
CREATE FUNCTION relais.report_lines(p_since date, p_until date)
    RETURNS TABLE (region text, category text, urgency text, now text[], ever text[], count bigint, asked bigint,
        promised bigint, paid bigint, returned bigint, corrected bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH days AS (
        SELECT p_since::timestamp AT TIME ZONE 'UTC' AS since, p_until::timestamp AT TIME ZONE 'UTC' AS until,
            least(p_since, (SELECT min(p.since) FROM publications p))::timestamp AT TIME ZONE 'UTC' AS first
        WHERE relais.member() IS NULL AND relais.organisation() IS NOT NULL
    ), happened AS (
        SELECT l.id AS line_id, m.measure, CASE WHEN m.measure = 'asked' THEN l.amount_cents END::bigint AS cents,
            l.submitted_at >= d.since AS now
        FROM days d JOIN request_lines l ON l.submitted_at >= d.first AND l.submitted_at < d.until
            JOIN fund_requests r ON r.id = l.request_id,
            LATERAL (VALUES ('asked', true), ('decided', l.submitted_at >= d.since AND l.decided_at IS NOT NULL),
                ('in_time', l.submitted_at >= d.since AND l.decided_at <= r.decide_by)) AS m (measure, holds)
        WHERE m.holds
        UNION ALL
        SELECT m.line_id, m.measure, m.cents, true FROM days d, LATERAL relais.report_moves(d.since, d.until) m
        UNION ALL
        SELECT m.line_id, m.measure, NULL, false FROM days d, LATERAL relais.report_moves(d.first, d.since) m
    ), line AS (
        SELECT h.line_id, array_agg(DISTINCT h.measure ORDER BY h.measure) FILTER (WHERE h.now) AS now,
            array_agg(DISTINCT h.measure ORDER BY h.measure)
                FILTER (WHERE h.measure NOT IN ('decided', 'in_time')) AS ever,
            sum(h.cents) FILTER (WHERE h.now AND h.measure = 'asked') AS asked,
            sum(h.cents) FILTER (WHERE h.now AND h.measure = 'promised') AS promised,
            sum(h.cents) FILTER (WHERE h.now AND h.measure = 'paid') AS paid,
            sum(h.cents) FILTER (WHERE h.now AND h.measure = 'returned') AS returned,
            sum(h.cents) FILTER (WHERE h.now AND h.measure = 'corrected') AS corrected
        FROM happened h GROUP BY h.line_id
    )
    SELECT r.region, l.category, r.urgency, coalesce(x.now, '{}'), x.ever, count(*), sum(x.asked)::bigint,
        sum(x.promised)::bigint, sum(x.paid)::bigint, sum(x.returned)::bigint, sum(x.corrected)::bigint
    FROM line x JOIN request_lines l ON l.id = x.line_id JOIN fund_requests r ON r.id = l.request_id
    GROUP BY 1, 2, 3, 4, 5
$$;
"""

PUBLISHING = """
-- The period that is next: whole blocks of so many months of a year, whose slips are all written.
CREATE FUNCTION relais.due_publication(p_months integer)
    RETURNS TABLE (since date, until date, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH first AS (
        SELECT coalesce((SELECT max(p.until) FROM publications p), (SELECT min(m.month) FROM slip_months m)) AS month
    ), block AS (
        SELECT make_date(extract(year FROM f.month)::integer,
            ((extract(month FROM f.month)::integer - 1) / p_months) * p_months + 1, 1) AS month, f.month AS first
        FROM first f WHERE f.month IS NOT NULL
    ), next AS (
        -- After a change of length, a period begins where the last one ended.
        SELECT CASE WHEN EXISTS (SELECT FROM publications p) THEN b.first ELSE b.month END AS since,
            (b.month + make_interval(months => p_months))::date AS until
        FROM block b
    )
    SELECT n.since, n.until, relais.reporting_organisation() FROM next n
    WHERE EXISTS (SELECT FROM slip_months m WHERE m.month = (n.until - interval '1 month')::date)
      AND relais.reporting_organisation() IS NOT NULL
$$;

-- Publishes a period whole: its cells come with it, or never. Answers whether it was the first to.
CREATE FUNCTION relais.publish_report(p_id uuid, p_since date, p_until date, p_code_book text, p_cells jsonb)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.member() IS NOT NULL OR relais.slips_due_at((p_until - interval '1 month')::date) > relais.now()
        OR NOT EXISTS (SELECT FROM slip_months m WHERE m.month = (p_until - interval '1 month')::date) THEN
        RETURN false;
    END IF;
    INSERT INTO publications (id, since, until, code_book, published_at)
    VALUES (p_id, p_since, p_until, p_code_book, relais.now()) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO published_cells (publication_id, dimension, region, value, shown, count, cents, minutes)
    SELECT p_id, c.dimension, c.region, c.value, c.shown, c.count, c.cents, c.minutes
    FROM jsonb_to_recordset(p_cells) AS c (dimension text, region text, value text, shown text, count integer,
        cents bigint, minutes integer);
    RETURN true;
END
$$;
"""

_PRIVATE = ("report_moves(timestamptz, timestamptz)", "report_payments(timestamptz, timestamptz)")
_OF_JOBS = (
    "report_facts(date, date)",
    "report_lines(date, date)",
    "publish_report(uuid, date, date, text, jsonb)",
)

RIGHTS = (
    "GRANT SELECT ON held_nights, bed_agreements, shelters TO relais_lens;\n"
    + "".join(
        f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;\n"
        for name in (*_PRIVATE, *_OF_JOBS, "due_publication(integer)")
    )
    + f"GRANT EXECUTE ON FUNCTION {', '.join('relais.' + each for each in _OF_JOBS)} TO relais_app;\n"
    + "GRANT EXECUTE ON FUNCTION relais.due_publication(integer) TO relais_worker;\n"
    # Figures of any days, worked out on the spot, can be subtracted from each other: nobody asks for them any more.
    + "".join(
        f"DROP FUNCTION relais.report_{name}(text, timestamptz, timestamptz);\n"
        for name in ("people", "times", "money", "unmet", "nights")
    )
)

SQL = TABLES + FACTS + PUBLISHING + RIGHTS
