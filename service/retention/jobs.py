"""What time has made due is erased, and what two people signed. Deadlines are data: late is never wrong (CNF-11)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.due import find_due, for_each
from service.keys.erasures import Register
from service.partners.actor import job_of
from service.retention.commands import BeginErasure, FinishErasure, begin_erasure, finish_erasure
from service.store.statements import sql
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg

PORTION = 100
DUE = sql("SELECT * FROM relais.erasures_due(:limit)")
BEGUN = sql(
    """
    SELECT id, kind, subject, organisation_id, why, begun_at FROM erasures WHERE done_at IS NULL
    ORDER BY begun_at, id LIMIT :limit
    """
)
ALL = sql("SELECT kind, subject, why, begun_at FROM erasures ORDER BY begun_at, id")


async def begin_due(store: Store, workers: asyncpg.Pool) -> int:
    """Begin up to 100 erasures whose period is over; how many."""
    rows = await find_due(store, workers, DUE, PORTION)
    return await for_each(
        rows,
        lambda row: store.run(
            begin_erasure, job_of(row["organisation_id"]), BeginErasure(row["kind"], row["id"])
        ),
    )


@dataclass(frozen=True)
class Eraser:
    """Carries out what was begun, over the register of this installation."""

    register: Register

    async def finish(self, store: Store, workers: asyncpg.Pool) -> int:
        """Write up to 100 erasures down outside of the database, then carry them out; how many.

        The line comes first: an erasure that was told to be done outlives the loss of the database.
        """
        rows = await find_due(store, workers, BEGUN, PORTION)
        return await for_each(rows, lambda row: self._one(store, row))

    async def _one(self, store: Store, row: Any) -> Any:
        await self._written(row)
        wish = FinishErasure(row["id"], row["kind"])
        return await store.run(finish_erasure, job_of(row["organisation_id"]), wish)

    async def mirror(self, _: Store, workers: asyncpg.Pool) -> int:
        """Write down whatever the database erased and this file does not tell: its end was lost, or it is new; how
        many."""
        known = {(entry.kind, entry.subject) for entry in await asyncio.to_thread(self.register.entries)}
        missing = [row for row in await workers.fetch(ALL.text) if (row["kind"], row["subject"]) not in known]
        return sum([await self._written(row) for row in missing])

    async def _written(self, row: Any) -> bool:
        write = self.register.register
        return await asyncio.to_thread(write, row["kind"], row["subject"], row["why"], row["begun_at"])
