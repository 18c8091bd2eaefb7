"""Invariants of reports: what was published equals what it was made of, and tells nothing small (DAT-02, DAT-05)."""

from service.checks import Check

CELLS = "SELECT count(*) FROM published_cells"

CHECKS = (
    Check(
        "every published count of people is the count of its slips",
        """
        SELECT format('publication of %s, %s %s %s', p.since, c.dimension, coalesce(c.region, 'country'), c.value)
        FROM published_cells c JOIN publications p ON p.id = c.publication_id
        WHERE c.count IS NOT NULL AND c.dimension IN ('opened', 'bed', 'gender', 'age_band', 'form', 'unmet')
          AND c.count <> (SELECT count(*) FROM slips s WHERE s.month >= p.since AND s.month < p.until
            AND s.measure = c.dimension AND (c.region IS NULL OR s.region = c.region)
            AND c.value IN (s.value, 'total'))
        """,
        CELLS,
    ),
    Check(
        "every published amount is what the ledger holds for its period",
        """
        WITH moved AS (
            SELECT p.id, m.measure, r.region, l.category, sum(m.cents) AS cents
            FROM publications p, LATERAL relais.report_moves(p.since::timestamp AT TIME ZONE 'UTC',
                p.until::timestamp AT TIME ZONE 'UTC') m
                JOIN request_lines l ON l.id = m.line_id JOIN fund_requests r ON r.id = l.request_id
            GROUP BY 1, 2, 3, 4
        )
        SELECT format('publication of %s, %s %s %s', p.since, c.dimension, coalesce(c.region, 'country'), c.value)
        FROM published_cells c JOIN publications p ON p.id = c.publication_id
        WHERE c.cents IS NOT NULL AND c.dimension IN ('promised', 'paid', 'returned', 'corrected')
          AND c.cents <> coalesce((SELECT sum(m.cents) FROM moved m WHERE m.id = p.id AND m.measure = c.dimension
            AND (c.region IS NULL OR m.region = c.region) AND c.value IN (m.category, 'total')), 0)
        """,
        CELLS,
    ),
    Check(
        "no published count is between one and four, nights apart, and no amount stands without its count",
        """
        SELECT format('%s %s %s', dimension, coalesce(region, 'country'), value) FROM published_cells
        WHERE dimension <> 'nights' AND count BETWEEN 1 AND 4 OR count IS NULL AND (cents, minutes) IS DISTINCT FROM
            (NULL::bigint, NULL::integer)
        """,
        CELLS,
    ),
    Check(
        "whoever had a first bed in a month has one gender, one age band and one time among its slips",
        """
        SELECT format('slips of %s, %s', s.month, s.region) FROM slips s GROUP BY s.month, s.region
        HAVING count(*) FILTER (WHERE s.measure = 'bed') <> count(*) FILTER (WHERE s.measure = 'gender')
            OR count(*) FILTER (WHERE s.measure = 'bed') <> count(*) FILTER (WHERE s.measure = 'age_band')
        """,
        "SELECT count(*) FROM slips",
    ),
    Check(
        "statements sum: what each envelope received, carried, paid, took back, corrected and covered is its balance",
        """
        WITH felt AS (
            SELECT a.envelope_id, sum(CASE WHEN t.credit_key = a.key THEN t.amount_cents ELSE -t.amount_cents END)
                AS cents
            FROM accounts a JOIN transfers t ON a.key IN (t.debit_key, t.credit_key)
            WHERE a.kind = 'envelope' AND t.kind NOT IN ('earmark', 'void', 'expiry') GROUP BY a.envelope_id
        )
        SELECT format('envelope %s', e.code) FROM accounts a JOIN envelopes e ON e.id = a.envelope_id
            LEFT JOIN felt f ON f.envelope_id = a.envelope_id
        WHERE a.kind = 'envelope' AND a.credits_posted - a.debits_posted <> coalesce(f.cents, 0)
        """,
        "SELECT count(*) FROM accounts WHERE kind = 'envelope'",
    ),
)
