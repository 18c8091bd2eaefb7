"""A house with an address, and a case on its way there: shared by the tests of addresses."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from tests.api.v1.conftest import Pivots, new_case
from tests.network import Network
from tests.service.beds.town import Shelter, Town

WHERE = "4127, rue des Érables, Montréal"
LINE = "514-555-0142"


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


@pytest.fixture
async def house(town: Town) -> Shelter:
    """A house with an address."""
    house = await town.shelter(beds=3, count=3)
    written = await write(town, house, version=0)
    assert (written.status_code, written.json()) == (200, {"version": 1}), written.text
    return house


async def write(town: Town, house: Shelter, *, version: int, where: str = WHERE) -> httpx.Response:
    body = {"where": where, "line": LINE}
    return await town.put(house.coordinator, f"/shelters/{house.id}/address", body, version)


@dataclass
class Going:
    """A case that a house was asked for, and its placement."""

    case: str
    referral: str
    placement: str


@pytest.fixture
async def going(town: Town, house: Shelter, pivots: Pivots) -> Going:
    """A case with a bed held, not yet confirmed."""
    body = new_case(pivots.backup, region="CA-QC", party={"gender": "woman"}, age_band="21-24")
    case = (await town.post(pivots.pivot, "/cases", body)).json()["id"]
    made = await town.refer(pivots.pivot, house, question={"nights": 2}, case_id=case)
    assert (made.status_code, made.json()["state"]) == (201, "held"), made.text
    link = {"claim_id": made.json()["claim_ids"][0]}
    linked = await town.post(pivots.pivot, f"/cases/{case}/placements", link)
    assert linked.status_code == 201, linked.text
    return Going(case, made.json()["id"], linked.json()["id"])


@pytest.fixture
async def confirmed(town: Town, house: Shelter, going: Going) -> Going:
    """The same, and the house has said yes."""
    answer = await town.post(house.desk, f"/referrals/{going.referral}/confirm")
    assert answer.status_code == 200, answer.text
    return going


async def reveal(town: Town, member: UUID, going: Going, key: str | None = None) -> httpx.Response:
    return await town.post(member, f"/placements/{going.placement}/reveal", key=key)


async def events(superuser: asyncpg.Connection, name: str) -> int:
    count: int = await superuser.fetchval("SELECT count(*) FROM events WHERE name = $1", name)
    return count


async def reveal_refusals(superuser: asyncpg.Connection) -> int:
    count: int = await superuser.fetchval(
        "SELECT count(*) FROM events WHERE name = 'attempt.refused' AND position('beds.address_revealed' "
        "IN convert_from(record, 'UTF8')) > 0"
    )
    return count
