"""What a tick is: a name, how often, and a function that claims its work from tables."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from jobs.counters import Counters
from service.store.store import Store

if TYPE_CHECKING:
    import asyncpg


@dataclass
class Tools:
    """What every tick works with. All deadlines are compared with `store.clock`, never with the scheduler's time."""

    store: Store
    worker_pool: asyncpg.Pool
    """Connections of the role relais_worker: they may claim ids, and little else."""
    counters: Counters = field(default_factory=Counters)
    draining: bool = False
    """The process is about to end: finish what is begun, and begin nothing more."""


@dataclass(frozen=True)
class Tick:
    """A function that is called every so often, and says how many rows it worked on.

    Two replicas may run it at the same moment, and a call may come late: it must be safe in both.
    """

    name: str
    every: timedelta
    run: Callable[[Tools], Awaitable[int]]
