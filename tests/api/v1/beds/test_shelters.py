"""Shelters over HTTP: declared, changed by one who read them, closed for a while, and nobody else's business."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from service.clock import SetClock
from service.partners.actor import Role
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


BODY = {
    "name": "House",
    "kind": "women_difficulty",
    "region": "CA-QC",
    "city": "Montréal",
    "time_zone": "America/Toronto",
}


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def view(town: Town, house: Shelter) -> dict[str, Any]:
    return dict((await town.get(house.desk, f"/shelters/{house.id}")).json())


async def test_what_was_said_is_what_is_read(town: Town) -> None:
    """BED-01, ADM-01, ADM-14: the profile with its three values; what is not stated stays so."""
    house = await town.shelter(
        profile={"sobriety": "flexible", "curfew": "yes", "rules_fr": "Retour à 22 h."}, max_nights=30
    )
    found = await view(town, house)
    assert (found["profile"]["sobriety"], found["profile"]["curfew"]) == ("flexible", "yes")
    assert found["profile"].get("pets", "not_stated") == "not_stated"
    assert (found["max_nights"], found["criteria_review_due"], found["version"]) == (30, True, 1)
    assert found["night_ends_at"] == "2026-11-04T17:00:00Z"
    assert [pool["tonight"]["beds"] for pool in found["pools"]] == [8]
    assert "address" not in str(found)
    answer = await town.get(house.desk, f"/shelters/{house.id}")
    assert answer.headers["etag"] == '"1"'


async def test_a_change_is_for_whoever_read_the_latest(town: Town) -> None:
    """ADM-14: a lost race answers 412, and nothing is overwritten; the board follows at once."""
    house = await town.shelter(name="before")
    pivot = await town.pivot()
    after = {**BODY, "name": "after", "published": True, "profile": {"criteria_reviewed_on": "2026-10-01"}}
    changed = await town.put(house.coordinator, f"/shelters/{house.id}", after, 1)
    assert (changed.status_code, changed.json(), changed.headers["etag"]) == (200, {"version": 2}, '"2"')
    late = await town.put(house.coordinator, f"/shelters/{house.id}", {**after, "name": "late"}, 1)
    assert problem(late) == (412, "changed_meanwhile")
    assert late.json()["facts"] == {"version": 2}
    assert (await view(town, house))["criteria_review_due"] is False
    assert [entry["name"] for entry in (await town.board(pivot))["items"]] == ["after"]
    hidden = await town.put(house.coordinator, f"/shelters/{house.id}", {**after, "published": False}, 2)
    assert hidden.status_code == 200
    assert (await town.board(pivot))["items"] == []
    unversioned = await town.client.put(
        f"/v1/shelters/{house.id}", json=after, headers=town.as_(house.coordinator)
    )
    assert problem(unversioned) == (428, "version_missing")


async def test_beds_are_set_aside_and_described_anew(town: Town) -> None:
    """BED-02: a pool changes under the shelter's version."""
    house = await town.shelter(beds=2)
    pivot = await town.pivot()
    pool = {"accepts_genders": ["woman"], "set_aside_for_trafficking": True}
    changed = await town.put(house.coordinator, f"/shelters/{house.id}/pools/{house.pools[0]}", pool, 1)
    assert changed.json() == {"version": 2}
    assert (await town.board(pivot))["items"] == []
    assert (await town.board(pivot, purpose="trafficking"))["items"][0]["set_aside"] == 2
    path = f"/shelters/{house.id}/pools/{house.pools[0]}"
    assert problem(await town.put(house.coordinator, path, pool, 1)) == (412, "changed_meanwhile")
    other = await town.shelter()
    path = f"/shelters/{house.id}/pools/{other.pools[0]}"
    assert problem(await town.put(house.coordinator, path, pool, 2)) == (404, "not_found")
    assert (await view(town, house))["version"] == 2


async def test_closed_beds_take_nobody(town: Town) -> None:
    """BED-16: promises move to equal beds or are displaced; a taken bed is not closed; a closure can end early."""
    house = await town.shelter(beds=3)
    pivot = await town.pivot()
    referral = (await town.refer(pivot, house)).json()
    beds = (await town.get(house.coordinator, f"/shelters/{house.id}/beds")).json()
    held = next(bed["id"] for bed in beds if bed["state"] == "held")
    now = town.clock.now()
    closure = {
        "bed_ids": [held],
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=2)).isoformat(),
    }
    closed = (await town.post(house.coordinator, f"/shelters/{house.id}/closures", closure)).json()
    assert (len(closed["closures"]), closed["moved"], closed["displaced"]) == (1, 1, 0)
    assert await town.tonight(house) == {"beds": 3, "free": 1, "held": 1, "taken": 0, "closed": 1, "empty": 2}
    rest = [bed["id"] for bed in beds if bed["id"] != held]
    closed = (
        await town.post(house.coordinator, f"/shelters/{house.id}/closures", {**closure, "bed_ids": rest})
    ).json()
    assert (closed["moved"], closed["displaced"]) == (0, 1)
    assert (await town.get(pivot, f"/referrals/{referral['id']}")).json()["displaced"] is True
    again = await town.post(house.coordinator, f"/shelters/{house.id}/closures", closure)
    assert problem(again) == (409, "bed_occupied")
    ended = await town.post(house.coordinator, f"/shelters/{house.id}/closures/{closed['closures'][0]}/end")
    assert ended.status_code == 204
    assert (await town.tonight(house))["free"] == 1
    counted = await town.counted(house, 99)
    assert (counted.status_code, counted.json()["facts"]) == (422, {"beds": 1, "most": 11})


