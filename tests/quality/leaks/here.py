"""What this process has seen, and what its tables hold that nothing else may show."""

import asyncpg

from tests.quality.leaks.gathered import Gathered

HERE = Gathered()
"""Filled from the first test on (`tests.quality.leaks.plugin`)."""

KNOWN = """
    SELECT 'case code' AS kind, code AS value FROM cases
    UNION ALL SELECT 'operation', reference FROM operations
    UNION ALL SELECT 'e-mail', email FROM members
    UNION ALL SELECT 'name of a shelter', name FROM shelters WHERE length(name) >= 8 AND name LIKE '% %'
"""


async def learn_secrets(connection: asyncpg.Connection) -> None:
    """Every code, address and name that a test made, before its tables are emptied."""
    try:
        for row in await connection.fetch(KNOWN):
            HERE.secret(row["kind"], row["value"])
    except asyncpg.PostgresError:
        pass  # a test of an older schema, or one that broke what it stands on
