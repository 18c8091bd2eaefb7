"""A member, three replicas, and a phone with an authenticator app."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from pyotp import TOTP

from api.parts import Relais
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store, open_pool
from tests.attack.sign_in.knocking import ADDRESS, with_app
from tests.conftest import client_of
from tests.network import Network
from tests.signing import Browser


@pytest.fixture
async def member(network: Network) -> UUID:
    """A pivot worker."""
    return await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER, email=ADDRESS)


@pytest.fixture
async def replicas(relais: Relais, superuser_url: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Three replicas: each an application over a pool and a key cache of its own, behind no common memory."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(_replica(relais, superuser_url)) for _ in range(3)]


@asynccontextmanager
async def _replica(relais: Relais, url: str) -> AsyncIterator[httpx.AsyncClient]:
    pool = await open_pool(url, size=8)
    store = Store(pool, relais.store.clock, relais.store.recorder, relais.store.keyring)
    try:
        async with client_of(replace(relais, store=store)) as client:
            yield client
    finally:
        await pool.close()


@pytest.fixture
async def own(client: httpx.AsyncClient, store: Store, member: UUID, clock: SetClock) -> tuple[Browser, TOTP]:
    """A member's own phone with an authenticator app; the phone has no session any more."""
    return await with_app(client, store, member, clock)
