"""The registers that Québec asks for, over HTTP: who writes, who reads, for how long, and nobody named (Loi 25)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from service.retention.jobs import begin_due
from service.store.store import Store
from tests.api.world_settings import AN_INCIDENT
from tests.network import Network
from tests.service.retention.conftest import Erasing

AN_ANONYMISATION = {
    "what": "slips",
    "purpose": "annual_report",
    "techniques": ["counts_only", "small_counts_hidden"],
    "measures": "Counts below five are hidden.",
    "analysed_on": "2026-10-01",
}


class Desk:
    """Two keepers of one organisation's registers, and a stranger of another."""

    def __init__(self, client: httpx.AsyncClient, as_: Any, network: Network) -> None:
        self.client, self.as_, self.network, self.number = client, as_, network, 0

    async def member(self, kind: str, role: Role) -> UUID:
        return await self.network.member(await self.network.organisation(kind), role)

    async def post(self, by: UUID, path: str, body: Any) -> httpx.Response:
        self.number += 1
        headers = self.as_(by, key=f"k{self.number}")
        return await self.client.post(f"/v1{path}", json=body, headers=headers)

    async def get(self, by: UUID, path: str) -> Any:
        return (await self.client.get(f"/v1{path}", headers=self.as_(by))).json()


@pytest.fixture
def desk(sealed: Store, client: httpx.AsyncClient, as_: Any, network: Network) -> Desk:
    return Desk(client, as_, network)


@pytest.mark.parametrize(
    ("kind", "role"),
    [("network", Role.NETWORK_ADMINISTRATOR), ("coordination", Role.REGIONAL_COORDINATOR)],
)
async def test_an_entry_and_what_is_known_later(desk: Desk, kind: str, role: Role) -> None:
    """A-2.1, r. 3.1, s. 7 and 8: every field comes back; what is known later is another version."""
    keeper = await desk.member(kind, role)
    written = (await desk.post(keeper, "/incidents", AN_INCIDENT)).json()
    later = {**AN_INCIDENT, "serious": True, "because": ["sensitive"], "commission_told_on": "2026-11-03"}
    again = await desk.post(keeper, f"/incidents/{written['id']}", later)
    assert again.json() == {"id": written["id"], "version": 2}
    (entry,) = await desk.get(keeper, "/incidents")
    assert entry["said"] == {"people_told_on": None, "approximate": False, "public_notice": False, **later}
    assert entry["kept_until"] == "2031-11-02"
    assert await desk.network.superuser.fetchval("SELECT count(*) FROM incidents") == 2


async def test_the_register_is_the_organisation_s_own(desk: Desk) -> None:
    """Nobody else reads or adds to it: not another organisation, not a pivot worker; PostgreSQL says the same."""
    keeper, other = [await desk.member("network", Role.NETWORK_ADMINISTRATOR) for _ in range(2)]
    pivot = await desk.member("pivot", Role.PIVOT_WORKER)
    written = (await desk.post(keeper, "/incidents", AN_INCIDENT)).json()
    assert (await desk.post(keeper, "/anonymisations", AN_ANONYMISATION)).status_code == 201
    assert await desk.get(other, "/incidents") == await desk.get(other, "/anonymisations") == []
    assert (await desk.post(other, f"/incidents/{written['id']}", AN_INCIDENT)).status_code == 404
    assert (await desk.post(pivot, "/incidents", AN_INCIDENT)).status_code == 403
    (entry,) = await desk.get(keeper, "/anonymisations")
    assert entry["said"] == {"analysed_again_on": None, **AN_ANONYMISATION}


@pytest.mark.parametrize(
    "wrong",
    [
        {"happened_from": "2026-11-03", "happened_until": "2026-11-02"},
        {"known_on": "2026-10-30"},
        {"known_on": "2026-11-09"},
        {"commission_told_on": "2026-11-01"},
        {"people_told_on": "2026-11-09"},
    ],
)
async def test_dates_that_contradict_each_other(desk: Desk, wrong: dict[str, str]) -> None:
    """A-2.1, r. 3.1, s. 7: an incident begins before it is known, notices come after, nothing is to come."""
    keeper = await desk.member("network", Role.NETWORK_ADMINISTRATOR)
    answer = await desk.post(keeper, "/incidents", {**AN_INCIDENT, **wrong})
    assert answer.json()["type"] == "/problems/register_dates"


async def test_nobody_is_named(desk: Desk) -> None:
    """IMM-05, CNF-02: a text that names somebody or says a status is refused before anything is kept; what is kept is
    sealed."""
    keeper = await desk.member("network", Role.NETWORK_ADMINISTRATOR)
    for words in ("Mme Tremblay was called at 514-555-0123.", "She has no status and filed a complaint."):
        answer = await desk.post(keeper, "/incidents", {**AN_INCIDENT, "circumstances": words})
        assert answer.status_code == 422, words
    assert (await desk.post(keeper, "/incidents", AN_INCIDENT)).status_code == 201
    rows = await desk.network.superuser.fetchval("SELECT string_agg(t::text, '') FROM incidents t")
    assert "phone" not in rows
    assert b"phone".hex() not in rows


async def test_an_entry_is_not_written_over(desk: Desk) -> None:
    """A-2.1, r. 3.1, s. 8: not by the owner of the schema either."""
    keeper = await desk.member("network", Role.NETWORK_ADMINISTRATOR)
    await desk.post(keeper, "/incidents", AN_INCIDENT)
    for statement in ("UPDATE incidents SET serious = true", "DELETE FROM incidents"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await desk.network.superuser.execute(statement)


async def test_five_years_and_no_longer(
    erasing: Erasing, desk: Desk, worker_pool: asyncpg.Pool, clock: SetClock
) -> None:
    """A-2.1, r. 3.1, s. 8: five years from the day on which the organisation knew, then it is erased, words and all."""
    keeper = await desk.member("network", Role.NETWORK_ADMINISTRATOR)
    await desk.post(keeper, "/incidents", AN_INCIDENT)
    await erasing.db.execute("UPDATE cases SET last_activity_at = $1", clock.now() + timedelta(days=1826))
    clock.set(clock.now().replace(year=2031, month=11, day=1))
    assert await begin_due(erasing.store, worker_pool) == 0
    clock.advance(timedelta(days=2))
    assert await erasing.tick() == (1, 1)
    assert await erasing.db.fetchval("SELECT count(*) FROM incidents") == 0
    assert await erasing.wrong() == []


async def test_what_two_learn_at_once_is_two_versions(desk: Desk) -> None:
    """A-2.1, r. 3.1, s. 7: colleagues who enter what they know of one incident at the same moment lose nothing."""
    keeper = await desk.member("network", Role.NETWORK_ADMINISTRATOR)
    written = (await desk.post(keeper, "/incidents", AN_INCIDENT)).json()
    path = f"/incidents/{written['id']}"
    found = await asyncio.gather(*(desk.post(keeper, path, AN_INCIDENT) for _ in range(6)))
    assert [answer.status_code for answer in found] == [201] * 6
    assert sorted(answer.json()["version"] for answer in found) == [2, 3, 4, 5, 6, 7]
