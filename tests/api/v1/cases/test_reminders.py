"""A pivot is reminded of what ends within a day, and files needs that no place could meet."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.api.v1.conftest import Pivots, new_case
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


async def stay_of_two_nights(town: Town, pivots: Pivots) -> dict[str, Any]:
    """A case whose person has arrived at a shelter, until the day after tomorrow at noon."""
    house = await town.shelter(beds=3, count=2)
    body = new_case(pivots.backup, region="CA-QC", party={"gender": "woman"}, age_band="21-24")
    case: dict[str, Any] = (await town.post(pivots.pivot, "/cases", body)).json()
    made = await town.refer(pivots.pivot, house, question={"nights": 2}, case_id=case["id"])
    assert made.status_code == 201, made.text
    referral = made.json()
    assert (await town.post(house.desk, f"/referrals/{referral['id']}/arrival")).status_code == 201
    link = {"claim_id": referral["claim_ids"][0]}
    assert (await town.post(pivots.pivot, f"/cases/{case['id']}/placements", link)).status_code == 201
    return case


async def codes(town: Town, member: UUID) -> list[str]:
    answer = await town.get(member, "/reminders")
    assert answer.status_code == 200, answer.text
    return [row["code"] for row in answer.json()]


async def test_a_day_before_the_end_and_not_earlier(town: Town, pivots: Pivots) -> None:
    """BED-11: the stay ends on the 5th at noon; nothing on the 3rd, a reminder from the 4th at noon on."""
    case = await stay_of_two_nights(town, pivots)
    town.clock.advance(timedelta(hours=23, minutes=59))
    assert await codes(town, pivots.pivot) == []
    town.clock.advance(timedelta(minutes=1))
    found = (await town.get(pivots.pivot, "/reminders")).json()
    assert [(row["case_id"], row["ends_at"]) for row in found] == [(case["id"], "2026-11-05T17:00:00Z")]
    assert await codes(town, pivots.backup) == [case["code"]]


async def test_nobody_else_is_reminded(town: Town, pivots: Pivots) -> None:
    """CNF-04: another worker of the same organisation accompanies nobody; other roles have no such page."""
    await stay_of_two_nights(town, pivots)
    town.clock.advance(timedelta(days=1))
    colleague = await town.network.member(pivots.organisation, Role.PIVOT_WORKER)
    assert await codes(town, colleague) == []
    police = await town.network.member(await town.network.organisation("police"), Role.INVESTIGATOR)
    assert (await town.get(police, "/reminders")).status_code == 403


async def test_a_need_counts_once_a_day_for_each_case(town: Town, pivots: Pivots, case_id: str) -> None:
    """DAT-06: filed twice it counts once; the next day it counts again; a region reads it by reason."""
    body = {"case_id": case_id, "reason": "several_at_once"}
    filed = [(await town.post(pivots.pivot, "/unmet-needs", body)).json()["counted"] for _ in range(2)]
    assert filed == [True, False]
    town.clock.advance(timedelta(days=1))
    assert (await town.post(pivots.pivot, "/unmet-needs", body)).json()["counted"] is True
    region = await town.network.organisation("coordination", regions=["CA-ON"])
    coordinator = await town.network.member(region, Role.REGIONAL_COORDINATOR)
    period = {"region": "CA-ON", "first": "2026-11-03", "until": "2026-11-05"}
    rows = (await town.get(coordinator, "/unmet-needs", **period)).json()
    assert [(row["day"], row["reason"], row["needs"]) for row in rows] == [
        ("2026-11-03", "several_at_once", 1),
        ("2026-11-04", "several_at_once", 1),
    ]


@pytest.mark.parametrize(
    "wrong", [{"reason": "status"}, {"reason": "no_bed", "people": 0}, {"reason": "no_bed", "story": "x"}, {}]
)
async def test_a_need_has_one_known_reason_and_no_story(
    town: Town, pivots: Pivots, case_id: str, wrong: dict[str, Any]
) -> None:
    """IMM-02, DAT-06: what the closed list does not hold is refused."""
    answer = await town.post(pivots.pivot, "/unmet-needs", {"case_id": case_id, **wrong})
    assert answer.status_code == 400


async def test_nobody_files_for_another_case(town: Town, pivots: Pivots, case_id: str) -> None:
    """CNF-04: a case that one does not accompany does not exist."""
    other = await town.network.member(await town.network.organisation("pivot"), Role.PIVOT_WORKER)
    answer = await town.post(other, "/unmet-needs", {"case_id": case_id, "reason": "no_bed"})
    assert answer.status_code == 404