async def test_a_taken_bed_is_not_closed(town: Town) -> None:
    """BED-16: the departure is noted first."""
    house = await town.shelter(beds=1, count=0)
    bed = (await town.get(house.coordinator, f"/shelters/{house.id}/beds")).json()[0]
    assert (bed["state"], bed["closure_id"]) == ("taken", None)
    now = town.clock.now()
    closure = {
        "bed_ids": [bed["id"]],
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=2)).isoformat(),
    }
    assert problem(await town.post(house.coordinator, f"/shelters/{house.id}/closures", closure)) == (
        409,
        "bed_occupied",
    )


@pytest.mark.parametrize("hours", [(1, 1), (2, 1), (-2, -1), (-2, 0)])
async def test_past_or_reversed_closures(town: Town, hours: tuple[int, int]) -> None:
    """A period ends after it starts, and in the future."""
    house = await town.shelter(beds=1)
    bed = (await town.get(house.coordinator, f"/shelters/{house.id}/beds")).json()[0]["id"]
    starts, ends = (town.clock.now() + timedelta(hours=n) for n in hours)
    body = {"bed_ids": [bed], "starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    assert problem(await town.post(house.coordinator, f"/shelters/{house.id}/closures", body)) == (
        422,
        "period_reversed",
    )


async def test_a_bed_of_another_shelter_is_not_closed(town: Town) -> None:
    """POL-03: not even in the same organisation's name; and nothing else of the wish happens."""
    house, other = await town.shelter(beds=1), await town.shelter(beds=1)
    beds = [
        (await town.get(one.coordinator, f"/shelters/{one.id}/beds")).json()[0]["id"]
        for one in (house, other)
    ]
    now = town.clock.now()
    body = {"bed_ids": beds, "starts_at": now.isoformat(), "ends_at": (now + timedelta(days=1)).isoformat()}
    assert problem(await town.post(house.coordinator, f"/shelters/{house.id}/closures", body)) == (
        404,
        "not_found",
    )
    assert (await town.tonight(house))["closed"] == 0


async def test_nights_as_they_were_and_will_be(town: Town) -> None:
    """DAT-10: beds taken, held and closed, night by night; 03:00 belongs to the night before."""
    house = await town.shelter(beds=4, count=3, fresh_for_minutes=1440)
    town.clock.set(town.clock.now() + timedelta(hours=15))
    await town.refer(await town.pivot(), house, question={"nights": 2})
    nights = (
        await town.get(house.coordinator, f"/shelters/{house.id}/nights", first="2026-11-02", nights=5)
    ).json()
    assert [(n["night"], n["taken"], n["held"]) for n in nights] == [
        ("2026-11-02", 0, 0),
        ("2026-11-03", 1, 1),
        ("2026-11-04", 0, 1),
        ("2026-11-05", 0, 0),
        ("2026-11-06", 0, 0),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "castle"}, (400, "bad_input")),
        ({"kind": "safe_house_rotating"}, (422, "period_needs_an_end")),
        ({"available_until": "2026-11-01T00:00:00Z"}, (422, "period_needs_an_end")),
        ({"available_until": "2026-12-01T00:00:00"}, (400, "bad_input")),
        ({"time_zone": "America/Nowhere"}, (422, "unknown_time_zone")),
        ({"time_zone": "../../etc/passwd"}, (400, "bad_input")),
        ({"min_nights": 5, "max_nights": 2}, (422, "nights_reversed")),
        ({"min_nights": 0}, (400, "bad_input")),
        ({"region": "Quebec"}, (400, "bad_input")),
        ({"name": "x\u0007"}, (400, "bad_input")),
        ({"name": ""}, (400, "bad_input")),
        ({"address": "12 rue X"}, (400, "bad_input")),
        ({"turnover_hour": 24}, (400, "bad_input")),
        ({"profile": {"address": "12 rue X"}}, (400, "bad_input")),
        ({"profile": {"sobriety": "maybe"}}, (400, "bad_input")),
        ({"profile": {"criteria_reviewed_on": "soon"}}, (400, "bad_input")),
    ],
)
async def test_bad_shelters(town: Town, change: dict[str, Any], expected: tuple[int, str]) -> None:
    """BED-01, BED-08, SAF-01: unknown kinds, no end, unknown fields such as an address: refused, nothing made."""
    coordinator = await town.network.member(
        await town.network.organisation("shelter"), Role.SHELTER_COORDINATOR
    )
    assert problem(await town.post(coordinator, "/shelters", {**BODY, **change})) == expected
    assert (await town.get(coordinator, "/shelters")).json()["items"] == []


