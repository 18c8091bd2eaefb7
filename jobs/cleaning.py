"""Forgets what has served its time: idempotency keys and what the live stream told after a day; of signing in what is
over, and sessions a week after; that texts went and came after a month (ASVS 14.2.7)."""

from jobs.ticks import Tools
from service.retention.queries import kept_since
from service.retention.rules import ClassName
from service.store.statements import Statement, sql

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


def _over(table: str, column: str) -> Statement:
    """As above: a portion ends at a moment, because the jobs may read nothing else of these rows."""
    return sql(
        f"""
        DELETE FROM {table} WHERE {column} < :before AND {column} <= coalesce(
            (SELECT {column} FROM {table} WHERE {column} < :before
             ORDER BY {column} OFFSET CAST(:most AS bigint) - 1 LIMIT 1), :before)
        """  # noqa: S608  # names of ours
    )


TEXTS: tuple[Statement, ...] = (_over("texts_sent", "sent_at"), _over("texts_heard", "heard_at"))

SIGN_IN: tuple[tuple[Statement, ClassName | None], ...] = (
    (_over("challenges", "expires_at"), None),
    (_over("attempts", "forget_at"), None),
    (_over("known_devices", "ends_at"), None),
    (_over("step_ups", "asked_at"), "step_up"),
    (_over("sessions", "ends_at"), "session"),
)
"""In this order: a proof that was asked for names its session."""


async def forget_old(tools: Tools) -> int:
    """Delete keys, tellings, and that texts went and came, in portions; the number of rows."""
    texts = [await _delete(tools, statement, "text") for statement in TEXTS]
    keys = await _delete(tools, OLD_KEYS, "idempotency")
    return keys + await _delete(tools, OLD_TELLINGS, "telling") + sum(texts)


async def forget_sign_ins(tools: Tools) -> int:
    """Delete what is left of signing in, in portions; the number of rows."""
    return sum([await _delete(tools, statement, kept) for statement, kept in SIGN_IN])


async def _delete(tools: Tools, statement: Statement, kept: ClassName | None) -> int:
    now = tools.store.clock.now()
    before = await kept_since(tools.worker_pool, kept, now) if kept else now
    values = statement.arguments({"before": before, "most": AT_ONCE})
    total = 0
    while not tools.draining:
        status: str = await tools.worker_pool.execute(statement.text, *values)
        deleted = int(status.rsplit(" ", 1)[-1])
        total += deleted
        if deleted < AT_ONCE:
            break
    return total
