"""Which code goes with which schema, so that replicas of two versions may serve side by side during an upgrade.

The rule is expand, then contract: a migration adds, and the code of before does not notice. What takes something away
comes a version later, when nobody asks for it any more, and says so by `oldest_code = "NNNN_name"` in its revision: the
oldest code that still works on the schema it leaves. The schema carries that name, where every replica can read it.
"""

import re
from functools import cache
from pathlib import Path

import asyncpg

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
FIRST_BOUND = "0038_proving"
"""Migrations before this one were written for a service that stands still."""
BEFORE_IT = "0037_welcoming"
NOTE = "oldest code: {}"
READ = """
SELECT (SELECT version_num FROM relais.alembic_version) AS revision,
       obj_description('relais.alembic_version'::regclass, 'pg_class') AS note
"""


@cache
def newest_revision() -> str:
    """The last migration of this code."""
    return max(path.stem for path in (FOLDER / "versions").glob("[0-9]*.py"))


async def schema_of(connection: asyncpg.Connection) -> tuple[str | None, str]:
    """The revision that the database is at, none when it is empty, and the oldest code that works on it."""
    try:
        found = await connection.fetchrow(READ)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return None, BEFORE_IT
    named = re.fullmatch(NOTE.format(r"(\d{4}_\w+)"), found["note"] or "")
    return found["revision"], named[1] if named else found["revision"]


def serves(revision: str | None, oldest_code: str, ours: str) -> bool:
    """Whether code whose last migration is `ours` works on a schema at `revision` that asks for `oldest_code`."""
    return revision is not None and oldest_code <= ours <= revision
