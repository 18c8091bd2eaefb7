"""The stage of scenario A, at eleven in the morning of the day before."""

from datetime import UTC, datetime

import pytest

from service.clock import SetClock
from service.store.store import Store
from tests.network import Network
from tests.service.operations.stage import Stage, scenario_a

DAY_0 = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
"""11:00 in Hamilton."""


@pytest.fixture
async def stage(network: Network, clock: SetClock, store: Store) -> Stage:
    """Everybody in scenario A; nothing is held yet."""
    clock.set(DAY_0)
    return await scenario_a(network, DAY_0)
