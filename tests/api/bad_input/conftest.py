"""One world for all that is refused, because none of it changes anything."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from api.auth.tokens import TokenKeys
from api.parts import Relais
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import fresh
from service.settings import Settings
from tests.api.bad_input.sending import NOON, SECRET
from tests.api.world import World, build
from tests.conftest import client_of
from tests.emptying import empty
from tests.network import Network
from tests.proving import ProvingStore


@pytest.fixture(scope="package")
async def world(
    pool: asyncpg.Pool, _superuser: asyncpg.Connection, token_keys: TokenKeys
) -> AsyncIterator[World]:
    """One world for all of it, because nothing here changes anything."""
    clock = SetClock(NOON)

    def as_(member: UUID, *, key: str, version: int | None = None, language: str = "en") -> dict[str, str]:
        said = {"Idempotency-Key": key} if version is None else {"If-Match": f'"{version}"'}
        token = token_keys.sign(member, clock.now())
        return {"Authorization": f"Bearer {token}", "Accept-Language": language, **said}

    settings = Settings(environment="demo", stripe_webhook_secrets=(SECRET,))
    keyring = LocalKeyring(fresh())
    async with client_of(Relais(settings, ProvingStore(pool, clock, keyring=keyring), token_keys)) as client:
        yield await build(client, as_, clock, Network(_superuser, clock, keyring))
    await empty(_superuser)
