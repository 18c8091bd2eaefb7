"""The operator's own door to the database."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from service.clock import SetClock
from service.store.store import Store, open_pool


@pytest.fixture(scope="session")
async def owner_pool(superuser_url: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await open_pool(superuser_url, role="none", size=3)
    yield pool
    await pool.close()


@pytest.fixture
def owner(owner_pool: asyncpg.Pool, clock: SetClock, superuser: asyncpg.Connection) -> Store:
    """The store of the operator, who owns the schema."""
    return Store(owner_pool, clock)
