"""One scene for all cells: everything that everybody can read is read once, and the cells look at what was found."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from api.auth.tokens import TokenKeys
from api.parts import Relais
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.partners.actor import Role
from service.settings import Settings
from tests.conftest import NOON, client_of
from tests.emptying import empty
from tests.network import Network
from tests.proving import ProvingStore
from tests.visibility.scene import Scene, stage_it
from tests.visibility.sweep import Seen, in_sql, over_http


@dataclass(frozen=True)
class Picture:
    """What each role saw of the scene."""

    scene: Scene
    seen: Mapping[Role, Seen]
    hotel: Mapping[Role, Seen]
    """What the people of the house that an operation holds saw."""


@pytest.fixture(scope="module")
async def store_of_module(pool: asyncpg.Pool, root_keys: RootKeys) -> ProvingStore:
    """The door to the database for all tests of a module."""
    return ProvingStore(pool, SetClock(NOON), keyring=LocalKeyring(root_keys))


@pytest.fixture(scope="module")
async def scene(
    store_of_module: ProvingStore,
    worker_pool: asyncpg.Pool,
    _superuser: asyncpg.Connection,
    token_keys: TokenKeys,
) -> AsyncIterator[Scene]:
    """The scene, staged once for a module."""
    clock, keyring = store_of_module.clock, store_of_module.keyring
    assert isinstance(clock, SetClock)
    assert isinstance(keyring, LocalKeyring)

    def as_(member: Any, *, key: str | None = None, version: int | None = None) -> dict[str, str]:
        found = {"Authorization": f"Bearer {token_keys.sign(member, clock.now())}", "Accept-Language": "en"}
        found |= {"Idempotency-Key": key} if key is not None else {}
        return found | ({"If-Match": f'"{version}"'} if version is not None else {})

    relais = Relais(Settings(environment="demo"), store_of_module, token_keys, worker_pool=worker_pool)
    try:
        async with client_of(relais) as client:
            yield await stage_it(client, as_, clock, Network(_superuser, clock, keyring))
    finally:
        await empty(_superuser)


@pytest.fixture(scope="module")
async def picture(scene: Scene, store_of_module: ProvingStore) -> Picture:
    """The scene as every role sees it: over HTTP, and in SQL as the application within their transaction."""

    async def seen(member: UUID) -> Seen:
        return Seen(await over_http(scene.world, member), await in_sql(scene.world, store_of_module, member))

    house = scene.world.stage.shelters["S8"]
    hotel = {Role.SHELTER_COORDINATOR: house.coordinator, Role.FRONT_DESK: house.desk}
    return Picture(
        scene,
        {role: await seen(member) for role, member in scene.people.items()},
        {role: await seen(member) for role, member in hotel.items()},
    )
