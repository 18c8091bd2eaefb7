"""A clean slate between two tests, in little more time than it takes to see that there is nothing to wipe away."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import asyncpg

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'vault') ORDER BY 1
"""
LARGE = 64 * 8192
"""Bytes from which a table that was emptied is made small again: nobody else does it here."""


@dataclass(frozen=True)
class Sweeper:
    """A connection past triggers and policies for good: to leave that state would plan every statement anew."""

    connection: asyncpg.Connection
    question: str
    """Which tables have rows?"""

    async def sweep(self) -> None:
        """Delete every row of every table; triggers and policies are not asked."""
        found = [name for name in await self.connection.fetchval(self.question) if name]
        if not found:
            return
        await self.connection.execute(";".join(f"DELETE FROM {name}" for name in found))
        sizes = "SELECT name FROM unnest($1::text[]) name WHERE pg_relation_size(name::regclass) > $2"
        for row in await self.connection.fetch(sizes, found, LARGE):
            await self.connection.execute(f"VACUUM {row['name']}")


_SWEEPERS: WeakKeyDictionary[asyncpg.Connection, Sweeper] = WeakKeyDictionary()


async def sweeper_for(superuser: asyncpg.Connection, url: str) -> Sweeper:
    """The sweeper of a database as its migrations left it: a table that has rows now is the schema's own."""
    connection = await asyncpg.connect(url)
    names = [row[0] for row in await connection.fetch(TABLES)]
    kept = await connection.fetchval(_question(names))
    # A test that left a transaction open is an error of that test, not a run that never ends.
    await connection.execute("SET session_replication_role = replica; SET lock_timeout = '30s'")
    swept = Sweeper(connection, _question([name for name in names if name not in kept]))
    _SWEEPERS[superuser] = swept
    return swept


def _question(names: list[str]) -> str:
    filled = ",".join(f"CASE WHEN EXISTS (SELECT FROM {name}) THEN '{name}' END" for name in names)
    return f"SELECT ARRAY[{filled}]"


async def empty(superuser: asyncpg.Connection) -> None:
    """Delete every row but those that the migrations wrote."""
    await _SWEEPERS[superuser].sweep()
