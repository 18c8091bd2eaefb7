"""Forgets what has served its time: idempotency keys after a day, what the live stream told after a day."""

from datetime import timedelta

from jobs.ticks import Tools
from service.store.statements import Statement, sql

KEPT = timedelta(hours=24)
AT_ONCE = 5000
"""Rows per statement, so that no deletion holds its locks for long."""

# The jobs may read no key, only when it was first used: so a portion ends at a moment, not after a row.
OLD_KEYS = sql(
    """
    DELETE FROM idempotency WHERE created_at < :before AND created_at <= coalesce(
        (SELECT created_at FROM idempotency WHERE created_at < :before
         ORDER BY created_at OFFSET CAST(:most AS bigint) - 1 LIMIT 1), :before)
    """
)
OLD_TELLINGS = sql(
    """
    DELETE FROM tellings WHERE ctid = ANY (ARRAY(SELECT ctid FROM tellings WHERE at < :before LIMIT :most))
    """
)


async def forget_old(tools: Tools) -> int:
    """Delete both, in portions; the number of rows."""
    return await _delete(tools, OLD_KEYS) + await _delete(tools, OLD_TELLINGS)


async def _delete(tools: Tools, statement: Statement) -> int:
    values = statement.arguments({"before": tools.store.clock.now() - KEPT, "most": AT_ONCE})
    total = 0
    while not tools.draining:
        status: str = await tools.worker_pool.execute(statement.text, *values)
        deleted = int(status.rsplit(" ", 1)[-1])
        total += deleted
        if deleted < AT_ONCE:
            break
    return total
