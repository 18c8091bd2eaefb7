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
"""
)
