"""A world at work, and a worker of it with a phone of her own."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.demo.authenticator import Authenticator
from service.clock import SetClock
from service.store.store import Store
from tests.api.world import World, build
from tests.network import Network
from tests.signing import Browser, with_passkey


@pytest.fixture
async def world(client: httpx.AsyncClient, as_: Any, clock: SetClock, network: Network) -> World:
    """Something of everything, made over HTTP by its own people."""
    return await build(client, as_, clock, network)


@dataclass
class Phone:
    """A worker's phone: a browser that is signed in, and the passkey that her finger opens."""

    browser: Browser
    passkey: Authenticator


@pytest.fixture
async def phone(world: World, plain_client: httpx.AsyncClient, plain_store: Store) -> Phone:
    """The pivot worker's only one, through the application that nobody proves anything to by itself."""
    await world.db.execute("DELETE FROM passkeys WHERE member_id = $1", world.stage.pivot)
    return Phone(*await with_passkey(plain_client, plain_store, world.stage.pivot))
