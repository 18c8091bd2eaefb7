"""Counts from a phone, over HTTP: absolute, dated, kept, and stronger than promises."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from service.beds.counts.application import Counted
from service.beds.counts.commands import RecordCount
from service.beds.counts.desk import CountDesk
from service.clock import SetClock
from service.partners.actor import Role
from service.store.command import Once
from service.store.store import Store
from tests.network import Network
from tests.service.beds.town import Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


def said(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_free_is_physically_empty_held_ones_included(town: Town) -> None:
    """BED-15: `3 free`, of which 1 is held: offered to others: 2."""
    house = await town.shelter(beds=5)
    await town.refer(await town.pivot(), house)
    counted = said(await town.counted(house, 3))
    assert {k: counted[k] for k in ("applied", "free", "before", "held", "offered", "unexplained")} == {
        "applied": True, "free": 3, "before": 5, "held": 1, "offered": 2, "unexplained": 0}  # fmt: skip
    assert await town.tonight(house) == {"beds": 5, "free": 2, "held": 1, "taken": 2, "closed": 0, "empty": 3}


async def test_unchanged_is_one_tap_and_makes_the_count_fresh(town: Town) -> None:
    """BED-15: the same beds, a new time; refused where nothing was ever counted."""
    house = await town.shelter(beds=5, count=-1)
    never = await town.counted(house, None)
    assert (never.status_code, never.json()["type"]) == (409, "/problems/never_counted")
    await town.counted(house, 2)
    town.clock.advance(timedelta(hours=5))
    assert (await town.get(house.desk, f"/shelters/{house.id}")).json()["freshness"] == "call_first"
    assert said(await town.counted(house, None))["free"] == 2
    assert (await town.get(house.desk, f"/shelters/{house.id}")).json()["freshness"] == "fresh"


async def test_an_older_count_never_overwrites_a_newer_one(town: Town) -> None:
    """BED-15: it is kept, not applied, and the answer says since when a newer one exists."""
    house = await town.shelter(beds=5, count=4)
    at = town.clock.now()
    late = said(await town.counted(house, 1, at=at - timedelta(minutes=6)))
    assert (late["applied"], late["newest"]) == (False, at.isoformat().replace("+00:00", "Z"))
    assert (await town.tonight(house))["empty"] == 4
    kept = await town.network.superuser.fetch("SELECT free, applied FROM counts ORDER BY looked_at")
    assert [tuple(row) for row in kept] == [(1, False), (4, True)]


async def test_what_was_before_undoes_the_count(town: Town) -> None:
    """Undo rather than "are you sure?": the figure from before, sent again."""
    house = await town.shelter(beds=5, count=4)
    wrong = said(await town.counted(house, 0))
    assert said(await town.counted(house, wrong["before"]))["free"] == 4
    assert (await town.tonight(house))["empty"] == 4


async def test_a_full_house_displaces_a_hold_visibly(town: Town) -> None:
    """BED-16: a fact is recorded; the promise is put into the hands of the pivot, the shelter and the region."""
    house = await town.shelter(beds=2)
    pivot = await town.pivot()
    referral = (await town.refer(pivot, house)).json()
    counted = said(await town.counted(house, 0))
    assert (counted["displaced"], counted["held"]) == (1, 0)
    view = (await town.get(pivot, f"/referrals/{referral['id']}")).json()
    assert (view["displaced"], view["claim_ids"]) == (True, [])
    mine = (await town.get(pivot, "/escalations")).json()
    assert [(e["cause"], e["referral_id"], e["at_own_shelter"]) for e in mine["own"]] == [
        ("count", referral["id"], False)
    ]
    assert [
        e["at_own_shelter"] for e in (await town.get(house.coordinator, "/escalations")).json()["own"]
    ] == [True]
    coordinator = await town.network.member(
        await town.network.organisation("coordination"), Role.REGIONAL_COORDINATOR
    )
    region = (await town.get(coordinator, "/escalations")).json()
    assert [(e["region"], e["shelter_kind"], e["for_operation"]) for e in region["region"]] == [
        ("CA-QC", "women_difficulty", False)
    ]
    assert "House" not in str(region)
    events = [
        row["name"]
        for row in await town.network.superuser.fetch("SELECT name FROM events ORDER BY id DESC LIMIT 2")
    ]
    assert set(events) == {"beds.promise_displaced", "beds.count_recorded"}
    assert (await town.post(pivot, f"/escalations/{mine['own'][0]['id']}/settle")).status_code == 204
    assert (await town.get(pivot, "/escalations")).json()["own"] == []


async def test_a_hold_moves_when_an_equal_bed_is_free(town: Town) -> None:
    """BED-16: counting one more taken moves nothing that can stay; the hold survives while a bed is empty."""
    house = await town.shelter(beds=3)
    referral = (await town.refer(await town.pivot(), house)).json()
    assert said(await town.counted(house, 1))["displaced"] == 0
    confirmed = await town.post(house.desk, f"/referrals/{referral['id']}/confirm")
    assert confirmed.status_code == 200


async def test_recorded_people_are_not_ended_by_a_count(town: Town) -> None:
    """BED-15: the answer names what the count cannot explain; a human notes the departure."""
    house = await town.shelter(beds=2)
    referral = (await town.refer(await town.pivot(), house)).json()
    await town.post(house.desk, f"/referrals/{referral['id']}/arrival")
    town.clock.advance(timedelta(minutes=1))
    counted = said(await town.counted(house, 2))
    assert (counted["unexplained"], counted["offered"]) == (1, 1)


async def test_a_pool_is_counted_by_itself(town: Town) -> None:
    """BED-02: counting one room says nothing about the others."""
    house = await town.shelter(beds=4)
    second = await town.pool(house, 3)
    counted = said(await town.counted(house, 1, pool=second))
    assert (counted["free"], counted["before"], counted["offered"]) == (1, 3, 1)
    assert (await town.tonight(house))["empty"] == 5


@pytest.mark.parametrize("members", [1, 4])
async def test_thirty_two_at_once_are_all_kept(town: Town, members: int) -> None:
    """BED-15: none rejected, none lost; what is empty afterwards is what the newest of them saw."""
    house = await town.shelter(beds=40, count=-1)
    phones = [
        house.desk,
        *[await town.network.member(house.organisation_id, Role.FRONT_DESK) for _ in range(members - 1)],
    ]
    start = town.clock.now() - timedelta(minutes=32)

    async def count(number: int) -> httpx.Response:
        body = {"free": number, "looked_at": (start + timedelta(minutes=number)).isoformat()}
        return await town.post(
            phones[number % members], f"/shelters/{house.id}/counts", body, key=f"phone-{number}"
        )

    answers = await asyncio.gather(*(count(number) for number in range(32)))
    assert [answer.status_code for answer in answers] == [201] * 32
    assert (await town.tonight(house))["empty"] == 31
    assert await town.network.superuser.fetchval("SELECT count(*) FROM counts") == 32
    assert (
        await town.network.superuser.fetchval(
            "SELECT count(*) FROM events WHERE name = 'beds.count_recorded'"
        )
        == 32
    )
    assert (
        await town.network.superuser.fetchval("SELECT count(*) FROM idempotency WHERE outcome IS NULL") == 0
    )
    again = await asyncio.gather(*(count(number) for number in range(32)))
    assert [answer.json() for answer in again] == [answer.json() for answer in answers]
    assert await town.network.superuser.fetchval("SELECT count(*) FROM counts") == 32


async def test_the_same_key_twice_at_once_has_one_effect(town: Town) -> None:
    """Idempotency holds for counts that are applied together, and another body under the same key is refused."""
    house = await town.shelter(beds=4, count=-1)
    body = {"free": 1, "looked_at": town.clock.now().isoformat()}
    path = f"/shelters/{house.id}/counts"
    answers = await asyncio.gather(*(town.post(house.desk, path, body, key="one") for _ in range(6)))
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert await town.network.superuser.fetchval("SELECT count(*) FROM counts") == 1
    other = {**body, "free": 2}
    mixed = await asyncio.gather(
        *(town.post(house.desk, path, other, key=key) for key in ("one", "two", "three"))
    )
    assert [answer.status_code for answer in mixed] == [422, 201, 201]


async def test_bad_counts_among_good_ones_are_each_refused(town: Town) -> None:
    """A group is not one wish: each is answered for itself, and each refusal is an event."""
    house = await town.shelter(beds=4, count=-1)
    stranger = (await town.shelter()).desk
    now = town.clock.now()
    wishes = [
        (house.desk, 2, now, 201, None),
        (house.desk, 15, now, 422, "count_above_beds"),
        (house.coordinator, 3, now + timedelta(seconds=1), 422, "count_in_the_future"),
        (house.desk, 3, now - timedelta(hours=13), 409, "count_too_old"),
        (stranger, 1, now, 404, "not_found"),
        (await town.pivot(), 1, now, 403, "not_allowed"),
    ]
    answers = await asyncio.gather(
        *(
            town.post(who, f"/shelters/{house.id}/counts", {"free": free, "looked_at": at.isoformat()})
            for who, free, at, _, _ in wishes
        )
    )
    for answer, (_, _, _, status, problem) in zip(answers, wishes, strict=True):
        assert answer.status_code == status, answer.text
        assert answer.json().get("type") == (f"/problems/{problem}" if problem else None)
    assert answers[1].json()["title"] == "There are 4 usable beds here, without cots."
    assert (await town.tonight(house))["empty"] == 2
    refused = await town.network.superuser.fetchval(
        "SELECT count(*) FROM events WHERE name = 'attempt.refused'"
    )
    assert refused == 5


@pytest.mark.parametrize("body", [
    {"free": -1}, {"free": 10_001}, {"free": 1.5}, {"free": "three"}, {"free": 1, "note": "x"},
    {"free": 1, "looked_at": "now"}, {"free": 1, "looked_at": "2026-11-03T12:00:00"}, {"free": 1, "pool_id": "x"},
])  # fmt: skip
async def test_bad_bodies(town: Town, body: dict[str, Any]) -> None:
    """Wrong types, unknown fields, local times: a problem document, and nothing is recorded."""
    house = await town.shelter(beds=4, count=-1)
    sent = {"looked_at": town.clock.now().isoformat(), **body}
    answer = await town.post(house.desk, f"/shelters/{house.id}/counts", sent)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad_input")
    assert await town.network.superuser.fetchval("SELECT count(*) FROM counts") == 0


async def test_a_pool_of_another_shelter_is_not_found(town: Town) -> None:
    house, other = await town.shelter(), await town.shelter()
    for pool in (other.pools[0], str(uuid4())):
        answer = await town.counted(house, 1, pool=pool)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")


async def test_two_processes_count_one_shelter(town: Town, store: Store) -> None:
    """BED-15: each process has a desk of its own; between them the rows' locks keep the order, and none is lost."""
    house = await town.shelter(beds=30, count=-1)
    desks = [CountDesk(store), CountDesk(store)]
    start = town.clock.now() - timedelta(minutes=30)

    async def count(number: int) -> Any:
        wish = RecordCount(UUID(house.id), number, start + timedelta(minutes=number))
        return await desks[number % 2].record(house.desk, wish, Once(f"desk-{number}", bytes([number])))

    counted = await asyncio.gather(*(count(number) for number in range(30)))
    assert all(isinstance(one, Counted) for one in counted)
    assert await town.network.superuser.fetchval("SELECT count(*) FROM counts") == 30
    assert (await town.tonight(house))["empty"] == 29


