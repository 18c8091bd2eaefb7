"""What time does to operations: requests that nobody answered, and windows that are over. Late is late, never
wrong."""

from typing import Any, Final

import asyncpg

from service.due import find_due, for_each
from service.operations.holds.recalling import cancel_due
from service.operations.holds.steps import AboutOperation, ask_beyond, close
from service.operations.windows.commands import SeeToMove, see_to_move
from service.partners.actor import job_of
from service.store.statements import sql
from service.store.store import Store

MOST: Final = 50
"""Operations looked at per tick."""

DUE_REQUESTS = sql("SELECT operation_id, organisation_id FROM relais.due_requests(:limit)")
DUE_MOVES = sql("SELECT operation_id, organisation_id FROM relais.due_moves(:limit)")
DUE_CANCELS = sql("SELECT operation_id, organisation_id FROM relais.due_cancels(:limit)")
DUE_OPERATIONS = sql("SELECT operation_id, organisation_id FROM relais.due_operations(:limit)")


async def ask_next_shelters(store: Store, pool: asyncpg.Pool) -> int:
    """Silence is never yes: unanswered requests lapse, and the next shelter is asked (OPS-03). `pool`: the
    worker's."""

    async def ask(row: Any) -> Any:
        return await store.run(
            ask_beyond, job_of(row["organisation_id"]), AboutOperation(row["operation_id"])
        )

    return await for_each(await find_due(store, pool, DUE_REQUESTS, MOST), ask)


async def move_windows(store: Store, pool: asyncpg.Pool) -> int:
    """See to windows that police moved once the places were the pivot organisation's (OPS-18). `pool`: the worker's."""

    async def see_to(row: Any) -> Any:
        return await store.run(see_to_move, job_of(row["organisation_id"]), SeeToMove(row["operation_id"]))

    return await for_each(await find_due(store, pool, DUE_MOVES, MOST), see_to)


async def cancel_asked(store: Store, pool: asyncpg.Pool) -> int:
    """Release what was cancelled a minute ago and not restored (OPS-18). `pool`: the worker's."""

    async def one(row: Any) -> Any:
        return await store.run(
            cancel_due, job_of(row["organisation_id"]), AboutOperation(row["operation_id"])
        )

    return await for_each(await find_due(store, pool, DUE_CANCELS, MOST), one)


async def close_operations(store: Store, pool: asyncpg.Pool) -> int:
    """Close operations whose window is over: unused places are free again without police action (OPS-12)."""

    async def close_one(row: Any) -> Any:
        return await store.run(close, job_of(row["organisation_id"]), AboutOperation(row["operation_id"]))

    return await for_each(await find_due(store, pool, DUE_OPERATIONS, MOST), close_one)
