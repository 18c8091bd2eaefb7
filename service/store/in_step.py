"""Whether this machine and PostgreSQL agree what time it is.

Deadlines are compared with this machine's clock. One that is an hour fast would let promises lapse that others still
rely on; so a replica whose clock has left its database's does no work by the clock, and says that it is not ready.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from service.store.statements import sql

MOST: Final = 30.0
"""Seconds that they may be apart: far more than NTP leaves, far less than any deadline."""
KEPT: Final = 1.0
"""Seconds for which an answer is good, by a clock that cannot jump."""
THEIRS: Final = sql("SELECT extract(epoch FROM clock_timestamp())")

Seconds = Callable[[], float]


async def apart(database: asyncpg.Pool | asyncpg.Connection, machine: Seconds = time.time) -> float:
    """How many seconds this machine is ahead of PostgreSQL at the least; negative when it is behind.

    What a round trip leaves open counts for nobody: a slow network is no wrong clock.
    """
    before = machine()
    theirs = float(await database.fetchval(THEIRS.text))
    return max(before - theirs, 0.0) + min(machine() - theirs, 0.0)


@dataclass
class InStep:
    """Asks about once a second, however often it is asked."""

    pool: asyncpg.Pool
    machine: Seconds = time.time
    _agreed: bool = field(default=True, init=False)
    _good_until: float = field(default=float("-inf"), init=False)

    async def agreed(self) -> bool:
        """Whether the clocks agree. Raises what asyncpg raises when nobody answers."""
        if time.monotonic() >= self._good_until:
            self._agreed = abs(await apart(self.pool, self.machine)) <= MOST
            self._good_until = time.monotonic() + KEPT
        return self._agreed