async def test_whoever_goes_away_takes_nobody_along(town: Town, store: Store) -> None:
    """BED-15: a phone loses its connection in its turn; the counts that waited with it are applied."""
    house = await town.shelter(beds=9, count=-1)
    desk = CountDesk(store)
    start = town.clock.now() - timedelta(minutes=9)

    def count(number: int) -> asyncio.Task[Any]:
        wish = RecordCount(UUID(house.id), number, start + timedelta(minutes=number))
        return asyncio.create_task(desk.record(house.desk, wish, Once(f"away-{number}", bytes([number]))))

    async with store.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "SELECT set_config('relais.organisation', $1, true)", str(house.organisation_id)
        )
        await connection.fetch("SELECT relais.lock_shelter(key) FROM shelters")
        tasks = [count(number) for number in range(6)]
        await asyncio.wait(tasks, timeout=0.3)
        tasks[0].cancel()
        await asyncio.wait(tasks[:1])
        waiting = [task for task in tasks[1:] if not task.done()]
        assert len(waiting) == 5
    answers = await asyncio.gather(*tasks[1:])
    assert [isinstance(answer, Counted) for answer in answers] == [True] * 5
    assert (await town.tonight(house))["empty"] == 5


async def test_a_member_who_has_left_counts_nothing_for_the_others(town: Town) -> None:
    """POL-04: in one group with others, a member whose time is over is refused alone."""
    house = await town.shelter(beds=9, count=-1)
    left = await town.network.member(house.organisation_id, Role.FRONT_DESK, ends_on=town.clock.now().date())
    path = f"/shelters/{house.id}/counts"
    answers = await asyncio.gather(
        *(
            town.post(who, path, {"free": 3, "looked_at": town.clock.now().isoformat()})
            for who in (house.desk, left, house.coordinator, left)
        )
    )
    assert [answer.status_code for answer in answers] == [201, 401, 201, 401]
