"""What time makes due about reports: a month's slips, and a period's report once its months are written (DAT-05)."""

from collections.abc import Awaitable, Callable

import asyncpg

from service.due import SET_NOW, find_due, for_each
from service.partners.actor import job_of
from service.reports.annual.commands import PublishReport, publish_report
from service.reports.slips.commands import WriteSlips, write_slips
from service.store.statements import sql
from service.store.store import Store

DUE_SLIPS = sql("SELECT * FROM relais.due_slips() LIMIT :limit")
DUE_REPORT = sql("SELECT * FROM relais.due_publication(:months)")
MONTHS = 12
"""The length of a period: a year. Shorter ones would withhold more of the small counts, and for good."""


async def write_due_slips(store: Store, workers: asyncpg.Pool) -> int:
    """Write the slips of the earliest month that waits for them; how many months."""
    rows = await find_due(store, workers, DUE_SLIPS, 1)
    return await for_each(
        rows, lambda row: store.run(write_slips, job_of(row["organisation_id"]), WriteSlips(row["month"]))
    )


def publishing(months: int = MONTHS) -> Callable[[Store, asyncpg.Pool], Awaitable[int]]:
    """Publishes the next period of so many months whose slips are written; how many."""

    async def publish(store: Store, workers: asyncpg.Pool) -> int:
        async with workers.acquire() as connection, connection.transaction():
            now = store.clock.now().isoformat()
            await connection.fetchval(SET_NOW.text, *SET_NOW.arguments({"now": now}))
            rows = await connection.fetch(DUE_REPORT.text, *DUE_REPORT.arguments({"months": months}))
        return await for_each(
            rows,
            lambda row: store.run(
                publish_report, job_of(row["organisation_id"]), PublishReport(row["since"], row["until"])
            ),
        )

    return publish
