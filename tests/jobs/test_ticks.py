"""Every tick over a network with beds, people and money, as days go by: nothing fails, and twice is as good as once."""

from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from api.app import build
from api.auth.tokens import TokenKeys
from api.demo.doors import doors_of
from api.demo.houses import load_houses
from api.demo.money import load_money
from api.demo.partners import load_partners
from api.parts import Relais
from jobs.app import Jobs, assemble
from service.clock import SetClock
from service.settings import Settings
from service.store.store import Store

DAYS = [
    timedelta(0),
    timedelta(minutes=20),
    timedelta(hours=6),
    timedelta(hours=20),
    timedelta(days=1),
    timedelta(days=9),
]


@pytest.fixture
async def jobs(
    store: Store, worker_pool: asyncpg.Pool, superuser_url: str, token_keys: TokenKeys, tmp_path: Path
) -> Jobs:
    """The jobs over the demo's network."""
    settings = Settings(environment="demo", data=tmp_path)
    relais = Relais(settings, store, token_keys, worker_pool=worker_pool, owner_url=superuser_url)
    assert store.keyring is not None
    await load_partners(superuser_url, store.clock.now(), store.keyring)
    async with doors_of(relais, build(relais)) as doors:
        await load_money(doors, store.clock.now())
        await load_houses(doors, store.clock.now())
    return assemble(relais, worker_pool, {})


async def test_twice_is_as_good_as_once(jobs: Jobs, superuser: asyncpg.Connection, clock: SetClock) -> None:
    """Two replicas tick at the same moment: the second finds nothing to do and leaves nothing in the trail."""
    worked = 0
    for wait in DAYS:
        clock.advance(wait)
        worked += await tick_all(jobs)
        events = await superuser.fetchval("SELECT count(*) FROM events")
        again = {tick.name: await tick.run(jobs.tools) for tick in jobs.ticks if tick.name != "outbox"}
        assert again == dict.fromkeys(again, 0), wait
        assert await superuser.fetchval("SELECT count(*) FROM events") == events
    assert worked > 0


async def tick_all(jobs: Jobs) -> int:
    """Each tick once, except those that only look."""
    return sum([await tick.run(jobs.tools) for tick in jobs.ticks if tick.name != "outbox"])
