"""A house whose replica of Relais reaches PostgreSQL over a wire that the tests may spoil."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from api.checks import all_checks
from api.parts import Relais
from service.checks import run_check
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.store.embedded import Server
from service.store.store import Store, open_pool
from service.store.waits import Waits
from service.trail.checks import CHECKS as TRAIL
from tests.conftest import client_of
from tests.drills.faults.wire import Wire, wire_to
from tests.network import Network
from tests.proving import ProvingStore
from tests.service.beds.town import Shelter, Town

SHORT = Waits(connection=0.5, statement=0.5, lock=0.4, silence=0.6)
"""The same waits as outside, each a fraction as long."""
BOUND = 14.0
"""Seconds within which everybody is answered: what the short waits come to on a machine that stands still now and then,
and less than the usual waits for silence."""


@dataclass
class Replica:
    """One process of Relais as its callers see it, and what is beneath it."""

    client: httpx.AsyncClient
    wire: Wire
    store: Store
    house: Shelter
    as_: Any
    clock: SetClock
    db: asyncpg.Connection

    async def count(self, free: int, key: str, at: datetime | None = None, **how: Any) -> httpx.Response:
        """The desk says how many beds are empty, under this key."""
        body = {"free": free, "looked_at": (at or self.clock.now()).isoformat()}
        headers = self.as_(self.house.desk, key=key, **how)
        path = f"/v1/shelters/{self.house.id}/counts"
        return await self.client.post(path, json=body, headers=headers, timeout=BOUND)

    async def counted(self, at: datetime) -> list[int]:
        """What is recorded of this moment, as the database itself says."""
        rows = await self.db.fetch("SELECT free FROM counts WHERE looked_at = $1", at)
        return [row["free"] for row in rows]

    async def later(self) -> datetime:
        """A minute on."""
        self.clock.advance(timedelta(minutes=1))
        return self.clock.now()

    async def wrong(self) -> dict[str, Any]:
        """What `relais check` finds (these tests seal nothing: the trail's own checks are others')."""
        checks = [check for check in all_checks() if check not in TRAIL]
        found = [await run_check(self.db, check, self.clock.now()) for check in checks]
        return {each.name: each.wrong for each in found if not each.ok}


@pytest.fixture
async def wire(server: Server) -> AsyncIterator[Wire]:
    """Whole until a test spoils it."""
    async with wire_to(server) as wire:
        yield wire


@pytest.fixture
async def replica(
    wire: Wire,
    relais: Relais,
    client: httpx.AsyncClient,
    as_: Any,
    *,
    clock: SetClock,
    network: Network,
    keyring: LocalKeyring,
    superuser: asyncpg.Connection,
) -> AsyncIterator[Replica]:
    """A house with eight beds, and the replica at which its desk counts."""
    house = await Town(client, as_, network, clock).shelter()
    name = await superuser.fetchval("SELECT current_database()")
    pool = await open_pool(wire.url(name), size=3, waits=SHORT)
    store = ProvingStore(pool, clock, keyring=keyring)
    try:
        async with client_of(replace(relais, store=store, worker_pool=None)) as over_the_wire:
            yield Replica(over_the_wire, wire, store, house, as_, clock, superuser)
    finally:
        pool.terminate()
