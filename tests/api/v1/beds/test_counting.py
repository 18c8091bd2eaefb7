"""How a house counts, over HTTP: cots for one night, its own pace, its quiet hours, and who counted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from jobs.app import TICKS
from service.beds.clockwork import OfShelter, ask_for_count, ask_for_counts, fold_cots_of_last_night
from service.beds.freshness.rules import Rest
from service.clock import SetClock
from service.partners.actor import job_of
from service.refusals import Refused
from service.store.store import Store
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


async def view(town: Town, house: Shelter) -> dict[str, Any]:
    return dict((await town.get(house.desk, f"/shelters/{house.id}")).json())


async def test_cots_are_facts_for_one_night(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """BED-15: a house that counts more than its beds has put up cots; nobody else is offered one, and they are folded
    at the turnover."""
    house = await town.shelter(beds=2, count=2)
    pivot = await town.pivot()
    counted = (await town.counted(house, 5)).json()
    assert {k: counted[k] for k in ("free", "offered", "overflow")} == {
        "free": 5,
        "offered": 2,
        "overflow": 3,
    }
    seen = await view(town, house)
    assert (seen["tonight"]["beds"], seen["tonight"]["empty"], len(seen["pools"])) == (2, 2, 1)
    assert (seen["overflow"]["beds"], seen["overflow"]["empty"]) == (3, 3)
    assert [entry["free"] for entry in (await town.board(pivot))["items"]] == [2]
    two = await town.refer(pivot, house, question={"party": {"people": [
        {"gender": "woman", "age_band": "21-24", "count": 3}]}})  # fmt: skip
    assert (two.status_code, two.json()["type"]) == (409, "/problems/no_longer_free")
    again = (await town.counted(house, 1)).json()
    assert (again["overflow"], again["offered"]) == (3, 0), (
        "the beds are taken first: an empty cot is no offer"
    )
    town.clock.advance(timedelta(days=1))
    assert await fold_cots_of_last_night(store, worker_pool) == 1
    assert await fold_cots_of_last_night(store, worker_pool) == 0
    folded = await view(town, house)
    assert (folded["overflow"], folded["tonight"]["beds"], folded["tonight"]["taken"]) == (None, 2, 2)
    assert (await town.counted(house, 3)).json()["overflow"] == 1
    labels = await town.network.superuser.fetch(
        "SELECT label FROM beds WHERE active AND overflow_until IS NOT NULL"
    )
    assert [row["label"] for row in labels] == ["+1"], "the cot of last night stands again"


async def test_a_known_person_keeps_the_cot(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """BED-15: her cot stands for another night; the empty one is folded."""
    house = await town.shelter(beds=1)
    pivot = await town.pivot()
    referral = (await town.refer(pivot, house)).json()
    await town.counted(house, 3)
    await town.network.superuser.execute(
        """
        UPDATE claims SET bed_key = b.key, pool_key = b.pool_key FROM (SELECT min(key) AS key, min(pool_key) AS pool_key
            FROM beds WHERE overflow_until IS NOT NULL) b WHERE referral_id = $1
        """,
        referral["id"],
    )
    assert (await town.post(house.desk, f"/referrals/{referral['id']}/arrival")).status_code == 201
    town.clock.advance(timedelta(days=1))
    assert await fold_cots_of_last_night(store, worker_pool) == 1
    assert await fold_cots_of_last_night(store, worker_pool) == 0
    overflow = (await view(town, house))["overflow"]
    assert (overflow["beds"], overflow["taken"]) == (1, 1)


async def test_a_slip_of_the_finger_and_a_room(town: Town) -> None:
    """BED-15: forty cots in a house of two beds are a slip; one room alone has no cots."""
    house = await town.shelter(beds=2)
    slip = await town.counted(house, 40)
    assert (slip.status_code, slip.json()["type"]) == (422, "/problems/count_above_beds")
    assert slip.json()["detail"] == "Enter a number from 0 to 12."
    room = await town.counted(house, 3, pool=house.pools[0])
    assert (room.status_code, room.json()["detail"]) == (422, "Enter a number from 0 to 2.")


async def test_a_house_is_believed_as_long_as_its_counts_hold_good(town: Town) -> None:
    """BED-15: learnt from its own counts; a figure that the house fixes stays, until it gives it up."""
    house = await town.shelter(beds=9, count=5)
    for free in (5, 5, 5):
        town.clock.advance(timedelta(hours=3))
        await town.counted(house, free)
    quiet = await view(town, house)
    assert (quiet["fresh_for_minutes"], quiet["fresh_for_fixed"]) == (720, False)
    for free in (1, 8, 0):
        town.clock.advance(timedelta(hours=1))
        await town.counted(house, free)
    restless = (await view(town, house))["fresh_for_minutes"]
    assert restless < 120
    body = {"fresh_for_minutes": 300, "quiet_from": 23, "quiet_until": 6, "night_duty": True}
    path = f"/shelters/{house.id}/counting"
    fixed = await town.put(house.coordinator, path, body, quiet["version"])
    assert (fixed.status_code, fixed.json()) == (200, {"version": quiet["version"] + 1})
    town.clock.advance(timedelta(hours=1))
    await town.counted(house, 7)
    said = await view(town, house)
    assert {name: said[name] for name in body} == body
    assert said["fresh_for_fixed"]
    late = await town.put(house.coordinator, path, {}, quiet["version"])
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed_meanwhile")
    await town.put(house.coordinator, path, {}, said["version"])
    free_again = await view(town, house)
    assert not free_again["fresh_for_fixed"]
    assert free_again["fresh_for_minutes"] < 120


async def test_asked_by_day_answered_by_one_tap(town: Town, store: Store, worker_pool: asyncpg.Pool) -> None:
    """BED-15: whoever is on call is asked, once; nobody at night without night duty; "unchanged" ends the asking."""
    resting = await town.shelter(beds=2, count=1)
    awake = await town.shelter(beds=2, count=1)
    await town.put(awake.coordinator, f"/shelters/{awake.id}/counting", {"night_duty": True}, 1)
    town.clock.advance(timedelta(hours=11))  # eleven at night in Montréal
    assert await ask_for_counts(store, worker_pool) == 1
    key = await town.network.superuser.fetchval("SELECT key FROM shelters WHERE id = $1", UUID(resting.id))
    woken = await store.run(ask_for_count, job_of(resting.organisation_id), OfShelter(key))
    assert isinstance(woken, Refused)

    async def asked() -> list[tuple[Any, ...]]:
        rows = await town.network.superuser.fetch(
            "SELECT subject::text, duty, until, outcome FROM askings WHERE kind = 'count' ORDER BY until"
        )
        return [tuple(row) for row in rows]

    until = town.clock.now() + timedelta(minutes=30)
    assert await asked() == [(awake.id, "shelter", until, None)]
    assert (await view(town, awake))["freshness"] == "asked"
    assert (await view(town, resting))["freshness"] == "call_first"
    assert (await town.counted(awake, None)).status_code == 201
    assert [row[3] for row in await asked()] == ["answered"]
    assert (await view(town, awake))["freshness"] == "fresh"
    town.clock.advance(timedelta(hours=8))  # seven in the morning
    assert await ask_for_counts(store, worker_pool) == 1
    assert (await view(town, resting))["freshness"] == "asked"


async def test_the_database_knows_the_same_quiet_hours(superuser: asyncpg.Connection) -> None:
    """BED-15: what is due is found by PostgreSQL and decided by the rule: both rest in the same hours."""
    rests = [Rest(a, b, duty) for a in (0, 6, 22) for b in (0, 7, 23) for duty in (False, True)]
    asked = [(r.from_hour, r.until_hour, r.night_duty, hour) for r in rests for hour in range(24)]
    rows = await superuser.fetch(
        """
        SELECT relais.rests(a, b, d, h) AS rests
        FROM unnest($1::int[], $2::int[], $3::boolean[], $4::int[]) WITH ORDINALITY AS q (a, b, d, h, n) ORDER BY n
        """,
        *(list(column) for column in zip(*asked, strict=True)),
    )
    assert [row["rests"] for row in rows] == [Rest(a, b, d).rests(h) for a, b, d, h in asked]


async def test_who_counted_and_when(town: Town) -> None:
    """BED-15: each look with its time, its way and whether it applied; strangers see none."""
    house = await town.shelter(beds=5, count=4)
    late = town.clock.now() - timedelta(minutes=20)
    await town.counted(house, 1, at=late)
    counts = (await town.get(house.coordinator, f"/shelters/{house.id}/counts")).json()
    assert [(c["free"], c["source"], c["applied"], c["by_you"]) for c in counts] == [
        (4, "desk", True, False),
        (1, "desk", False, False),
    ]
    assert counts[1]["looked_at"] == late.isoformat().replace("+00:00", "Z")
    assert [c["by_you"] for c in (await town.get(house.desk, f"/shelters/{house.id}/counts")).json()] == [
        True,
        True,
    ]
    stranger = (await town.shelter()).desk
    assert (await town.get(stranger, f"/shelters/{house.id}/counts")).status_code == 404


def test_the_jobs_fold_and_ask() -> None:
    """BED-15: both are ticks."""
    assert {"beds.fold_cots", "beds.ask_for_counts"} <= {tick.name for tick in TICKS}
