"""Lets the trail take in what has been committed, and sign what it then is; and looks at the whole of it every hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from jobs.ticks import Tick, Tools
from service.clock import Clock
from service.trail.notes import log_key
from service.trail.sequencer import Sequencer
from service.trail.verifying.watching import Watcher

if TYPE_CHECKING:
    import asyncpg

log = structlog.get_logger("relais.jobs")

EVERY = timedelta(seconds=1)
LOOKS = timedelta(minutes=1)
"""How often it is asked whether the hour is over."""


def sequencing(seed: bytes, worker_pool: asyncpg.Pool, clock: Clock) -> Tick:
    """The sequencer of this process (FND-09), which signs with the key of this seed. Of several replicas one works at
    a time; the others pass by."""
    sequencer = Sequencer(worker_pool, log_key(seed), clock)

    async def sequence(_: Tools) -> int:
        return await sequencer.tick()

    return Tick("trail", EVERY, sequence)


def watching(seed: bytes, worker_pool: asyncpg.Pool, clock: Clock) -> Tick:
    """Recomputes the whole log every hour, for whoever audits (FND-09). Two replicas at once cost time alone.

    What the newest look found is counted in every replica, so that whoever watches the machines is told too."""
    watcher = Watcher(worker_pool, log_key(seed).public, clock)

    async def watch(tools: Tools) -> int:
        looked_at = await watcher.tick()
        tools.counters.altered.set(watcher.wrong)
        if looked_at and watcher.wrong:
            log.error("not as recorded", count=watcher.wrong)
        return looked_at

    return Tick("trail.watch", LOOKS, watch)
