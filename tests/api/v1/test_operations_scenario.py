"""Scenario A over HTTP, as far as operations go: each step judged by what that person's replies show."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest

from service.clock import SetClock
from service.operations.jobs import ask_next_shelters, close_operations
from service.store.store import Store
from tests.network import Network
from tests.service.operations.stage import Stage, scenario_a

DAY_0 = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
"""11:00 in Hamilton."""
WINDOW = {"starts_at": "2026-11-04T10:00:00Z", "ends_at": "2026-11-04T16:00:00Z"}
HAMILTON, TORONTO = {"region": "CA-ON", "city": "Hamilton"}, {"region": "CA-ON", "city": "Toronto"}
PARTIES = [
    {"people": [{"gender": "man", "count": 3}, {"gender": "woman", "count": 1}], "label": "A"},
    {"people": [{"gender": "man", "count": 3}, {"gender": "woman", "count": 1}], "label": "B"},
    {"people": [{"gender": "man", "count": 2}], "label": "C"},
]
HOLD = {
    "minimum": 6,
    "expected": 10,
    "maximum": 12,
    "parties": PARTIES,
    "areas": [HAMILTON, TORONTO],
    "window": WINDOW,
    "languages": ["hu"],
    "nights": 3,
}
_keys = count(1)


@dataclass
class Desk:
    """Somebody's way to the API."""

    client: httpx.AsyncClient
    as_: Any
    stage: Stage
    clock: SetClock

    async def get(self, member: Any, path: str, status: int = 200, language: str = "en") -> Any:
        reply = await self.client.get(f"/v1{path}", headers=self.as_(member, language=language))
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None

    async def post(
        self, member: Any, path: str, body: Any = None, status: int = 201, language: str = "en"
    ) -> Any:
        headers = self.as_(member, key=f"k{next(_keys)}", language=language)
        reply = await self.client.post(f"/v1{path}", json=body, headers=headers)
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None

    async def patch(self, member: Any, path: str, body: Any, version: int, status: int = 200) -> Any:
        reply = await self.client.patch(f"/v1{path}", json=body, headers=self.as_(member, version=version))
        assert reply.status_code == status, reply.text
        return reply.json()


@pytest.fixture
async def desk(network: Network, clock: SetClock, store: Store, client: httpx.AsyncClient, as_: Any) -> Desk:
    clock.set(DAY_0)
    return Desk(client, as_, await scenario_a(network, DAY_0), clock)


