"""One real PostgreSQL per worker for the whole run, and a clean slate before each test."""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import structlog
from _pytest.nodeid import NodeId
from asgi_lifespan import LifespanManager

from api.auth.tokens import TokenKeys, new_keys
from api.parts import Relais
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys, fresh
from service.settings import Settings
from service.store import keeper
from service.store.embedded import EmbeddedPostgres, Server
from service.store.migrate import migrate
from service.store.store import Store, open_pool
from tests.emptying import empty, sweeper_for
from tests.network import Network
from tests.one_app import app_of
from tests.proving import ProvingStore
from tests.quality.leaks.here import learn_secrets

pytest_plugins = ["tests.opened_demo", "tests.quality.leaks.plugin"]

NOON = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
"""Where the clock of the tests stands: noon in Montréal, 3 November 2026."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """What another server has to prove is SQL."""
    parser.addoption(
        "--database-only", action="store_true", help="leave out every test that never asks PostgreSQL"
    )
    parser.addoption(
        "--one-in", type=int, default=1, help="of each file, the first test and then one in so many"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is collected stays: looking through it for what could go took each worker two seconds."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What another server proves, by the fixtures that a test stands on; and the longest first, so that no worker is
    left alone with them at the end."""
    items.sort(key=lambda item: "simulation" not in item.path.parts)
    if config.getoption("--database-only"):
        pure = [item for item in items if "server" not in getattr(item, "fixturenames", ())]
        _leave_out(config, items, set(pure))
    every = config.getoption("--one-in")
    of_file = groupby(items, key=lambda item: item.path)
    kept = {item for _, found in of_file for item in islice(found, None, None, every)}
    _leave_out(config, items, set(items) - kept)
    if getattr(config.option, "loadgroup", False):
        for item in items:
            _keep_with_its_group(item)


def _keep_with_its_group(item: pytest.Item) -> None:
    """What is made once for a group is made on one worker. pytest-xdist 3.8 writes the group where pytest 9.1 read the
    name of a test, and pytest 9.2 does not; `tests/quality/test_run.py` tells when this is no longer needed."""
    mark = item.get_closest_marker("xdist_group")
    if mark and not item.nodeid.endswith(f"@{mark.args[0]}"):
        item._id = NodeId.parse(f"{item.nodeid}@{mark.args[0]}")


def _leave_out(config: pytest.Config, items: list[pytest.Item], others: set[pytest.Item]) -> None:
    if others:
        config.hook.pytest_deselected(items=list(others))
        items[:] = [item for item in items if item not in others]


@pytest.fixture(autouse=True)
def _lines() -> None:
    """What an earlier test's command or server chose to log is not the next test's affair."""
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server(worker_id: str) -> Iterator[Server]:
    """A server of this worker's own: what settles in it waits for nobody else's transactions
    (`service.messages.tellings`), and its statistics are gathered when a test says so, never in the middle of one."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    binaries = os.environ.get("RELAIS_PG_BIN", "wheel").replace("/", "_")
    folder = Path(tempfile.gettempdir()) / f"relais-tests-{run}-{worker_id}-{binaries}"
    postgres = EmbeddedPostgres(folder, durable=False, settings={"autovacuum": "off"})
    server = postgres.start()
    try:
        yield server
    finally:
        postgres.stop()
        if keeper.running(folder / "cluster") is None:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def superuser_url(server: Server, worker_id: str) -> str:
    """A database of this worker's own, as its owner and superuser: for what the application must not be able to do."""
    name = f"relais_{worker_id}"
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.execute(f'CREATE DATABASE "{name}"')
    finally:
        await admin.close()
    url = server.url(name)
    await migrate(url, to=os.environ.get("RELAIS_TEST_SCHEMA", "head"))
    return url


@pytest.fixture(scope="session")
async def pool(superuser_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections as the application: neither owner nor superuser."""
    pool = await open_pool(superuser_url, size=20)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def worker_pool(superuser_url: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections as the jobs that claim work."""
    pool = await open_pool(superuser_url, role="relais_worker", size=8)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def _superuser(superuser_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(superuser_url)
    sweeper = await sweeper_for(connection, superuser_url)
    yield connection
    await sweeper.connection.close()
    await connection.close()


@pytest.fixture
async def superuser(_superuser: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """The owner's connection. Depending on it (all database fixtures do) empties every table after the test."""
    yield _superuser
    await learn_secrets(_superuser)
    await empty(_superuser)


@pytest.fixture
def clock() -> SetClock:
    """Stands at noon until the test moves it."""
    return SetClock(NOON)


@pytest.fixture(scope="session")
def root_keys() -> RootKeys:
    """The root keys of the run."""
    return fresh()


@pytest.fixture
def keyring(root_keys: RootKeys) -> LocalKeyring:
    """Of one test: its cache must not outlive the vault that the test empties."""
    return LocalKeyring(root_keys)


@pytest.fixture
async def store(
    pool: asyncpg.Pool, clock: SetClock, superuser: asyncpg.Connection, keyring: LocalKeyring
) -> Store:
    """The door to this worker's database, for people who prove at once that it is them (`tests.proving`)."""
    return ProvingStore(pool, clock, keyring=keyring)


@pytest.fixture
def plain_store(store: Store) -> Store:
    """The same door for people who prove nothing unless the test does."""
    return Store(store.pool, store.clock, store.recorder, store.keyring)


@pytest.fixture
async def network(superuser: asyncpg.Connection, clock: SetClock, keyring: LocalKeyring) -> Network:
    """Makes organisations and members: `await network.organisation("pivot")`, `await network.member(…)`."""
    return Network(superuser, clock, keyring)


@pytest.fixture(scope="session")
def token_keys() -> TokenKeys:
    """Signing keys of the run."""
    return new_keys()


@pytest.fixture
def relais(store: Store, token_keys: TokenKeys, worker_pool: asyncpg.Pool) -> Relais:
    """The parts of the application under test."""
    return Relais(Settings(environment="demo"), store, token_keys, worker_pool=worker_pool)


@pytest.fixture
async def plain_client(relais: Relais, plain_store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """The application over HTTP, whose people give no proof that the test does not give."""
    async with client_of(replace(relais, store=plain_store)) as client:
        yield client


@asynccontextmanager
async def client_of(relais: Relais) -> AsyncIterator[httpx.AsyncClient]:
    """A client that talks to the application in this event loop, through all of HTTP."""
    with app_of(relais) as assembled:
        app: Any = assembled
        async with LifespanManager(app):  # its own wrapper would share one request's state with the next
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
                yield client


@pytest.fixture
async def client(relais: Relais) -> AsyncIterator[httpx.AsyncClient]:
    """The application over HTTP: `await client.get("/v1/me", headers=as_(member))`."""
    async with client_of(relais) as client:
        yield client


@pytest.fixture
def as_(token_keys: TokenKeys, clock: SetClock) -> Any:
    """Headers of a member: `as_(member, key="k1", version=3, language="en")`."""

    def headers(
        member: Any, *, key: str | None = None, version: int | None = None, language: str = "en"
    ) -> dict[str, str]:
        found = {
            "Authorization": f"Bearer {token_keys.sign(member, clock.now())}",
            "Accept-Language": language,
        }
        if key is not None:
            found["Idempotency-Key"] = key
        if version is not None:
            found["If-Match"] = f'"{version}"'
        return found

    return headers
