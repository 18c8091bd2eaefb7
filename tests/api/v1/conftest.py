"""A pivot organisation with two workers, and the regions that tests name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.partners.actor import Role
from tests.network import Network


@dataclass(frozen=True)
class Pivots:
    """Two pivot workers of one organisation."""

    organisation: UUID
    pivot: UUID
    backup: UUID


@pytest.fixture
async def pivots(network: Network) -> Pivots:
    """A pivot and a backup of one organisation in Ontario."""
    await network.superuser.execute(
        """
        INSERT INTO regions (code, name_fr, name_en, time_zone) VALUES
            ('CA-ON', 'Ontario', 'Ontario', 'America/Toronto'), ('CA-QC', 'Québec', 'Quebec', 'America/Montreal')
        ON CONFLICT DO NOTHING
        """
    )
    organisation = await network.organisation("pivot", regions=["CA-ON"])
    first, second = [await network.member(organisation, Role.PIVOT_WORKER) for _ in range(2)]
    return Pivots(organisation, first, second)


def new_case(backup: UUID, **changes: Any) -> dict[str, Any]:
    """The body that opens a case, with changes."""
    return {
        "region": "CA-ON",
        "age_band": "25+",
        "party": {"gender": "man"},
        "languages": ["hu"],
        "consents": [{"scope": "bed"}, {"scope": "fund"}],
        "backup_member_id": str(backup),
        "limits_shown": 1,
        **changes,
    }


@pytest.fixture
async def case_id(client: httpx.AsyncClient, pivots: Pivots, as_: Any) -> str:
    """A case just opened."""
    answer = await client.post(
        "/v1/cases", json=new_case(pivots.backup), headers=as_(pivots.pivot, key="case")
    )
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found
