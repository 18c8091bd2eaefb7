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
    held: str = ""
    """The id of the operation, once it is held."""

    @property
    def operation(self) -> str:
        """The address of the operation."""
        return f"/operations/{self.held}"

    @property
    def hotel(self) -> str:
        """The id of S8."""
        return str(self.stage.shelters["S8"].id)

    async def shown(self) -> Any:
        """The operation as its investigator reads it."""
        return await self.get(self.stage.investigator, self.operation)

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
    await feasibility_tells_numbers_only(desk)
    await eight_of_ten_are_held(desk)
    await two_overrides_find_the_other_two(desk)
    await a_front_desk_reads_no_agreement(desk)
    await the_other_police_service_learns_nothing(desk)
    before = await two_more_at_seven_forty(desk)
    await mother_and_son_stay_together(desk)
    await nobody_arrives_before_a_pivot_organisation(desk, next(iter(before)))
    await eleven_of_twelve_arrive(desk)
    await two_numbers_remain(desk)
    await the_window_ends_and_the_rest_is_released(desk, store, worker_pool)


async def feasibility_tells_numbers_only(desk: Desk) -> None:
    question = {
        "parties": [{"people": [{"gender": "man", "count": 8}, {"gender": "woman", "count": 2}]}],
        "areas": [HAMILTON, TORONTO],
        "window": WINDOW,
        "languages": ["hu"],
        "nights": 3,
    }
    answer = await desk.post(desk.stage.investigator, "/feasibility", question, 200)
    assert answer["sentence"] == "10 possible: 9 by agreement, 1 on request"
    figures = (answer["possible"], answer["by_agreement"], answer["on_request"], answer["answer"])
    assert figures == (10, 9, 1, "yes")


async def eight_of_ten_are_held(desk: Desk) -> None:
    stage = desk.stage
    held = await desk.post(stage.investigator, "/operations", HOLD)
    desk.held = held["id"]
    assert held["standing"]["sentence"] == (
        "8 of 10 held. Not placed: 1 A, 1 B: a fourth site is needed, or an override."
    )
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 3}
    labels = (await desk.shown())["operation"]["labels"]
    assert [(r["label"], r["held"], r["waiting"]) for r in labels] == [("A", 3, 1), ("B", 3, 1), ("C", 2, 0)]
    assert await desk.get(stage.shelters["S3"].desk, "/shelter-requests") == []
    assert await desk.get(stage.shelters["S10"].desk, "/expected-arrivals") == []


async def two_overrides_find_the_other_two(desk: Desk) -> None:
    """One by agreement, one on request."""
    stage, hotel_desk = desk.stage, desk.stage.shelters["S8"].desk
    assert await desk.post(stage.investigator, f"{desk.operation}/overrides", {}) == {"asked": 2}
    asked = await desk.get(stage.coordinator, "/overrides")
    assert [(item["label"], item["state"]) for item in asked] == [("A", "asked"), ("B", "asked")]
    decision = {
        "grant": True,
        "reason": "separate floors, separate arrival times",
        "shelter_id": desk.hotel,
    }
    outcomes = [
        await desk.post(stage.coordinator, f"/overrides/{item['id']}/decision", decision) for item in asked
    ]
    assert [outcome["outcome"] for outcome in outcomes] == ["held", "asked"]
    (request,) = await desk.get(hotel_desk, "/shelter-requests")
    assert (request["places"], request["state"], request["call_back"]) == (1, "requested", "555-0100")
    assert request["agreement"] is None
    confirmed = await desk.post(hotel_desk, f"/shelter-requests/{request['id']}/answer", {})
    assert confirmed == {"state": "confirmed", "accepted": 1}
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 5}
    assert (await desk.shown())["sentence"] == "10 of 10 held."


async def a_front_desk_reads_no_agreement(desk: Desk) -> None:
    """Its coordinator does."""
    stage, house = desk.stage, desk.stage.shelters["S4"]
    expected = await desk.get(house.desk, "/expected-arrivals")
    told = [(each["gender"], each["call_back"], each["agreement"]) for each in expected]
    assert told == [("man", "555-0100", None)] * 2
    expected = await desk.get(house.coordinator, "/expected-arrivals")
    p1_name = await stage.superuser.fetchval("SELECT name FROM organisations WHERE id = $1", stage.p1)
    assert {each["agreement"] for each in expected} == {p1_name}


async def the_other_police_service_learns_nothing(desk: Desk) -> None:
    """But how many places are left, for a question of its own."""
    other = desk.stage.other_investigator
    men = {
        "parties": [{"people": [{"gender": "man", "count": 3}]}],
        "areas": [TORONTO],
        "window": WINDOW,
        "nights": 3,
    }
    answer = await desk.post(other, "/feasibility", men, 200)
    assert answer["sentence"] == "1 possible: 0 by agreement, 1 on request"
    await desk.get(other, desk.operation, 404)
    assert (await desk.get(other, "/operations"))["items"] == []


