"""Clocks jump: no deadline passes by a clock that PostgreSQL's contradicts, and nothing is done twice either way."""

import asyncio
import time
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import asyncpg

from api import health
from jobs.clockwork import Clockwork
from jobs.ticks import Tick, Tools
from service.beds.clockwork import refresh_availability
from service.store.in_step import InStep, apart
from service.store.store import Store
from tests.drills.faults.conftest import BOUND, Replica

HOUR = 3600.0
JUMPS = (timedelta(hours=2), timedelta(hours=-3), timedelta(days=2), timedelta(days=-3), timedelta(hours=1))


async def test_a_replica_whose_clock_left_does_nothing_by_it(
    replica: Replica, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """BED-16: an hour fast, an hour slow, and in step again: it ticks in step alone, and says so."""
    assert abs(await apart(worker_pool)) < 1
    assert HOUR - 1 < await apart(worker_pool, lambda: time.time() + HOUR) <= HOUR
    assert -HOUR <= await apart(worker_pool, lambda: time.time() - HOUR) < 1 - HOUR
    ticked = asyncio.Event()

    async def tick(_: Tools) -> int:
        ticked.set()
        return 1

    tools = Tools(store, worker_pool)
    clockwork = Clockwork([Tick("by the clock", timedelta(milliseconds=10), tick)], tools)
    wrong = [HOUR]
    clockwork.in_step = InStep(worker_pool, lambda: time.time() + wrong[0])
    clockwork.start()
    async with asyncio.timeout(BOUND):
        while not tools.counters.registry.get_sample_value(  # noqa: ASYNC110
            "relais_ticks_total", {"tick": "by the clock", "outcome": "clocks_disagree"}
        ):
            await asyncio.sleep(0.01)
    assert not ticked.is_set()
    wrong[0] = 0.0
    await asyncio.wait_for(ticked.wait(), BOUND)
    await clockwork.drain()


async def test_ready_says_that_the_clocks_disagree(replica: Replica) -> None:
    """X3: requests go to a replica whose clock is right."""
    fast = partial(apart, machine=lambda: time.time() + HOUR)
    with patch.object(health, "apart", fast):
        answer = await replica.client.get("/readyz", timeout=BOUND)
    assert (answer.status_code, answer.json()) == (503, {"status": "clocks disagree"})
    assert (await replica.client.get("/readyz", timeout=BOUND)).json() == {"status": "ok"}


async def test_a_clock_that_jumps_does_nothing_twice(
    replica: Replica, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """BED-15: forward and back by days: each count has one effect, an older look never replaces a newer one."""
    newest = replica.clock.now()
    for number, jump in enumerate(JUMPS):
        replica.clock.advance(jump)
        at = replica.clock.now()
        for _ in range(2):
            answer = await replica.count(number + 1, f"jump-{number}", at)
            assert answer.status_code == 201, answer.text
            assert answer.json()["applied"] is (at >= newest)
        assert await replica.counted(at) == [number + 1]
        newest = max(newest, at)
    # Set back, the board keeps what was last known until its moment comes again: it offers no bed that was taken.
    replica.clock.set(newest + timedelta(minutes=1))
    await refresh_availability(store, worker_pool)
    assert await replica.wrong() == {}
