"""Series whose time is over: what nobody drew goes back to its envelopes (FND-04, FND-12)."""

from typing import TYPE_CHECKING

from service.due import find_due, for_each
from service.fund.series.commands import EndSeries, end_series
from service.partners.actor import job_of
from service.store.statements import sql
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg

DUE = sql("SELECT * FROM relais.due_series(:limit)")
PORTION = 100


async def end_run_out(store: Store, workers: "asyncpg.Pool") -> int:
    """End up to 100 series whose time is over; how many."""
    rows = await find_due(store, workers, DUE, PORTION)
    return await for_each(
        rows, lambda row: store.run(end_series, job_of(row["organisation_id"]), EndSeries(row["id"]))
    )
