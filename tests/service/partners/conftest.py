"""The town in which settings are settled."""

import pytest

from service.clock import SetClock
from service.store.store import Store
from tests.network import Network
from tests.service.partners.town import Town, build


@pytest.fixture
async def town(store: Store, network: Network, clock: SetClock) -> Town:
    """Everybody who can settle anything, and strangers."""
    return await build(store, network, clock)