async def test_scenario_a(desk: Desk, store: Store, worker_pool: Any) -> None:
    """OPS-01 to OPS-19, SAF-08: the whole story, from feasibility to the close."""
    stage, him = desk.stage, desk.stage.investigator

    # 1. Feasibility: numbers only.
    question = {
        "parties": [{"people": [{"gender": "man", "count": 8}, {"gender": "woman", "count": 2}]}],
        "areas": [HAMILTON, TORONTO],
        "window": WINDOW,
        "languages": ["hu"],
        "nights": 3,
    }
    answer = await desk.post(him, "/feasibility", question, 200)
    assert answer["sentence"] == "10 possible: 9 by agreement, 1 on request"
    assert (answer["possible"], answer["by_agreement"], answer["on_request"], answer["answer"]) == (
        10,
        9,
        1,
        "yes",
    )

    # 2 and 3. The hold: 8 of 10.
    held = await desk.post(him, "/operations", HOLD)
    operation = f"/operations/{held['id']}"
    assert held["standing"]["sentence"] == (
        "8 of 10 held. Not placed: 1 A, 1 B: a fourth site is needed, or an override."
    )
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 3}
    shown = await desk.get(him, operation)
    assert [(r["label"], r["held"], r["waiting"]) for r in shown["operation"]["labels"]] == [
        ("A", 3, 1),
        ("B", 3, 1),
        ("C", 2, 0),
    ]
    assert await desk.get(stage.shelters["S3"].desk, "/shelter-requests") == []
    assert await desk.get(stage.shelters["S10"].desk, "/expected-arrivals") == []

    # 4. Two overrides, one by agreement and one on request.
    assert await desk.post(him, f"{operation}/overrides", {}) == {"asked": 2}
    asked = await desk.get(stage.coordinator, "/overrides")
    assert [(item["label"], item["state"]) for item in asked] == [("A", "asked"), ("B", "asked")]
    reason = "separate floors, separate arrival times"
    hotel = str(stage.shelters["S8"].id)
    outcomes = [
        await desk.post(
            stage.coordinator,
            f"/overrides/{item['id']}/decision",
            {"grant": True, "reason": reason, "shelter_id": hotel},
        )
        for item in asked
    ]
    assert [outcome["outcome"] for outcome in outcomes] == ["held", "asked"]
    (request,) = await desk.get(stage.shelters["S8"].desk, "/shelter-requests")
    assert (request["places"], request["state"], request["call_back"]) == (1, "requested", "555-0100")
    assert request["agreement"] is None
    confirmed = await desk.post(stage.shelters["S8"].desk, f"/shelter-requests/{request['id']}/answer", {})
    assert confirmed == {"state": "confirmed", "accepted": 1}
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 5}
    assert (await desk.get(him, operation))["sentence"] == "10 of 10 held."

    # 5. What S4 sees.
    expected = await desk.get(stage.shelters["S4"].desk, "/expected-arrivals")
    assert [(e["gender"], e["call_back"], e["agreement"]) for e in expected] == [
        ("man", "555-0100", None)
    ] * 2
    expected = await desk.get(stage.shelters["S4"].coordinator, "/expected-arrivals")
    p1_name = await stage.superuser.fetchval("SELECT name FROM organisations WHERE id = $1", stage.p1)
    assert {e["agreement"] for e in expected} == {p1_name}

    # 6. The other police service.
    men = {
        "parties": [{"people": [{"gender": "man", "count": 3}]}],
        "areas": [TORONTO],
        "window": WINDOW,
        "nights": 3,
    }
    answer = await desk.post(stage.other_investigator, "/feasibility", men, 200)
    assert answer["sentence"] == "1 possible: 0 by agreement, 1 on request"
    await desk.get(stage.other_investigator, operation, 404)
    assert (await desk.get(stage.other_investigator, "/operations"))["items"] == []

    # 7. Two more, at 07:40.
    desk.clock.set(datetime(2026, 11, 4, 12, 40, tzinfo=UTC))
    before = {p["id"]: p["state"] for p in (await desk.get(him, operation))["operation"]["places"]}
    version = (await desk.get(him, operation))["operation"]["version"]
    more = {"add": [{"people": [{"gender": "man", "count": 2}]}]}
    raised = await desk.patch(him, operation, more, version)
    assert (raised["held"], raised["asked"]) == (10, 2)
    shown = await desk.get(him, operation)
    assert raised["sentence"] == shown["sentence"] == "10 of 12 held, 2 asked."
    (request,) = [
        r for r in await desk.get(stage.shelters["S8"].desk, "/shelter-requests") if r["state"] == "requested"
    ]
    await desk.post(stage.shelters["S8"].desk, f"/shelter-requests/{request['id']}/answer", {"accept": 2})
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 7}
    after = {p["id"]: p["state"] for p in (await desk.get(him, operation))["operation"]["places"]}
    assert {place: after[place] for place in before} == before

    # 8. Mother and adult son stay together.
    disclosed = await desk.get(stage.coordinator, f"{operation}/disclosure")
    at_hotel = [p for p in disclosed if p["label"] == "A" and p["shelter_id"] == hotel]
    assert sorted(p["gender"] for p in at_hotel) == ["man", "woman"]
    together = {
        "places": [p["place_id"] for p in at_hotel],
        "reason": "a family that chooses to stay together",
    }
    assert await desk.post(stage.coordinator, f"{operation}/keep-together", together) == {"released": 1}
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 6}
    assert (await desk.get(him, operation))["sentence"] == "12 of 12 held."

    # 9. No arrival without a pivot organisation.
    refused = await desk.post(him, f"{operation}/hand-over", {"people": 12}, 409)
    assert refused["title"] == "Name the pivot organisation first."
    somebody = next(iter(after))
    refused = await desk.post(him, "/arrivals", {"place_id": somebody}, 409)
    assert refused["type"] == "/problems/pivot_first"
    await desk.post(him, f"{operation}/pivot", {"organisation_id": str(stage.clinic)}, 204)
    await desk.get(stage.pivot, f"/hand-overs/{held['id']}/arrivals", 404)
    await desk.post(stage.pivot, f"/hand-overs/{held['id']}/answer", {"accept": True}, 204)

    # 10. Eleven arrive; one who was expected at S8 does not.
    arrivals = await desk.get(stage.pivot, f"/hand-overs/{held['id']}/arrivals")
    assert len(arrivals) == 12
    alone_at_hotel = [a for a in arrivals if a["shelter_id"] == hotel and a["together"] is None]
    came = [a for a in arrivals if a["place_id"] != alone_at_hotel[0]["place_id"]]
    stays = [await desk.post(stage.pivot, "/arrivals", {"place_id": a["place_id"]}) for a in came]
    assert len({stay["claim_id"] for stay in stays}) == 10
    assert {stay["already"] for stay in stays} == {False}
    again = await desk.post(stage.pivot, "/arrivals", {"place_id": came[0]["place_id"]})
    assert again["already"] is True

    # 11. Two numbers remain; the window ends, and the rest is released by itself.
    await desk.post(him, f"{operation}/hand-over", {"people": 12}, 204)
    shown = await desk.get(him, operation)
    clinic_name = shown["operation"]["pivot"]
    assert shown["sentence"] == f"11 received of 12. Pivot: {clinic_name}."
    assert (shown["operation"]["places"], shown["operation"]["labels"]) == ([], [])
    desk.clock.set(datetime(2026, 11, 4, 16, 1, tzinfo=UTC))
    assert await close_operations(store, worker_pool) == 1
    assert await close_operations(store, worker_pool) == 0
    assert (await desk.get(him, operation))["operation"]["state"] == "closed"
    nights = {
        name: [(a["nights_held"], a["nights_used"]) for a in await desk.get(house.coordinator, "/agreements")]
        for name, house in stage.shelters.items()
        if name in {"S4", "S7", "S8"}
    }
    assert nights == {"S4": [(2, 2)], "S7": [(3, 3)], "S8": [(4, 3)]}
    own = await desk.get(him, "/agreements")
    assert {(a["nights_held"], a["nights_used"]) for a in own} == {(None, None)}
    assert await ask_next_shelters(store, worker_pool) == 0
