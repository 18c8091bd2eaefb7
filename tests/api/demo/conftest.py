"""The demo, opened once, on the database of the worker that has all of its tests."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from api.app import build
from api.auth.tokens import TokenKeys
from api.demo import opening
from api.demo.bank import open_bank, with_bank
from api.parts import Relais
from api.rails import open_rails
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import read_or_create
from service.settings import Settings
from service.trail.recorder import SealingRecorder
from tests.conftest import NOON
from tests.emptying import empty
from tests.proving import ProvingStore
from tests.quality.leaks.here import learn_secrets

OPENED_ONCE = pytest.mark.xdist_group("open demo")
"""On every module that stands on the open demo: one worker has them all."""


@dataclass(frozen=True)
class Demo:
    """An open demo: its parts, and an application with its own doors."""

    relais: Relais
    app: Litestar
    stack: AsyncExitStack

    async def open_again(self) -> None:
        """As a second start does."""
        await opening.prepare(self.relais, self.stack)

    def client(self) -> httpx.AsyncClient:
        """Reaches all of its doors."""
        app: Any = self.app
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://relais.test")


@pytest.fixture(scope="package")
async def demo(
    pool: asyncpg.Pool,
    worker_pool: asyncpg.Pool,
    superuser_url: str,
    _superuser: asyncpg.Connection,
    token_keys: TokenKeys,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Demo]:
    """The demo after its first start, at noon, for tests that leave it as it was."""
    data = tmp_path_factory.mktemp("demo")
    settings, keyring = (
        with_bank(Settings(environment="demo", data=data)),
        LocalKeyring(read_or_create(data / "keys")),
    )
    store = ProvingStore(pool, SetClock(NOON), SealingRecorder(keyring), keyring)
    async with AsyncExitStack() as stack:
        bank = open_bank(settings, store.clock)
        relais = Relais(
            settings,
            store,
            token_keys,
            worker_pool=worker_pool,
            keyring=keyring,
            owner_url=superuser_url,
            rails=open_rails(settings, stack, bank.transport()),
            bank=bank,
        )
        handlers = await opening.prepare(relais, stack)
        try:
            yield Demo(relais, build(relais, extra=handlers), stack)
        finally:
            await learn_secrets(_superuser)
            await empty(_superuser)


@pytest.fixture
def owner(_superuser: asyncpg.Connection) -> asyncpg.Connection:
    """The owner's connection, which leaves the demo where it is."""
    return _superuser
