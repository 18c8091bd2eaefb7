"""What time makes due about cases: askings that nobody answered, and cases that nobody accompanies (PIV-01, PIV-03)."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from service.cases.transfers.commands import LapseTransfer, lapse_transfer
from service.cases.watches.commands import ALONE_AFTER, WatchCase, watch_case
from service.due import SET_NOW, find_due, for_each
from service.partners.actor import job_of
from service.store.statements import sql
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg

DUE_TRANSFERS = sql("SELECT * FROM relais.due_handovers(:limit)")
TO_WATCH = sql("SELECT * FROM relais.cases_to_watch(:limit, :after)")
PORTION = 100


async def lapse_transfers(store: Store, workers: "asyncpg.Pool") -> int:
    """End up to 100 askings whose time is over; how many. The case stays with its pivot (PIV-01)."""
    rows = await find_due(store, workers, DUE_TRANSFERS, PORTION)
    return await for_each(
        rows, lambda row: store.run(lapse_transfer, job_of(row["organisation_id"]), LapseTransfer(row["id"]))
    )


async def watch_cases(store: Store, workers: "asyncpg.Pool") -> int:
    """Look at up to 100 cases without a pivot or a backup, and at those that have both again; how many changed
    (PIV-01)."""
    rows = await _to_watch(store, workers)
    return await for_each(rows, lambda row: _watch(store, row["organisation_id"], row["case_id"]))


async def _watch(store: Store, organisation: UUID, case_id: UUID) -> Any:
    return await store.run(watch_case, job_of(organisation), WatchCase(case_id))


async def _to_watch(store: Store, workers: "asyncpg.Pool") -> list[Any]:
    async with workers.acquire() as connection, connection.transaction():
        now = store.clock.now().isoformat()
        await connection.fetchval(SET_NOW.text, *SET_NOW.arguments({"now": now}))
        values = {"limit": PORTION, "after": ALONE_AFTER}
        found: list[Any] = await connection.fetch(TO_WATCH.text, *TO_WATCH.arguments(values))
        return found
