"""Forgets what has served its time: idempotency keys and what the live stream told after a day; of signing in what is
over, and sessions a week after; that texts went and came after a month (ASVS 14.2.7)."""

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
SESSIONS_KEPT = timedelta(days=7)
"""A session that is over can still be asked about for a week; the trail has what must be known longer."""


def _over(table: str, column: str) -> Statement:
    """As above: a portion ends at a moment, because the jobs may read nothing else of these rows."""
    return sql(
        f"""
        DELETE FROM {table} WHERE {column} < :before AND {column} <= coalesce(
            (SELECT {column} FROM {table} WHERE {column} < :before
             ORDER BY {column} OFFSET CAST(:most AS bigint) - 1 LIMIT 1), :before)
        """  # noqa: S608  # names of ours
    )


TEXTS_KEPT = timedelta(days=30)
"""That a text went or came, and when: long enough to look into a night that went wrong."""
TEXTS: tuple[Statement, ...] = (_over("texts_sent", "sent_at"), _over("texts_heard", "heard_at"))

SIGN_IN: tuple[tuple[Statement, timedelta], ...] = (
    (_over("challenges", "expires_at"), timedelta(0)),
    (_over("attempts", "forget_at"), timedelta(0)),
    (_over("known_devices", "ends_at"), timedelta(0)),
    (_over("step_ups", "asked_at"), KEPT),
    (_over("sessions", "ends_at"), SESSIONS_KEPT),
)
"""In this order: a proof that was asked for names its session."""


async def forget_old(tools: Tools) -> int:
    """Delete keys, tellings, and that texts went and came, in portions; the number of rows."""
    texts = [await _delete(tools, statement, TEXTS_KEPT) for statement in TEXTS]
    return await _delete(tools, OLD_KEYS, KEPT) + await _delete(tools, OLD_TELLINGS, KEPT) + sum(texts)


async def forget_sign_ins(tools: Tools) -> int:
    """Delete what is left of signing in, in portions; the number of rows."""
    return sum([await _delete(tools, statement, kept) for statement, kept in SIGN_IN])


async def _delete(tools: Tools, statement: Statement, kept: timedelta) -> int:
    values = statement.arguments({"before": tools.store.clock.now() - kept, "most": AT_ONCE})
    total = 0
    while not tools.draining:
        status: str = await tools.worker_pool.execute(statement.text, *values)
        deleted = int(status.rsplit(" ", 1)[-1])
        total += deleted
        if deleted < AT_ONCE:
            break
    return total
