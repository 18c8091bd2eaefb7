"""Facts displace promises, over HTTP: where a held place goes, who is told, and how it comes back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.beds.clockwork import bring_back, lapse_promises, roll_stays_forward
from service.clock import SetClock
from service.partners.actor import Role
from service.store.store import Store
from tests.api.v1.beds.test_board import open_case
from tests.network import Network
from tests.service.beds.town import Shelter, Town


@pytest.fixture
def town(client: httpx.AsyncClient, as_: Any, network: Network, clock: SetClock) -> Town:
    return Town(client, as_, network, clock)


def said(answer: httpx.Response, status: int = 201) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def beds(town: Town, house: Shelter) -> list[dict[str, Any]]:
    return list(said(await town.get(house.coordinator, f"/shelters/{house.id}/beds"), 200))


async def held_on(town: Town, pool: str) -> int:
    """Live holds in a pool."""
    found: int = await town.network.superuser.fetchval(
        """
        SELECT count(*) FROM claims c JOIN pools p ON p.key = c.pool_key
        WHERE p.id = $1 AND c.kind = 'hold' AND c.state = 'live'
        """,
        UUID(pool),
    )
    return found


async def outcomes(town: Town) -> list[str | None]:
    rows = await town.network.superuser.fetch("SELECT outcome FROM escalations ORDER BY settled_at, id")
    return [row["outcome"] for row in rows]


async def escalation(town: Town, member: UUID) -> str:
    """The one open escalation that a member is told of."""
    listed = said(await town.get(member, "/escalations"), 200)
    (one,) = listed["own"] or listed["region"]
    return str(one["id"])


async def places(town: Town, member: UUID, escalation_id: str) -> list[dict[str, Any]]:
    return list(said(await town.get(member, f"/escalations/{escalation_id}/places"), 200))


async def take(town: Town, member: UUID, escalation_id: str, pool: str) -> httpx.Response:
    return await town.post(member, f"/escalations/{escalation_id}/take", {"pool_id": pool})


async def test_closing_shows_where_each_place_goes_before_the_button(town: Town) -> None:
    """BED-16: the preview says which held place moves to which bed, or why it cannot; closing does just that."""
    house = await town.shelter(beds=1)
    men = await town.pool(house, 1, accepts_genders=["man"], name="Men")
    said(await town.refer(await town.pivot(), house))
    closed = [each["id"] for each in await beds(town, house) if each["pool_id"] == house.pools[0]]
    now = town.clock.now()
    period = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=3)).isoformat()}
    path = f"/shelters/{house.id}/closures"

    async def preview() -> Any:
        return said(await town.get(house.coordinator, f"{path}/preview", bed=closed, **period), 200)

    assert [(p["to_bed"], p["why"]) for p in (await preview())["promises"]] == [(None, "none_as_good")]
    other = await town.pool(house, 1, name="Upstairs")
    (goes,) = (await preview())["promises"]
    assert (goes["kind"], goes["to_pool"], goes["why"]) == ("hold", "Upstairs", None)
    made = said(await town.post(house.coordinator, path, {"bed_ids": closed, **period}))
    assert (made["moved"], made["displaced"]) == (1, 0)
    assert [await held_on(town, pool) for pool in (house.pools[0], men, other)] == [0, 0, 1]
    again = await preview()
    assert (again["possible"], len(again["in_the_way"]), again["promises"]) == (False, 1, [])
    refused = await town.get(house.desk, f"{path}/preview", bed=closed, **period)
    assert refused.status_code == 403


async def test_a_count_of_one_pool_moves_a_hold_to_another(town: Town) -> None:
    """BED-15, BED-16: in the same transaction, to a pool of the house that is as good."""
    house = await town.shelter(beds=1)
    other = await town.pool(house, 1)
    said(await town.refer(await town.pivot(), house))
    first, second = (
        (house.pools[0], other) if await held_on(town, house.pools[0]) else (other, house.pools[0])
    )
    counted = said(await town.counted(house, 0, pool=first))
    assert (counted["moved"], counted["displaced"]) == (1, 0)
    assert (await held_on(town, first), await held_on(town, second)) == (0, 1)


async def test_a_displaced_place_comes_back_when_a_bed_is_free(
    town: Town, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """BED-16: by itself, once, on a bed as good; until then the jobs leave it in the hands of those who were told."""
    house = await town.shelter(beds=2)
    pivot = await town.pivot()
    referral = said(await town.refer(pivot, house))
    said(await town.counted(house, 0))
    assert await bring_back(store, worker_pool) == 0
    said(await town.counted(house, 1))
    assert await bring_back(store, worker_pool) == 1
    assert await bring_back(store, worker_pool) == 0
    view = said(await town.get(pivot, f"/referrals/{referral['id']}"), 200)
    assert (view["displaced"], view["claim_ids"]) == (False, referral["claim_ids"])
    assert await town.tonight(house) == {"beds": 2, "free": 0, "held": 1, "taken": 1, "closed": 0, "empty": 1}
    assert await outcomes(town) == ["by_itself"]
    said(await town.counted(house, 0))  # displaced a second time, it is raised a second time
    assert await outcomes(town) == ["by_itself", None]
    assert (
        await town.network.superuser.fetchval("SELECT count(*) FROM claims WHERE referral_id IS NOT NULL")
        == 1
    )


async def test_what_nobody_waits_for_any_more_is_over(
    town: Town, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """OPS-13: when the hold would have lapsed, no bed is taken for it, and the question is closed."""
    house = await town.shelter(beds=1)
    said(await town.refer(await town.pivot(), house))
    said(await town.counted(house, 0))
    town.clock.advance(timedelta(minutes=95))
    said(await town.counted(house, 1))
    assert await bring_back(store, worker_pool) == 1
    assert await outcomes(town) == ["over"]
    assert (await town.tonight(house))["free"] == 1
    await lapse_promises(store, worker_pool)
    assert await bring_back(store, worker_pool) == 0


async def test_the_house_gives_another_bed_by_one_tap(town: Town) -> None:
    """BED-16, ADM-01: of its own beds it may choose one that does not fit; nobody else is shown that one."""
    house = await town.shelter(beds=1)
    pivot = await town.pivot()
    referral = said(await town.refer(pivot, house))
    family = await town.pool(house, 1, accepts_genders=["man"])
    said(await town.counted(house, 0, pool=house.pools[0]))
    told = await escalation(town, house.desk)
    assert [
        (p["pool_id"], p["way"], p["fits"], p["taken_by_you"]) for p in await places(town, house.desk, told)
    ] == [(family, "here", False, True)]
    assert await places(town, pivot, told) == []
    stranger = await town.pivot()
    assert (await town.get(stranger, f"/escalations/{told}/places")).status_code == 404
    assert (await take(town, stranger, told, family)).status_code == 404
    taken = said(await take(town, house.desk, told, family))
    assert (taken["state"], taken["claim_id"]) == ("held", referral["claim_ids"][0])
    assert (await held_on(town, family), await outcomes(town)) == (1, ["moved"])
    late = await take(town, house.desk, told, family)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/no_longer_free")


async def test_the_pivot_takes_a_bed_in_another_house_by_one_tap(town: Town) -> None:
    """OPS-13, ADM-05: the same people are referred there; here the referral is withdrawn, and nothing is doubled."""
    house, other = await town.shelter(beds=1), await town.shelter(beds=1)
    pivot = await town.pivot()
    referral = said(await town.refer(pivot, house))
    said(await town.counted(house, 0))
    told = await escalation(town, pivot)
    assert [(p["pool_id"], p["way"], p["taken_by_you"]) for p in await places(town, pivot, told)] == [
        (other.pools[0], "refer", True)
    ]
    coordination = await town.network.organisation("coordination")
    coordinator = await town.network.member(coordination, Role.REGIONAL_COORDINATOR)
    seen = await places(town, coordinator, await escalation(town, coordinator))
    assert [(p["way"], p["taken_by_you"]) for p in seen] == [("refer", False)]
    assert (await take(town, coordinator, told, other.pools[0])).status_code == 403
    taken = said(await take(town, pivot, told, other.pools[0]))
    assert (taken["state"], taken["claim_id"]) == ("held", None)
    mine = {r["id"]: r["state"] for r in said(await town.get(pivot, "/referrals"), 200)["items"]}
    assert mine == {referral["id"]: "withdrawn", taken["referral_id"]: "held"}
    assert (await held_on(town, other.pools[0]), await outcomes(town)) == (1, ["elsewhere"])


async def test_whoever_is_on_call_is_asked_and_then_the_region(town: Town) -> None:
    """OPS-04, OPS-12: a displaced promise climbs like any question to answer, and stops when settled."""
    house = await town.shelter(beds=1)
    pivot = await town.pivot()
    said(await town.refer(pivot, house))
    said(await town.counted(house, 0))
    row = "SELECT kind, duty, region, until - opened_at AS time, outcome FROM askings"
    asked = await town.network.superuser.fetchrow(row)
    assert asked is not None
    assert tuple(asked) == ("displaced", "shelter", "CA-QC", timedelta(minutes=90), None)
    told = await escalation(town, pivot)
    assert (await town.post(pivot, f"/escalations/{told}/settle")).status_code == 204
    assert await outcomes(town) == ["not_needed"]
    assert await town.network.superuser.fetchval("SELECT outcome FROM askings") == "not_needed"


async def test_a_stay_that_runs_into_a_closure_is_left_to_a_human(
    town: Town, store: Store, worker_pool: asyncpg.Pool
) -> None:
    """BED-16: the job does not look at it again and again; whoever comes next is that person, or has another bed."""
    house = await town.shelter(beds=1, count=0)
    (bed,) = await beds(town, house)
    turn = town.clock.now() + timedelta(days=1)
    period = {"starts_at": turn.isoformat(), "ends_at": (turn + timedelta(hours=2)).isoformat()}
    said(
        await town.post(
            house.coordinator, f"/shelters/{house.id}/closures", {"bed_ids": [bed["id"]], **period}
        )
    )
    town.clock.advance(timedelta(days=1, hours=6))
    assert await roll_stays_forward(store, worker_pool) == 0
    assert (await town.tonight(house))["taken"] == 1
    pivot = await town.pivot()
    asked = said(await town.refer(pivot, house))
    arrived = said(await town.post(house.desk, f"/referrals/{asked['id']}/arrival"))
    assert (len(arrived["stay_ids"]), arrived["cots"]) == (1, 0)
    (stay,) = said(await town.get(house.desk, f"/shelters/{house.id}/stays"), 200)
    assert (stay["anonymous"], stay["since"]) == (False, town.clock.now().isoformat().replace("+00:00", "Z"))


async def test_elsewhere_passes_the_gates_of_the_case(town: Town) -> None:
    """SAF-04, CNF-07: a house that the case keeps away from is refused by one tap as by any other; then another is
    taken, for the same case."""
    house, near, other = [await town.shelter(beds=1) for _ in range(3)]
    pivot = await town.pivot()
    case = await open_case(town, pivot)
    said(await town.refer(pivot, house, case_id=case))
    said(await town.counted(house, 0))
    said(await town.post(pivot, f"/cases/{case}/exclusions", {"kind": "shelter", "value": near.id}))
    told = await escalation(town, pivot)
    refused = await take(town, pivot, told, near.pools[0])
    assert refused.status_code == 409, refused.text
    assert await outcomes(town) == [None]
    assert said(await take(town, pivot, told, other.pools[0]))["state"] == "held"
    shared = "SELECT count(*) FROM sharings WHERE case_id = $1 AND what = 'referral'"
    assert await town.network.superuser.fetchval(shared, UUID(case)) == 2