@pytest.mark.parametrize(
    ("said", "beds", "expected"),
    [
        ({"accepts_genders": []}, 1, (400, "bad_input")),
        ({"accepts_genders": ["victim"]}, 1, (400, "bad_input")),
        ({"accepts_genders": ["woman"], "sleeps": 2}, 1, (422, "pool_contradiction")),
        ({"accepts_genders": ["woman"], "family_unit": True}, 1, (422, "pool_contradiction")),
        ({"accepts_genders": ["woman"], "min_age": 30, "max_age": 20}, 1, (422, "pool_contradiction")),
        ({"accepts_genders": ["woman"], "max_age": 200}, 1, (400, "bad_input")),
        ({"accepts_genders": ["woman"]}, 0, (400, "bad_input")),
        ({"accepts_genders": ["woman"]}, 5001, (400, "bad_input")),
        ({"accepts_genders": ["woman"]}, 5000, (422, "too_many_beds")),
    ],
)
async def test_bad_pools(town: Town, said: dict[str, Any], beds: int, expected: tuple[int, str]) -> None:
    """BED-04, BED-06: contradictions are refused in words, not by a server error."""
    house = await town.shelter(beds=1)
    path = f"/shelters/{house.id}/pools"
    assert problem(await town.post(house.coordinator, path, {"pool": said, "beds": beds})) == expected
    assert len((await view(town, house))["pools"]) == 1


async def test_other_organisations_shelters_do_not_exist(town: Town) -> None:
    """POL-03: what may not be seen answers like what does not exist."""
    house, other = await town.shelter(), await town.shelter()
    now = town.clock.now().isoformat()
    for shelter_id in (house.id, str(uuid4())):
        path = f"/shelters/{shelter_id}"
        for below in ("", "/beds", "/stays", "/arrivals", "/nights?first=2026-11-03"):
            assert problem(await town.get(other.coordinator, path + below)) == (404, "not_found")
        assert problem(await town.put(other.coordinator, path, BODY, 1)) == (404, "not_found")
        pool = {"pool": {"accepts_genders": ["woman"]}, "beds": 1}
        assert problem(await town.post(other.coordinator, path + "/pools", pool)) == (404, "not_found")
        assert problem(await town.post(other.desk, path + "/counts", {"free": 1, "looked_at": now})) == (
            404,
            "not_found",
        )
    listed = (await town.get(other.desk, "/shelters")).json()
    assert [item["id"] for item in listed["items"]] == [other.id]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SHELTER_COORDINATOR])
async def test_only_coordinators_declare_and_change(town: Town, role: Role) -> None:
    """POL-03: a front desk counts and reads; it does not change what the house is."""
    house = await town.shelter(beds=1)
    elsewhere = role is Role.INVESTIGATOR  # no house has one (PIV-05)
    home = await town.network.organisation("police") if elsewhere else house.organisation_id
    member = await town.network.member(home, role)
    path = f"/shelters/{house.id}"
    assert problem(await town.post(member, "/shelters", BODY)) == (403, "not_allowed")
    assert problem(await town.put(member, path, BODY, 1)) == (403, "not_allowed")
    pool = {"pool": {"accepts_genders": ["woman"]}, "beds": 1}
    assert problem(await town.post(member, path + "/pools", pool)) == (403, "not_allowed")
    if role is not Role.FRONT_DESK:
        for below in ("", "/beds", "/stays", "/arrivals", "/nights?first=2026-11-03"):
            assert problem(await town.get(member, path + below)) == (403, "not_allowed")
        assert problem(await town.get(member, "/shelters")) == (403, "not_allowed")


async def test_pages_of_shelters(town: Town) -> None:
    """A coordinator of several houses sees each once."""
    house = await town.shelter()
    for number in range(2):
        assert (
            await town.post(house.coordinator, "/shelters", {**BODY, "name": f"N{number}"})
        ).status_code == 201
    first = (await town.get(house.coordinator, "/shelters", limit=2)).json()
    second = (await town.get(house.coordinator, "/shelters", limit=2, cursor=first["next"])).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["House", "N0", "N1"]
    assert second["next"] is None
