"""A desk over HTTP: its houses, who refers to them, and hands that tap."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.parts import Relais
from service.clock import SetClock
from tests.network import Network
from tests.one_app import app_of
from tests.pages.conftest import named_by_cookie
from tests.pages.hand import Hand
from tests.pages.house import House
from tests.service.beds.town import Town

Hands = Callable[..., Hand]


@pytest.fixture
async def desk_app(relais: Relais) -> AsyncIterator[Any]:
    """The application; a cookie names the member."""
    with app_of(relais, None, named_by_cookie) as application:
        app: Any = application
        async with LifespanManager(app):
            yield httpx.ASGITransport(app=app, raise_app_exceptions=False)


@pytest.fixture
async def hands(desk_app: Any) -> AsyncIterator[Hands]:
    """A browser each: `hands(member, "en")`."""
    clients: list[httpx.AsyncClient] = []

    def hand(member: UUID, language: str = "fr") -> Hand:
        clients.append(httpx.AsyncClient(transport=desk_app, base_url="https://relais.test"))
        return Hand(clients[-1], member, language)

    yield hand
    for client in clients:
        await client.aclose()


@pytest.fixture
async def town(desk_app: Any, as_: Any, network: Network, clock: SetClock) -> AsyncIterator[Town]:
    """Shelters and workers of the same application."""
    async with httpx.AsyncClient(transport=desk_app, base_url="https://relais.test") as client:
        yield Town(client, as_, network, clock)


@pytest.fixture
async def street(house: House, as_: Any, network: Network, clock: SetClock) -> AsyncIterator[Town]:
    """Shelters and workers of a site that browsers meet."""
    async with httpx.AsyncClient(base_url=house.url, timeout=60) as client:
        yield Town(client, as_, network, clock)
