"""Reports: aggregates over organisations, for regional coordinators and auditors, through narrow functions."""

from migrations import script

revision = "0008_reports"
down_revision = "0007_imports"
branch_labels = None
depends_on = None

GUARD = """
GRANT SELECT ON request_cases TO relais_lens;

-- Who reads totals: auditors everywhere, regional coordinators in the regions of their organisation (POL-03).
CREATE FUNCTION relais.reads_report(of_region text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE m.id = relais.member() AND m.ends_on > relais.now()
          AND ('auditor' = ANY (m.roles)
            OR 'regional_coordinator' = ANY (m.roles) AND of_region = ANY (o.regions)))
$$;
"""

PEOPLE = """
-- Cases opened in the period, counted once each (DAT-04): with a bed, and by gender, age band and form.
CREATE FUNCTION relais.report_people(of_region text, since timestamptz, until timestamptz)
    RETURNS TABLE (dimension text, value text, cases bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH arrived AS (
        SELECT c.party, c.age_band, c.forms FROM cases c
        WHERE relais.reads_report(of_region) AND (of_region IS NULL OR c.region = of_region)
          AND c.opened_at >= since AND c.opened_at < until
          AND EXISTS (SELECT FROM placements p JOIN claims l ON l.id = p.claim_id
            WHERE p.case_id = c.id AND l.kind = 'stay')
    )
    SELECT 'arrivals', 'all', count(*) FROM arrived
    UNION ALL SELECT 'gender', party ->> 'gender', count(*) FROM arrived GROUP BY 2
    UNION ALL SELECT 'age_band', age_band, count(*) FROM arrived GROUP BY 2
    UNION ALL SELECT 'form', f, count(*) FROM arrived, unnest(forms) f GROUP BY 2
$$;

-- How fast: from the opening of the case to its first bed, in minutes; and how many had a bed and money within
-- 72 hours (DAT-10).
CREATE FUNCTION relais.report_times(of_region text, since timestamptz, until timestamptz)
    RETURNS TABLE (opened bigint, with_bed bigint, median_minutes_to_bed double precision, within_72h bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH opened AS (
        SELECT c.id, c.opened_at,
            (SELECT min(l.starts_at) FROM placements p JOIN claims l ON l.id = p.claim_id
                WHERE p.case_id = c.id AND l.kind = 'stay') AS bed_at,
            (SELECT min(t.made_at) FROM request_cases rc JOIN request_lines rl ON rl.request_id = rc.request_id
                JOIN transfers t ON t.line_id = rl.id AND t.kind = 'earmark' WHERE rc.case_id = c.id) AS money_at
        FROM cases c
        WHERE relais.reads_report(of_region) AND (of_region IS NULL OR c.region = of_region)
          AND c.opened_at >= since AND c.opened_at < until
    ), timed AS (
        SELECT *, greatest(extract(epoch FROM bed_at - opened_at) / 60, 0) AS minutes FROM opened
    )
    SELECT count(*), count(bed_at),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) FILTER (WHERE bed_at IS NOT NULL),
        count(*) FILTER (WHERE greatest(bed_at, money_at) <= opened_at + interval '72 hours'
            AND bed_at IS NOT NULL AND money_at IS NOT NULL)
    FROM timed
$$;
"""

MONEY = """
-- Money by category: lines asked in the period, and the ledger's transfers of the period, in cents.
CREATE FUNCTION relais.report_money(of_region text, since timestamptz, until timestamptz)
    RETURNS TABLE (category text, lines bigint, asked_cents bigint, promised_cents bigint, paid_cents bigint,
                   returned_cents bigint, median_minutes_to_decide double precision)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH seen AS (
        SELECT l.id, l.category, l.amount_cents, l.submitted_at, l.decided_at
        FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
        WHERE relais.reads_report(of_region) AND (of_region IS NULL OR r.region = of_region)
    ), asked AS (
        SELECT s.category, count(*) AS lines, sum(s.amount_cents) AS cents,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.decided_at - s.submitted_at) / 60)
                FILTER (WHERE s.decided_at IS NOT NULL) AS minutes
        FROM seen s WHERE s.submitted_at >= since AND s.submitted_at < until GROUP BY s.category
    ), moved AS (
        SELECT s.category,
            sum(CASE WHEN t.kind = 'earmark' THEN t.amount_cents WHEN t.kind IN ('void', 'expiry') THEN -t.amount_cents
                ELSE 0 END) AS promised,
            sum(CASE WHEN t.kind IN ('payment', 'overrun') THEN t.amount_cents ELSE 0 END) AS paid,
            sum(CASE WHEN t.kind = 'return' THEN t.amount_cents ELSE 0 END) AS returned
        FROM seen s JOIN transfers t ON t.line_id = s.id
        WHERE t.made_at >= since AND t.made_at < until GROUP BY s.category
    )
    SELECT category, coalesce(a.lines, 0), coalesce(a.cents, 0)::bigint, coalesce(m.promised, 0)::bigint,
        coalesce(m.paid, 0)::bigint, coalesce(m.returned, 0)::bigint, a.minutes
    FROM asked a FULL JOIN moved m USING (category) ORDER BY category
$$;
"""

BEDS = """
-- What was not found, by its reason, once per case and day (DAT-06); and nights held under agreements, used and unused.
CREATE FUNCTION relais.report_unmet(of_region text, since timestamptz, until timestamptz)
    RETURNS TABLE (reason text, needs bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT u.reason, count(*) FROM unmet_needs u
    WHERE relais.reads_report(of_region) AND (of_region IS NULL OR u.region = of_region)
      AND u.day >= since::date AND u.day < until::date GROUP BY u.reason ORDER BY u.reason
$$;

CREATE FUNCTION relais.report_nights(of_region text, since timestamptz, until timestamptz)
    RETURNS TABLE (held bigint, used bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT coalesce(sum(h.held), 0)::bigint, coalesce(sum(h.used), 0)::bigint
    FROM held_nights h JOIN bed_agreements a ON a.id = h.agreement_id JOIN shelters s ON s.key = a.shelter_key
    WHERE relais.reads_report(of_region) AND (of_region IS NULL OR s.region = of_region)
      AND h.counted_at >= since AND h.counted_at < until
$$;
"""

_PERIOD = "(text, timestamptz, timestamptz)"
_REPORTS = ("people", "times", "money", "unmet", "nights")
_FUNCTIONS = ("reads_report(text)", *(f"report_{name}{_PERIOD}" for name in _REPORTS))
RIGHTS = "".join(
    f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;\nGRANT EXECUTE ON FUNCTION relais.{name} TO relais_app;\n"
    for name in _FUNCTIONS
)


def upgrade() -> None:
    for part in (GUARD, PEOPLE, MONEY, BEDS, RIGHTS):
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
