"""A server counts its transactions from the beginning again, and the log is in the order of their numbers: so the
restored one first counts up to where the lost one stood (`docs/decisions/0005-the-trail.md`, FND-09).

Each number is taken by a transaction that is rolled back: no superuser is needed, and no access to the machine. Where
the way is too long for that, whoever runs the server moves its counter with `pg_resetwal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.backups.manifest import BackupError

if TYPE_CHECKING:
    import asyncpg

FARTHEST = 300_000_000
"""Transactions that are counted through: most of an hour. A server of Relais alone needs years for as many."""
AT_ONCE = 100_000
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
COUNT = """
DO $$ BEGIN
    FOR i IN 1..{most} LOOP
        PERFORM pg_current_xact_id();
        ROLLBACK;
    END LOOP;
END $$
"""


async def refuse_too_far(connection: asyncpg.Connection, wanted: int, farthest: int = FARTHEST) -> None:
    """Raises `BackupError` where counting up would take too long, before anything is touched."""
    stands = await connection.fetchval(NEXT)
    if wanted - stands > farthest:
        raise BackupError(
            f"This server stands at transaction {stands}, the backup at {wanted}: too far to count up. Stop the "
            f"server, run pg_resetwal --next-transaction-id={wanted % 2**32} --epoch={wanted >> 32} as its manual "
            "says, start it, and restore again."
        )


async def count_up(connection: asyncpg.Connection, wanted: int) -> int:
    """Until the next transaction is the wanted one or later; how many were taken. Not within a transaction."""
    start: int = await connection.fetchval(NEXT)
    await connection.execute("SET synchronous_commit = off")
    while (ahead := wanted - await connection.fetchval(NEXT)) > 0:
        await connection.execute(COUNT.format(most=min(ahead, AT_ONCE)))
    await connection.execute("RESET synchronous_commit")
    return max(0, wanted - start)
