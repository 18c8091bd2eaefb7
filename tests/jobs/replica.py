"""A replica of the jobs as a process of its own: `python -m tests.jobs.replica URL OWNER CALLS_BEFORE_IT_HANGS`.

It says on its standard output what it does, and moves its clock by the seconds that it reads from its standard input;
at the end of the input it drains. Its handler's effect is an insert outside of the claim's transaction.
"""

import asyncio
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from jobs.clockwork import Clockwork
from jobs.dispatch import dispatching
from jobs.ticks import Tools
from service.clock import ShiftedClock
from service.messages.outbox import Outbox
from service.store.statements import sql
from service.store.store import Store, open_pool
from tests.jobs.outboxes import KIND

CALL = sql("INSERT INTO test_calls (intention, owner) VALUES (:intention, :owner)")
EFFECT = sql("INSERT INTO test_effects (intention, owner) VALUES (:intention, :owner) ON CONFLICT DO NOTHING")
AT_ONCE = 8


def say(word: str) -> None:
    """A line for the test that started this process."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class Effect:
    """Inserts a row by the intention's id. After some calls it hangs: half of them before the effect, half after."""

    def __init__(self, owner: str, calls: int) -> None:
        self.owner = owner
        self.left = calls
        self.hanging = 0

    async def __call__(
        self, store: Store, intention: UUID, organisation_id: UUID, payload: Mapping[str, Any], /
    ) -> None:
        values = {"intention": intention, "owner": self.owner}
        await store.pool.execute(CALL.text, *CALL.arguments(values))
        self.left -= 1
        hangs = self.left < 0
        if hangs and self.left % 2:
            await self._hang()
        await store.pool.execute(EFFECT.text, *EFFECT.arguments(values))
        if hangs:
            await self._hang()

    async def _hang(self) -> None:
        self.hanging += 1
        if self.hanging == AT_ONCE:
            say("hanging")
        await asyncio.Event().wait()


async def main(url: str, owner: str, calls: int) -> None:
    pool, worker_pool = await open_pool(url, size=8), await open_pool(url, role="relais_worker", size=8)
    clock = ShiftedClock()
    outbox = Outbox(worker_pool, clock, owner)
    tools = Tools(Store(pool, clock), worker_pool)
    clockwork = Clockwork(dispatching(outbox, {KIND: Effect(owner, calls)}), tools)
    clockwork.start()
    say("ticking")
    while line := await asyncio.to_thread(sys.stdin.readline):
        clock.advance(timedelta(seconds=float(line)))
        say("moved")
    await clockwork.drain()
    await pool.close()
    await worker_pool.close()
    say("drained")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
