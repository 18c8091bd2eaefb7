"""A house where group sessions are a duty does not offer to leave people to themselves (ADM-11)."""

from migrations.beds import shelters

_BEFORE = "(coalesce(profile->>'mandatory_activities' = 'no', false))::int * 32"
_NOW = """(coalesce(profile->>'mandatory_activities' = 'no'
            AND coalesce(profile->>'group_sessions_mandatory', '') <> 'yes', false))::int * 32"""


def _function() -> str:
    """The function of the closed revision with that one line changed. Raises `ValueError` if it is not there."""
    begin = shelters.SQL.index("CREATE FUNCTION relais.offers(")
    found = shelters.SQL[begin : shelters.SQL.index("\n$$", begin)] + "\n$$;\n"
    if found.count(_BEFORE) != 1:
        raise ValueError(_BEFORE)
    return found.replace(_BEFORE, _NOW).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


SQL = (
    _function()
    + """
-- What is stored is worked out anew.
UPDATE shelters SET profile = profile WHERE profile ? 'group_sessions_mandatory';

-- Where one is sent by a person and not by a search: beside a bed, never instead of one (ADM-02).
CREATE FUNCTION relais.detox_houses(p_regions text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key FROM shelters s
    WHERE relais.sees_the_board() AND s.published AND s.kind = 'detox'
        AND (p_regions = '{}' OR s.region = ANY (p_regions))
    ORDER BY s.key LIMIT 10
$$;
CREATE INDEX shelters_detox ON shelters (region, key) WHERE kind = 'detox';
ALTER FUNCTION relais.detox_houses(text[]) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.detox_houses(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.detox_houses(text[]) TO relais_app;
"""
)
