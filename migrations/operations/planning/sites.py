"""Reading the free beds of a country for a plan: the same numbers, counted without looking each claim's bed up."""

from migrations.operations.agreeing.patching import patched

_SIGNATURE = "operation_sites(uuid, jsonb, timestamptz, timestamptz, integer)"

INDEX = """
CREATE INDEX beds_put_away ON beds (key) WHERE NOT active;
"""

PERIODS = (
    """
        SELECT n.shelter_key, relais.needed_over(p_opens, p_closes, p_nights, n.shelter_key) AS period
        FROM (SELECT DISTINCT shelter_key FROM near) n),""",
    """
        SELECT s.key AS shelter_key, lower(k.period) AS begins, upper(k.period) AS ends
        FROM shelters s JOIN (
            -- Houses that turn over at the same hour need the same nights: asked once for all of them.
            SELECT h.turnover_hour, h.time_zone, coalesce(h.max_nights, 0) AS max_nights,
                relais.needed_over(p_opens, p_closes, p_nights, min(h.key)) AS period
            FROM shelters h WHERE h.key IN (SELECT shelter_key FROM near) GROUP BY 1, 2, 3) k
            ON k.turnover_hour = s.turnover_hour AND k.time_zone = s.time_zone
                AND k.max_nights = coalesce(s.max_nights, 0)
        WHERE s.key IN (SELECT shelter_key FROM near)),""",
)

TAKEN = (
    """
    live AS MATERIALIZED (
        SELECT c.bed_key, c.pool_key, tstzrange(c.starts_at, c.ends_at) && w.period AS meets,
            c.kind = 'stay' AND c.anonymous AND NOT tstzrange(c.starts_at, c.ends_at) && w.period AS goes_on
        FROM claims c JOIN near n ON n.pool_key = c.pool_key JOIN wanted w ON w.shelter_key = c.shelter_key
            JOIN beds b ON b.key = c.bed_key AND b.active
        WHERE c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())),
    taken AS (
        SELECT l.pool_key, (count(DISTINCT l.bed_key) FILTER (WHERE l.meets)
            + count(*) FILTER (WHERE l.goes_on))::integer AS beds
        FROM live l GROUP BY l.pool_key)
""",
    """
    -- Live claims of one bed never overlap, so at most one of them holds it when the period begins: these are counted,
    -- not told apart. Only those that begin inside it, which are few, are counted by bed, and only where there are any.
    present AS MATERIALIZED (
        SELECT c.pool_key,
            count(*) FILTER (WHERE c.starts_at <= w.begins AND c.ends_at > w.begins
                OR c.kind = 'stay' AND c.anonymous AND (c.ends_at <= w.begins OR c.starts_at >= w.ends)) AS beds,
            count(*) FILTER (WHERE c.starts_at > w.begins AND c.starts_at < w.ends) AS later, w.begins, w.ends
        FROM claims c JOIN near n ON n.pool_key = c.pool_key JOIN wanted w ON w.shelter_key = n.shelter_key
        WHERE c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
            AND c.bed_key NOT IN (SELECT b.key FROM beds b WHERE NOT b.active)
        GROUP BY c.pool_key, w.begins, w.ends),
    later AS MATERIALIZED (
        SELECT c.pool_key, count(DISTINCT c.bed_key) AS beds
        FROM present p JOIN claims c ON c.pool_key = p.pool_key AND c.state = 'live'
        WHERE p.later > 0 AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
            AND c.starts_at > p.begins AND c.starts_at < p.ends
            AND c.bed_key NOT IN (SELECT b.key FROM beds b WHERE NOT b.active)
            AND NOT EXISTS (SELECT FROM claims k WHERE k.bed_key = c.bed_key AND k.state = 'live'
                AND (k.lapses_at IS NULL OR k.lapses_at > relais.now())
                AND k.starts_at <= p.begins AND k.ends_at > p.begins)
        GROUP BY c.pool_key),
    taken AS (
        SELECT p.pool_key, (p.beds + coalesce(l.beds, 0))::integer AS beds
        FROM present p LEFT JOIN later l ON l.pool_key = p.pool_key)
""",
)

SQL = INDEX + patched(_SIGNATURE, PERIODS, TAKEN)
