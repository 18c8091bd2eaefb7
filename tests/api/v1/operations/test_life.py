"""An agreement's year and an operation's life through the doors: what is said in both languages, what is not taken."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from api.v1.operations.words import given_up_sentence, moved_sentence, moved_to_the_pivot
from service.clock import SetClock
from service.operations.holds.lowering import GivenUp
from service.operations.windows.rules import Moved
from service.store.store import Store
from tests.network import Network
from tests.service.operations.stage import Stage, scenario_a

DAY_0 = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
_keys = count(1)


@pytest.fixture
async def stage(network: Network, clock: SetClock, store: Store) -> Stage:
    clock.set(DAY_0)
    return await scenario_a(network, DAY_0)


def window(hours: int) -> dict[str, str]:
    opens = DAY_0 + timedelta(hours=hours)
    return {"starts_at": opens.isoformat(), "ends_at": (opens + timedelta(hours=6)).isoformat()}


def people(number: int, parties: int = 1) -> dict[str, Any]:
    """So many men in Hamilton, tomorrow."""
    return {
        "minimum": 1,
        "expected": min(number * parties, 100),
        "maximum": 100,
        "parties": [{"people": [{"gender": "man", "count": number}]}] * parties,
        "areas": [{"region": "CA-ON", "city": "Hamilton"}],
        "window": window(18),
    }


def test_sentences_with_numbers_in_both_languages() -> None:
    """OPS-05, OPS-18: what was given up, what was moved; each number named, and nothing after the pivot accepted."""
    gone = GivenUp(1, 0, 2)
    assert given_up_sentence(gone, "en") == "Given up: 1 waiting, 2 held."
    assert given_up_sentence(gone, "fr") == "Rendues : 1 en attente, 2 retenues."
    assert moved_sentence(Moved(6, 2, 1), "en") == "6 moved. 2 asked again. 1 without a place."
    assert moved_sentence(Moved(6, 2, 1), "fr") == "6 déplacées. 2 redemandées. 1 sans place."
    assert moved_sentence(Moved(6, 0, 0), "en") == "6 moved."
    assert moved_to_the_pivot(None, "en") == (
        "Postponed. The places are asked for again. Pivot: the pivot organisation."
    )
    assert moved_to_the_pivot("X", "fr") == "Reportée. Les places sont redemandées. Pivot : X."


async def test_parties_of_nobody_and_of_five_hundred(
    client: httpx.AsyncClient, stage: Stage, as_: Any
) -> None:
    """OPS-01: refused with what is wrong, and nothing is written."""
    for body, code in ((people(0), 400), (people(500), 400), (people(100, parties=5), 422)):
        headers = as_(stage.investigator, key=f"l{next(_keys)}")
        for path in ("/v1/operations", "/v1/feasibility"):
            asked = (
                body if path.endswith("operations") else {k: body[k] for k in ("parties", "areas", "window")}
            )
            assert (await client.post(path, json=asked, headers=headers)).status_code == code
            headers = as_(stage.investigator, key=f"l{next(_keys)}")
    assert await stage.superuser.fetchval("SELECT count(*) FROM operations") == 0


async def test_an_operation_from_launch_to_release(
    client: httpx.AsyncClient, stage: Stage, clock: SetClock, as_: Any
) -> None:
    """OPS-04, OPS-05, OPS-12, OPS-18: launched twice at once is once; lowered and moved with numbers; refused at the
    door; another service finds nothing; the coordination releases what has run out."""

    async def post(member: Any, path: str, body: Any = None) -> httpx.Response:
        headers = as_(member, key=f"l{next(_keys)}", language="en")
        return await client.post(f"/v1{path}", json=body, headers=headers)

    made = (await post(stage.investigator, "/operations", people(5))).json()
    at = f"/operations/{made['id']}"
    launched = await asyncio.gather(*(post(stage.investigator, f"{at}/launch") for _ in range(2)))
    assert [reply.status_code for reply in launched] == [204, 204]
    for path, body in (
        ("launch", None),
        ("cancel", None),
        ("postpone", {"window": None}),
        ("requests", None),
    ):
        assert (await post(stage.other_investigator, f"{at}/{path}", body)).status_code == 404
    shown = await client.get(f"/v1{at}", headers=as_(stage.investigator))
    fewer = {"fewer": [{"count": 1, "gender": "man"}], "release_held": True}
    changing = as_(stage.investigator, version=shown.json()["operation"]["version"], language="en")
    changed = (await client.patch(f"/v1{at}", json=fewer, headers=changing)).json()
    assert changed["given_up"] == {"waiting": 0, "asked": 0, "held": 1}
    assert changed["sentence"] == "Given up: 1 held. 4 of 4 held."
    moved = (await post(stage.investigator, f"{at}/postpone", {"window": window(30)})).json()
    assert (moved["moved"], moved["by_pivot"]) == ({"held": 4, "asked": 0, "waiting": 0}, False)
    assert moved["sentence"] == "4 moved. 4 of 4 held."
    expected = await client.get("/v1/expected-arrivals", headers=as_(stage.shelters["S8"].desk))
    door = {"place_id": expected.json()[0]["place_id"], "reason": "several_at_once"}
    assert (
        await post(stage.shelters["S8"].desk, "/door-refusals", {**door, "reason": "x"})
    ).status_code == 400
    assert (await post(stage.shelters["S8"].desk, "/door-refusals", door)).status_code == 204
    assert (await post(stage.coordinator, f"{at}/release")).status_code == 409
    clock.advance(timedelta(hours=37))
    assert (await post(stage.coordinator, f"{at}/release")).status_code == 204


async def test_an_agreement_through_the_doors(client: httpx.AsyncClient, stage: Stage, as_: Any) -> None:
    """OPS-02, OPS-13, TEN-03: proposed with its words, accepted in a role, rested, resumed, reviewed with its evidence;
    police read neither the evidence nor that it exists."""
    house = stage.shelters["S4"]

    async def post(member: Any, path: str, body: Any = None) -> httpx.Response:
        return await client.post(f"/v1{path}", json=body, headers=as_(member, key=f"l{next(_keys)}"))

    terms = {
        "places": 1,
        "notice_hours": 0,
        "longest_hold_hours": 48,
        "answer": "asked",
        "review_on": "2027-11-01",
    }
    words = {"form": "formal", "conditions": ["plain_car"], "signed_as": "board", "ends_on": "2027-12-31"}
    offer = {"shelter_id": str(house.id), "partner_id": str(stage.p2), **terms, **words}
    for wrong, code in (({"conditions": ["her name"]}, 400), ({"ends_on": "2026-01-01"}, 422)):
        assert (await post(house.coordinator, "/agreements", offer | wrong)).status_code == code
    at = f"/agreements/{(await post(house.coordinator, '/agreements', offer)).json()['id']}"
    yes = {"accept": True, "accepted_as": "chief"}
    assert (await post(stage.other_investigator, f"{at}/answer", yes)).status_code == 204
    (read,) = (await client.get("/v1/agreements", headers=as_(stage.other_investigator))).json()
    assert {name: read[name] for name in words} == words
    assert (read["state"], read["accepted_as"], read["nights_held"]) == ("in_force", "chief", None)
    for step in ("suspend", "resume"):
        assert (await post(stage.other_investigator, f"{at}/{step}")).status_code == 204
    evidence = await client.get(f"/v1{at}/review", headers=as_(house.coordinator))
    assert evidence.json()["evidence"] == {
        "asked": 0,
        "granted": 0,
        "declined": {},
        "refused_at_door": 0,
        "nights_held": 0,
        "nights_used": 0,
    }
    refused = await client.get(f"/v1{at}/review", headers=as_(stage.other_investigator))
    assert refused.status_code == 403
    review = {"outcome": "changed", "terms": {**terms, "places": 2}}
    assert (await post(house.coordinator, f"{at}/review", review)).status_code == 204
    assert (await post(stage.other_investigator, f"{at}/answer", yes)).status_code == 204
    (read,) = (await client.get("/v1/agreements", headers=as_(stage.other_investigator))).json()
    assert (read["places"], read["change"]) == (2, None)
