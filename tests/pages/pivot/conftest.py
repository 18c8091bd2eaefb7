"""A pivot organisation, its people, and houses around it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.app import Relais
from service.clock import SetClock
from service.partners.actor import Role
from service.settings import Settings
from service.store.store import Store
from tests.conftest import client_of
from tests.network import Network
from tests.pages.pivot.desk import Circle
from tests.service.beds.town import Town


@pytest.fixture
async def circle(
    relais: Relais, store: Store, as_: Any, network: Network, clock: SetClock
) -> AsyncIterator[Circle]:
    """Two pivot workers of one organisation, in a network of their own."""
    organisation = await network.organisation("pivot", duty_number="514-555-0199")
    pivot = await network.member(organisation, Role.PIVOT_WORKER, email="pivot@relais.test")
    backup = await network.member(organisation, Role.PIVOT_WORKER, email="releve@relais.test")
    own = replace(relais, settings=Settings(environment="demo"))
    async with client_of(own) as client:
        yield _circle(client, store, Town(client, as_, network, clock), organisation, pivot, backup)


def _circle(client: httpx.AsyncClient, store: Store, town: Town, organisation: Any, pivot: Any, backup: Any) -> Circle:
    return Circle(client, store, town, town.network, town.clock, organisation, pivot, backup)
