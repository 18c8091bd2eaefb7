"""The demo, opened on this worker's database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.app import Relais, build
from api.demo import opening
from api.demo.bank import open_bank, with_bank
from api.rails import open_rails
from service.keys.local import LocalKeyring
from service.keys.roots import read_or_create
from service.settings import Settings
from service.trail.recorder import SealingRecorder


@dataclass(frozen=True)
class Demo:
    """An open demo: its parts, and the handlers of its own doors."""

    relais: Relais
    handlers: list[Any]
    stack: AsyncExitStack

    async def open_again(self) -> None:
        """As a second start does."""
        await opening.prepare(self.relais, self.stack)

    def client(self) -> httpx.AsyncClient:
        """Reaches all of its doors."""
        app: Any = build(self.relais, extra=self.handlers)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://relais.test")


@pytest.fixture
async def demo(
    relais: Relais, worker_pool: asyncpg.Pool, superuser_url: str, tmp_path: Path
) -> AsyncIterator[Demo]:
    """The demo after its first start."""
    async with AsyncExitStack() as stack:
        settings = with_bank(Settings(environment="demo", data=tmp_path))
        keyring = LocalKeyring(read_or_create(tmp_path / "keys"))
        relais.store.recorder, relais.store.keyring = SealingRecorder(keyring), keyring
        bank = open_bank(settings, relais.store.clock)
        parts = replace(
            relais,
            settings=settings,
            keyring=keyring,
            worker_pool=worker_pool,
            owner_url=superuser_url,
            rails=open_rails(settings, stack, bank.transport()),
            bank=bank,
        )
        yield Demo(parts, await opening.prepare(parts, stack), stack)
