"""What time does to operations: requests that nobody answered, and windows that are over. Late is late, never
wrong."""

from typing import Final

import asyncpg

from service.operations.holds.steps import AboutOperation, ask_beyond, close
from service.partners.actor import job_of
from service.store.statements import Statement, sql
from service.store.store import Store

MOST: Final = 50
"""Operations looked at per tick."""

DUE_REQUESTS = sql("SELECT operation_id, organisation_id FROM relais.due_requests(:limit)")
DUE_OPERATIONS = sql("SELECT operation_id, organisation_id FROM relais.due_operations(:limit)")
SET_NOW = "SELECT set_config('relais.now', $1, true)"


async def ask_next_shelters(store: Store, pool: asyncpg.Pool) -> int:
    """Silence is never yes: unanswered requests lapse, and the next shelter is asked (OPS-03). `pool`: the
    worker's."""
    due = await _due(store, pool, DUE_REQUESTS)
    for row in due:
        await store.run(ask_beyond, job_of(row["organisation_id"]), AboutOperation(row["operation_id"]))
    return len(due)


async def close_operations(store: Store, pool: asyncpg.Pool) -> int:
    """Close operations whose window is over: unused places are free again without police action (OPS-12)."""
    due = await _due(store, pool, DUE_OPERATIONS)
    for row in due:
        await store.run(close, job_of(row["organisation_id"]), AboutOperation(row["operation_id"]))
    return len(due)


async def _due(store: Store, pool: asyncpg.Pool, statement: Statement) -> list[asyncpg.Record]:
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval(SET_NOW, store.clock.now().isoformat())
        found: list[asyncpg.Record] = await connection.fetch(
            statement.text, *statement.arguments({"limit": MOST})
        )
        return found
