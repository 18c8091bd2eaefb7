"""The town in which the machine plays, once for all of a module's tests."""

from collections.abc import Iterator

import pytest

from service.clock import SetClock
from tests.simulation.beds.machine import AUTUMN
from tests.simulation.beds.town import Town


@pytest.fixture(scope="module")
def town(superuser_url: str) -> Iterator[Town]:
    """Connected, and empty."""
    town = Town(superuser_url, SetClock(AUTUMN))
    town.open()
    yield town
    town.close()
