"""Makes requests really meet: all of them wait for a row that the test holds, and go on together when it lets go."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

import asyncpg

T = TypeVar("T")

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'relais relais_app'
"""


async def meeting(
    superuser: asyncpg.Connection, hold: str, *values: Any, those: Sequence[Awaitable[T]]
) -> list[T]:
    """Run these at once while `hold`, a statement that locks rows, is held until each of them waits for it."""
    async with superuser.transaction():
        assert await superuser.fetch(hold, *values), "nothing to hold"
        tasks = [asyncio.ensure_future(one) for one in those]
        for _ in range(2_000):
            if await superuser.fetchval(WAITING) >= len(tasks) or all(task.done() for task in tasks):
                break
    return list(await asyncio.gather(*tasks))
