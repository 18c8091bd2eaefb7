"""Forgets what has served its time: idempotency keys after a day, what the live stream told after a day."""

from datetime import timedelta

from jobs.ticks import Tools
from service.store.statements import sql

KEPT = timedelta(hours=24)
AT_ONCE = 5000
"""Rows per statement, so that no deletion holds its locks for long."""

# No ORDER BY ctid: a key that is being claimed again at this moment is skipped, and taken the next time.
OLD_KEYS = sql(
    """
    DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency WHERE created_at < :before LIMIT :most FOR UPDATE SKIP LOCKED))
    """
)
OLD_TELLINGS = sql(
    """
    DELETE FROM tellings WHERE ctid = ANY (ARRAY(SELECT ctid FROM tellings WHERE at < :before LIMIT :most))
    """
)


async def forget_old(tools: Tools) -> int:
    """Delete both, in portions; the number of rows."""
    return await _delete(tools, OLD_KEYS.text) + await _delete(tools, OLD_TELLINGS.text)


async def _delete(tools: Tools, statement: str) -> int:
    before = tools.store.clock.now() - KEPT
    total = 0
    while not tools.draining:
        status: str = await tools.worker_pool.execute(statement, before, AT_ONCE)
        deleted = int(status.rsplit(" ", 1)[-1])
        total += deleted
        if deleted < AT_ONCE:
            break
    return total
