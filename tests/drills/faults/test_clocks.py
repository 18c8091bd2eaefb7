"""Clocks jump: no deadline passes by a clock that PostgreSQL's contradicts, and nothing is done twice either way."""

import asyncio
import time
from datetime import timedelta

import asyncpg

from jobs.clockwork import Clockwork
from jobs.ticks import Tick, Tools
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
    db = replica.db
    await db.execute(
        "CREATE SCHEMA an_hour_ago; CREATE FUNCTION an_hour_ago.clock_timestamp() RETURNS timestamptz "
        "LANGUAGE sql AS $$ SELECT pg_catalog.clock_timestamp() - interval '1 hour' $$; "
        "GRANT USAGE ON SCHEMA an_hour_ago TO PUBLIC"
    )
    name = await db.fetchval("SELECT current_database()")
    try:
        await db.execute(f'ALTER DATABASE "{name}" SET search_path = an_hour_ago, pg_catalog, public')
        await replica.store.pool.expire_connections()
        answer = await replica.client.get("/readyz", timeout=BOUND)
        assert (answer.status_code, answer.json()) == (503, {"status": "clocks disagree"})
    finally:
        await db.execute(f'ALTER DATABASE "{name}" RESET search_path; DROP SCHEMA an_hour_ago CASCADE')
    await replica.store.pool.expire_connections()
    assert (await replica.client.get("/readyz", timeout=BOUND)).json() == {"status": "ok"}


async def test_a_clock_that_jumps_does_nothing_twice(replica: Replica) -> None:
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
    assert await replica.wrong() == {}
