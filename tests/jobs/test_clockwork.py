"""The clock of one replica: it goes on after a failure, never runs a tick twice at once, and drains before it stops."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from api.auth.tokens import TokenKeys
from api.parts import Relais
from jobs.app import assemble
from jobs.clockwork import Clockwork
from jobs.ticks import Tick, Tools
from service.settings import Settings
from service.store.store import Store

OFTEN = timedelta(milliseconds=10)
SOON = 60
"""Seconds after which a test gives up; nothing waits that long unless it fails."""


@pytest.fixture
def tools(store: Store, worker_pool: asyncpg.Pool) -> Tools:
    return Tools(store, worker_pool)


def counted(tools: Tools, tick: str, outcome: str) -> float:
    return (
        tools.counters.registry.get_sample_value("relais_ticks_total", {"tick": tick, "outcome": outcome})
        or 0
    )


async def test_a_failed_tick_is_counted_and_the_next_goes_on(tools: Tools) -> None:
    calls = 0
    third = asyncio.Event()

    async def fail_twice(_: Tools) -> int:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise RuntimeError("broken")
        third.set()
        return 7

    clockwork = Clockwork([Tick("flaky", OFTEN, fail_twice)], tools)
    clockwork.start()
    await asyncio.wait_for(third.wait(), SOON)
    assert await clockwork.drain()
    assert counted(tools, "flaky", "failed") == 2
    assert counted(tools, "flaky", "ok") == calls - 2
    worked = tools.counters.registry.get_sample_value("relais_tick_work_total", {"tick": "flaky"})
    assert worked == 7 * (calls - 2)


async def test_a_tick_never_runs_twice_at_once(tools: Tools) -> None:
    at_once = most = 0
    go_on, overrun = asyncio.Event(), asyncio.Event()

    async def slow(_: Tools) -> int:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await go_on.wait()
        at_once -= 1
        return 0

    async def watch(_: Tools) -> int:
        if counted(tools, "slow", "still_running") >= 3:
            overrun.set()
        return 0

    clockwork = Clockwork([Tick("slow", OFTEN, slow), Tick("watch", OFTEN, watch)], tools)
    clockwork.start()
    await asyncio.wait_for(overrun.wait(), SOON)
    assert most == 1
    go_on.set()
    assert await clockwork.drain()
    assert most == 1


async def test_draining_waits_for_what_runs_and_begins_nothing(tools: Tools) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    log: list[str] = []

    async def careful(_: Tools) -> int:
        log.append("begun")
        begun.set()
        await go_on.wait()
        log.append("finished")
        return 0

    clockwork = Clockwork([Tick("careful", OFTEN, careful)], tools)
    clockwork.start()
    await asyncio.wait_for(begun.wait(), SOON)
    draining = asyncio.create_task(clockwork.drain())
    done, _ = await asyncio.wait({draining}, timeout=0.1)
    assert not done
    go_on.set()
    assert await asyncio.wait_for(draining, SOON)
    assert log == ["begun", "finished"]


async def test_what_does_not_end_is_cut_off(tools: Tools) -> None:
    begun = asyncio.Event()
    ended: list[str] = []

    async def endless(_: Tools) -> int:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cut off")
        return 0

    clockwork = Clockwork([Tick("endless", OFTEN, endless)], tools)
    clockwork.start()
    await asyncio.wait_for(begun.wait(), SOON)
    assert not await clockwork.drain(timedelta(milliseconds=20))
    assert ended == ["cut off"]


async def test_every_tick_has_a_name_of_its_own(
    store: Store, worker_pool: asyncpg.Pool, token_keys: TokenKeys
) -> None:
    relais = Relais(Settings(environment="demo"), store, token_keys)
    jobs = assemble(relais, worker_pool, {})
    names = [tick.name for tick in jobs.ticks]
    assert len(set(names)) == len(names)
    for name in names:
        await jobs.run(name)
        assert counted(jobs.tools, name, "ok") == 1, name
