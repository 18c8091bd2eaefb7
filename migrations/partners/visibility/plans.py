"""Row-level security and narrow functions keep their plans at the scale of a country (tests/visibility/test_plans.py).

PostgreSQL guesses a thousand rows for a function it cannot look into, and then reads whole tables to meet them; and it
cannot use an index for what stands in a subquery of a policy.
"""

from migrations.beds import places
from migrations.fund import lens

INDEXES = """
CREATE INDEX consents_of_case ON consents (case_id);
CREATE INDEX exclusions_of_case ON exclusions (case_id);
CREATE INDEX organisations_coordinations ON organisations (id) WHERE kind = 'coordination';
-- An operation has as many places as people.
ALTER FUNCTION relais.place_states(uuid) ROWS 15;
-- And somebody accompanies some dozens of cases.
ALTER FUNCTION relais.named_cases() ROWS 5;
ALTER FUNCTION relais.own_cases() ROWS 30;
ALTER FUNCTION relais.my_cases() ROWS 30;
"""

POLICIES = """
-- The same circle as before, said so that an index finds the row: an array is looked up, a subquery is filtered by.
DROP POLICY own ON cases;
DROP POLICY shared ON cases;
CREATE POLICY own ON cases TO relais_app USING (organisation_id = (SELECT relais.organisation()) AND (
    (SELECT relais.member()) IS NULL OR pivot_member_id = (SELECT relais.member())
    OR backup_member_id = (SELECT relais.member()) OR id = ANY (ARRAY (SELECT relais.named_cases()))));
CREATE POLICY shared ON cases FOR SELECT TO relais_app USING (id = ANY (ARRAY (SELECT relais.named_cases())));
"""


def _replaced(script: str, name: str, *changes: tuple[str, str]) -> str:
    """A function of a closed revision, with these changes and nothing else."""
    begin = script.index(f"CREATE FUNCTION relais.{name}(")
    found = script[begin : script.index("\n$$", begin)] + "\n$$;\n"
    for old, new in changes:
        if found.count(old) != 1:
            raise ValueError((name, old))
        found = found.replace(old, new)
    return found.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


FREE = _replaced(
    places.SQL,
    "free_places",
    (
        """
            JOIN beds b ON b.key = y.bed_key AND b.active
        GROUP BY""",
        """
        WHERE (SELECT b.active FROM beds b WHERE b.key = y.bed_key)
        GROUP BY""",
    ),
    (
        "(p_shelter_keys IS NULL OR a.shelter_key = ANY (p_shelter_keys))",
        """a.shelter_key = ANY (CASE WHEN p_shelter_keys IS NULL
                THEN ARRAY (SELECT v.shelter_key FROM availability v) ELSE p_shelter_keys END)""",
    ),
    (
        "JOIN shelters s ON s.key = p.shelter_key",
        "JOIN LATERAL (SELECT h.* FROM shelters h WHERE h.key = p.shelter_key OFFSET 0) s ON true",
    ),
)
BUSY = """
CREATE OR REPLACE FUNCTION relais.busy_beds(p_pools bigint[], p_starts_at timestamptz, p_ends_at timestamptz)
RETURNS TABLE (bed_key bigint, pool_key bigint)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT c.bed_key, c.pool_key
    FROM claims c
    WHERE c.pool_key = ANY (p_pools) AND c.state = 'live'
        AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
        AND ((c.starts_at < p_ends_at AND c.ends_at > p_starts_at)
            OR (c.kind = 'stay' AND c.ends_at <= relais.now()
                AND p_starts_at < (SELECT relais.night_end(relais.now(), s.turnover_hour, s.time_zone)
                    FROM shelters s WHERE s.key = c.shelter_key)))
$$;
"""
AUDITED = _replaced(
    lens.AUDIT,
    "audited_request",
    (
        "r.id::text = lower(wanted)",
        "r.id = CASE WHEN wanted ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN wanted::uuid END",
    ),
)

SQL = INDEXES + POLICIES + FREE + BUSY + AUDITED
