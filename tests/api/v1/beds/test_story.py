"""The story of a bed over HTTP: a shelter, a count, the board, a referral, an arrival, a departure."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.clock import SetClock
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


async def test_a_bed_from_count_to_departure(town: Town) -> None:
    """ADM-05, BED-15, SAF-08: held until a time, confirmed, arrived, left."""
    house = await town.shelter(beds=3, count=2)
    pivot = await town.pivot()
    found = await town.board(pivot)
    assert [(e["shelter_id"], e["tier"], e["free"], e["freshness"]) for e in found["items"]] == [
        (house.id, "fits", 2, "fresh")
    ]
    made = await town.refer(pivot, house, question={"nights": 2}, options_shown=1, person_chose=True)
    assert made.status_code == 201, made.text
    referral = made.json()
    assert referral["state"] == "held"
    assert await town.tonight(house) == {"beds": 3, "free": 1, "held": 1, "taken": 1, "closed": 0, "empty": 2}

    expected = (await town.get(house.desk, f"/shelters/{house.id}/arrivals")).json()
    assert len(expected) == 1
    assert expected[0]["party"] == {
        "people": [{"gender": "woman", "age_band": "21-24", "count": 1}],
        "children": 0,
        "one_unit": False,
        "languages": [],
    }
    assert expected[0]["contact"]["duty_number"] == "514-555-0199"

    confirmed = await town.post(house.desk, f"/referrals/{referral['id']}/confirm")
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed")
    town.clock.advance(timedelta(hours=1))
    arrived = await town.post(house.desk, f"/referrals/{referral['id']}/arrival")
    assert arrived.status_code == 201, arrived.text
    assert arrived.json()["stay_ids"] == referral["claim_ids"]
    assert (await town.tonight(house))["taken"] == 2

    stays = (await town.get(house.desk, f"/shelters/{house.id}/stays")).json()
    assert sorted(stay["anonymous"] for stay in stays) == [False, True]
    mine = next(stay for stay in stays if not stay["anonymous"])
    assert mine["until"] == "2026-11-05T17:00:00Z"
    left = await town.post(house.desk, f"/stays/{mine['id']}/departure")
    assert (left.status_code, left.json()["referral_id"]) == (201, referral["id"])
    view = (await town.get(pivot, f"/referrals/{referral['id']}")).json()
    assert (view["state"], view["claim_ids"]) == ("left", [])
    assert (await town.post(house.desk, f"/stays/{mine['id']}/departure")).json()[
        "type"
    ] == "/problems/stay_over"