async def two_more_at_seven_forty(desk: Desk) -> dict[str, str]:
    """What was held stays as it is. Answers the state of each place."""
    stage, hotel_desk = desk.stage, desk.stage.shelters["S8"].desk
    desk.clock.set(datetime(2026, 11, 4, 12, 40, tzinfo=UTC))
    shown = (await desk.shown())["operation"]
    before = {place["id"]: place["state"] for place in shown["places"]}
    more = {"add": [{"people": [{"gender": "man", "count": 2}]}]}
    raised = await desk.patch(stage.investigator, desk.operation, more, shown["version"])
    assert (raised["held"], raised["asked"]) == (10, 2)
    assert raised["sentence"] == (await desk.shown())["sentence"] == "10 of 12 held, 2 asked."
    requests = await desk.get(hotel_desk, "/shelter-requests")
    (request,) = [each for each in requests if each["state"] == "requested"]
    await desk.post(hotel_desk, f"/shelter-requests/{request['id']}/answer", {"accept": 2})
    assert await stage.held() == {"S4": 2, "S7": 3, "S8": 7}
    after = {place["id"]: place["state"] for place in (await desk.shown())["operation"]["places"]}
    assert {place: after[place] for place in before} == before
    return after


async def mother_and_son_stay_together(desk: Desk) -> None:
    coordinator = desk.stage.coordinator
    disclosed = await desk.get(coordinator, f"{desk.operation}/disclosure")
    at_hotel = [p for p in disclosed if p["label"] == "A" and p["shelter_id"] == desk.hotel]
    assert sorted(p["gender"] for p in at_hotel) == ["man", "woman"]
    together = {
        "places": [p["place_id"] for p in at_hotel],
        "reason": "a family that chooses to stay together",
    }
    assert await desk.post(coordinator, f"{desk.operation}/keep-together", together) == {"released": 1}
    assert await desk.stage.held() == {"S4": 2, "S7": 3, "S8": 6}
    assert (await desk.shown())["sentence"] == "12 of 12 held."


async def nobody_arrives_before_a_pivot_organisation(desk: Desk, place: str) -> None:
    """One is named, and accepts."""
    stage, him = desk.stage, desk.stage.investigator
    refused = await desk.post(him, f"{desk.operation}/hand-over", {"people": 12}, 409)
    assert refused["title"] == "Name the pivot organisation first."
    refused = await desk.post(him, "/arrivals", {"place_id": place}, 409)
    assert refused["type"] == "/problems/pivot_first"
    await desk.post(him, f"{desk.operation}/pivot", {"organisation_id": str(stage.clinic)}, 204)
    await desk.get(stage.pivot, f"/hand-overs/{desk.held}/arrivals", 404)
    await desk.post(stage.pivot, f"/hand-overs/{desk.held}/answer", {"accept": True}, 204)


async def eleven_of_twelve_arrive(desk: Desk) -> None:
    """The one who does not was expected at S8."""
    pivot = desk.stage.pivot
    arrivals = await desk.get(pivot, f"/hand-overs/{desk.held}/arrivals")
    assert len(arrivals) == 12
    alone_at_hotel = [a for a in arrivals if a["shelter_id"] == desk.hotel and a["together"] is None]
    came = [a for a in arrivals if a["place_id"] != alone_at_hotel[0]["place_id"]]
    stays = [await desk.post(pivot, "/arrivals", {"place_id": a["place_id"]}) for a in came]
    assert len({stay["claim_id"] for stay in stays}) == 10
    assert {stay["already"] for stay in stays} == {False}
    again = await desk.post(pivot, "/arrivals", {"place_id": came[0]["place_id"]})
    assert again["already"] is True


async def two_numbers_remain(desk: Desk) -> None:
    """For the investigator, once the people are handed over."""
    await desk.post(desk.stage.investigator, f"{desk.operation}/hand-over", {"people": 12}, 204)
    shown = await desk.shown()
    assert shown["sentence"] == f"11 received of 12. Pivot: {shown['operation']['pivot']}."
    assert (shown["operation"]["places"], shown["operation"]["labels"]) == ([], [])


async def the_window_ends_and_the_rest_is_released(desk: Desk, store: Store, worker_pool: Any) -> None:
    """By itself, once; the houses read how many nights they held for whom."""
    stage = desk.stage
    desk.clock.set(datetime(2026, 11, 4, 16, 1, tzinfo=UTC))
    assert await close_operations(store, worker_pool) == 1
    assert await close_operations(store, worker_pool) == 0
    assert (await desk.shown())["operation"]["state"] == "closed"
    nights = {
        name: [(a["nights_held"], a["nights_used"]) for a in await desk.get(house.coordinator, "/agreements")]
        for name, house in stage.shelters.items()
        if name in {"S4", "S7", "S8"}
    }
    assert nights == {"S4": [(2, 2)], "S7": [(3, 3)], "S8": [(4, 3)]}
    own = await desk.get(stage.investigator, "/agreements")
    assert {(a["nights_held"], a["nights_used"]) for a in own} == {(None, None)}
    assert await ask_next_shelters(store, worker_pool) == 0
