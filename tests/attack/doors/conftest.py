"""One world for all the attempts that leave it as it was."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx
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
from tests.doubles.texts_api import ACCOUNT
from tests.emptying import empty
from tests.network import Network
from tests.one_app import app_of
from tests.pages.conftest import QUICK, named_by_cookie
from tests.proving import ProvingStore


@pytest.fixture(scope="package")
async def parts(pool: asyncpg.Pool, token_keys: TokenKeys) -> Relais:
    """Doors that hear a payment provider and a provider of texts."""
    settings = Settings(
        environment="demo",
        stripe_webhook_secrets=(SECRET,),
        stripe_issuing="ich_1",
        texts_token=ACCOUNT.token,
    )
    keyring = LocalKeyring(fresh())
    return Relais(settings, ProvingStore(pool, SetClock(NOON), keyring=keyring), token_keys)


@pytest.fixture(scope="package")
async def world(parts: Relais, _superuser: asyncpg.Connection, token_keys: TokenKeys) -> AsyncIterator[World]:
    """Something of everything, made by its own people."""
    clock, keyring = parts.store.clock, parts.store.keyring
    assert isinstance(clock, SetClock)
    assert isinstance(keyring, LocalKeyring)

    def as_(member: UUID, *, key: str, version: int | None = None, language: str = "en") -> dict[str, str]:
        said = {"Idempotency-Key": key} if version is None else {"If-Match": f'"{version}"'}
        token = token_keys.sign(member, clock.now())
        return {"Authorization": f"Bearer {token}", "Accept-Language": language, **said}

    async with client_of(parts) as client:
        yield await build(client, as_, clock, Network(_superuser, clock, keyring))
    await empty(_superuser)


@pytest.fixture(scope="package")
async def pages(parts: Relais, world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The pages over the same world; a cookie names who reads them."""
    with app_of(parts, QUICK, named_by_cookie) as assembled:
        app: Any = assembled
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://relais.test") as client:
            yield client
