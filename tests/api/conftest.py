"""The world that strangers knock at."""

from typing import Any

import httpx
import pytest

from service.clock import SetClock
from tests.api.world import World, build
from tests.network import Network


@pytest.fixture
async def world(client: httpx.AsyncClient, as_: Any, clock: SetClock, network: Network) -> World:
    """Something of everything, made over HTTP by its own people."""
    return await build(client, as_, clock, network)
