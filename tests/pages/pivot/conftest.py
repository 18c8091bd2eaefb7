"""A pivot organisation, its people, and houses around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.parts import Relais
from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network
from tests.one_app import app_of
from tests.pages.conftest import named_by_cookie
from tests.pages.pivot.circle import Circle
from tests.service.beds.town import Town


@pytest.fixture
async def circle(relais: Relais, as_: Any, network: Network, clock: SetClock) -> AsyncIterator[Circle]:
    """Two pivot workers of one organisation."""
    async with _circle(relais, as_, network, clock) as circle:
        yield circle


@asynccontextmanager
async def _circle(relais: Relais, as_: Any, network: Network, clock: SetClock) -> AsyncIterator[Circle]:
    """The application over HTTP; a cookie names who sits there, a token who calls."""
    with app_of(relais, None, named_by_cookie) as application:
        app: Any = application
        async with LifespanManager(app):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="https://relais.test") as client:
                organisation = await network.organisation("pivot", duty_number="514-555-0199")
                pivot = await network.member(organisation, Role.PIVOT_WORKER, email="pivot@relais.test")
                backup = await network.member(organisation, Role.PIVOT_WORKER, email="releve@relais.test")
                town = Town(client, as_, network, clock)
                yield Circle(client, town, network, clock, organisation, pivot, backup)
