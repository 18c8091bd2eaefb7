"""Lets the trail take in what has been committed, and sign what it then is; and looks at the whole of it every hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from jobs.ticks import Tick, Tools
from service.clock import Clock
from service.trail.notes import log_key
from service.trail.sequencer import Sequencer
from service.trail.watching import Watcher

if TYPE_CHECKING:
    import asyncpg

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
    """Recomputes the whole log every hour, for whoever audits (FND-09). Two replicas at once cost time alone."""
    watcher = Watcher(worker_pool, log_key(seed).public, clock)

    async def watch(_: Tools) -> int:
        return await watcher.tick()

    return Tick("trail.watch", LOOKS, watch)
