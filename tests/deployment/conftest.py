"""A database that grew as an operator's did: from the last closed migration to today's, one at a time."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg
import pytest

from service.store.embedded import Server
from service.store.migrate import migrate
from service.store.revisions import BEFORE_IT, FIRST_BOUND, FOLDER
from tests.deployment.catalog import Catalog, look
from tests.deployment.fleet import Fleet, a_fleet
from tests.deployment.work import Work, begin


@dataclass(frozen=True)
class Grown:
    """Its owner's URL, and what the database held after each revision, in order."""

    url: str
    steps: dict[str, Catalog]


def bound() -> list[str]:
    """The revisions that must let the code of before go on."""
    found = sorted(path.stem for path in (FOLDER / "versions").glob("[0-9]*.py"))
    return [name for name in found if name >= FIRST_BOUND]


@pytest.fixture(scope="session")
async def grown(server: Server, worker_id: str) -> AsyncIterator[Grown]:
    """A database of its own, beside the other tests'; nobody stays connected to it."""
    async with _database(server, f"relais_grown_{worker_id}") as url:
        steps: dict[str, Catalog] = {}
        for revision in (BEFORE_IT, *bound()):
            await migrate(url, to=revision)
            owner = await asyncpg.connect(url)
            steps[revision] = await look(owner)
            await owner.close()
        yield Grown(url, steps)


@pytest.fixture(scope="package")
async def fleet(
    grown: Grown, server: Server, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Fleet]:
    """Two replicas of the API and two of the jobs, at work on a copy of it."""
    template = grown.url.partition("?")[0].rpartition("/")[2]
    async with (
        _database(server, f"relais_fleet_{worker_id}", f'TEMPLATE "{template}"') as url,
        AsyncExitStack() as stack,
    ):
        yield await a_fleet(url, tmp_path_factory.mktemp("fleet"), stack)


@pytest.fixture(scope="package")
async def work(fleet: Fleet) -> Work:
    """A fund at work on the fleet."""
    return await begin(fleet)


@asynccontextmanager
async def _database(server: Server, name: str, how: str = "") -> AsyncIterator[str]:
    """A database for the time of the block; its owner's URL."""
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        await admin.execute(f'CREATE DATABASE "{name}" {how}')
        yield server.url(name)
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await admin.close()
