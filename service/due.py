"""What time makes due: found as the worker, who knows keys and organisations, done as the row's organisation."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from service.refusals import Refused
from service.store.statements import Statement, sql
from service.store.store import Store

SET_NOW = sql("SELECT set_config('relais.now', :now, true)")


async def find_due(store: Store, workers: asyncpg.Pool, due: Statement, limit: int) -> list[Any]:
    """At most so many rows that are due by the application's clock. `workers` signs in as relais_worker."""
    async with workers.acquire() as connection, connection.transaction():
        now = store.clock.now().isoformat()
        await connection.fetchval(SET_NOW.text, *SET_NOW.arguments({"now": now}))
        found: list[Any] = await connection.fetch(due.text, *due.arguments({"limit": limit}))
        return found


async def for_each(rows: Sequence[Any], work: Callable[[Any], Awaitable[Any]]) -> int:
    """Work on each row in turn; how many came to something: a refusal means that somebody else was there first.

    One that fails does not hold up those behind it. Raises an `ExceptionGroup` of all failures at the end.
    """
    done = 0
    failures: list[Exception] = []
    for row in rows:
        try:
            done += not isinstance(await work(row), Refused)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(rows)} failed", failures)
    return done
