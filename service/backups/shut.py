"""A database that is being restored is shut: half a restore must not be taken for Relais (CNF-11)."""

SHUT = "relais_restoring"
"""While the database has this schema, nothing opens it (`api.parts`), and what else is in it is half a restore."""
UNFINISHED = (
    "This database is shut: a restore into it was not finished, or found something wrong. "
    "See docs/runbooks/restore.md."
)
IS_SHUT = f"SELECT to_regnamespace('{SHUT}') IS NOT NULL"
