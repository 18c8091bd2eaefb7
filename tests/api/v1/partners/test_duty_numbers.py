"""Where partners answer at any hour: sealed, opened for those whom a query answers, and without a question for each."""

import re
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest

from api.parts import Relais
from service.clock import SetClock
from service.keys.local import LocalKeyring
from service.keys.roots import RootKeys
from service.partners.actor import Role
from service.store.store import Store
from tests.conftest import client_of
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


async def test_read_where_needed_and_sealed_where_it_lies(town: Town, superuser: asyncpg.Connection) -> None:
    """SAF-09: the board, a referral and an arrival answer the numbers; the database holds none of them."""
    house, pivot = await town.shelter(beds=2), await town.pivot()
    made = (await town.refer(pivot, house)).json()
    assert (await town.board(pivot))["items"][0]["duty_number"] == "514-555-0100"
    assert (await town.get(pivot, "/referrals")).json()["items"][0]["duty_number"] == "514-555-0100"
    assert (await town.get(pivot, f"/referrals/{made['id']}")).json()["duty_number"] == "514-555-0100"
    (arrival,) = (await town.get(house.desk, f"/shelters/{house.id}/arrivals")).json()
    assert arrival["contact"]["duty_number"] == "514-555-0199"
    assert (await town.post(house.desk, f"/referrals/{made['id']}/arrival")).status_code == 201
    (stay,) = (await town.get(house.desk, f"/shelters/{house.id}/stays")).json()
    assert stay["contact"]["duty_number"] == "514-555-0199"
    stored = await superuser.fetch("SELECT duty_number FROM organisations WHERE duty_number IS NOT NULL")
    assert len(stored) == 2
    assert not [row for row in stored if b"555" in row["duty_number"]]


async def test_an_organisation_writes_its_own(town: Town, superuser: asyncpg.Connection) -> None:
    """SAF-09: written by those who answer for it, read by partners, and taken away again."""
    house, pivot = await town.shelter(beds=2), await town.pivot()
    written = await town.post(house.coordinator, "/duty-number", {"duty_number": "+1 438 555 0177"})
    assert written.status_code == 204, written.text
    assert (await town.board(pivot))["items"][0]["duty_number"] == "+1 438 555 0177"
    assert (await town.post(house.coordinator, "/duty-number", {"duty_number": None})).status_code == 204
    assert (await town.board(pivot))["items"][0]["duty_number"] is None
    said = await superuser.fetch("SELECT convert_from(record, 'UTF8') AS said FROM events")
    assert not [row for row in said if "0177" in row["said"]]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.INVESTIGATOR, Role.AUDITOR])
async def test_not_by_everybody(town: Town, network: Network, role: Role) -> None:
    """SAF-09: a false number takes calls away from where they are answered."""
    kinds = {Role.FRONT_DESK: "shelter", Role.INVESTIGATOR: "police", Role.AUDITOR: "audit"}
    member = await network.member(await network.organisation(kinds[role]), role)
    assert (await town.post(member, "/duty-number", {"duty_number": "514-555-0177"})).status_code == 403


@pytest.mark.parametrize("number", ["call Anna", "", "1", "514-555-0177\n", "x" * 40])
async def test_what_is_no_number(town: Town, number: str) -> None:
    """SAF-09: no name, no sentence."""
    house = await town.shelter(beds=0)
    assert (await town.post(house.coordinator, "/duty-number", {"duty_number": number})).status_code == 400


async def test_a_page_of_the_board_asks_once(
    town: Town, pool: asyncpg.Pool, relais: Relais, root_keys: RootKeys
) -> None:
    """SAF-09: six sealed numbers cost one question to the vault, and the next page none."""
    for _ in range(6):
        await town.shelter(beds=1)
    pivot = await town.pivot()
    asked: list[str] = []

    def listen(query: Any) -> None:
        asked.append(re.sub(r"\s+", " ", query.query))

    connections = [await pool.acquire() for _ in range(pool.get_size())]
    for connection in connections:
        connection.add_query_logger(listen)
        await pool.release(connection)
    just_begun = replace(relais, store=Store(pool, town.clock, keyring=LocalKeyring(root_keys)))
    async with client_of(just_begun) as client:
        found = [await replace(town, client=client).board(pivot) for _ in range(3)]
    assert [len(page["items"]) for page in found] == [6, 6, 6]
    assert {item["duty_number"] for page in found for item in page["items"]} == {"514-555-0100"}
    assert len([query for query in asked if "keys_by_id" in query]) == 1
    assert len([query for query in asked if "relais.board(" in query]) == 3
