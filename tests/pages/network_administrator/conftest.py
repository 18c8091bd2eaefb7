"""An installation as `relais network start` leaves it, once its two people have come in."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from service.partners.actor import Role
from tests.network import Network
from tests.pages.investigator.conftest import hands

__all__ = ["hands"]


@dataclass
class Beginning:
    """A network with its own organisation and two administrators, and nothing else."""

    network: Network
    id: UUID
    home: UUID
    first: UUID
    second: UUID
    known: dict[str, UUID] = field(default_factory=dict)

    async def add(self, kind: str, **more: str) -> UUID:
        """An organisation of the network, as if two had signed for it."""
        found = await self.network.organisation(kind, **more)
        await self.network.superuser.execute(
            "INSERT INTO network_members (network_id, organisation_id) VALUES ($1, $2)", self.id, found
        )
        return found


@pytest.fixture
async def beginning(network: Network) -> Beginning:
    """Two administrators, and nobody else."""
    home = await network.organisation("network", name="Réseau d'essai")
    first, second = [await network.member(home, Role.NETWORK_ADMINISTRATOR) for _ in range(2)]
    await network.superuser.execute(
        """
        INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES
            ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto'), ('US-NY', 'New York', 'New York', 'America/New_York')
        ON CONFLICT DO NOTHING
        """
    )
    return Beginning(network, await network.together(home), home, first, second)
