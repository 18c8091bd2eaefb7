"""Networks without police (AGR-01): what a house of such a network is to police, through HTTP and in SQL.

The rule, in one function (`relais.shelters_police_may_know`): a house is known through a network that both belong to
and that admits police; through an agreement in force, unless the house belongs to community networks alone; in two
networks, one of them with police: known; in no network: through its agreement, and otherwise not at all.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from service.clock import SetClock
from service.store.store import Store
from tests.network import Network
from tests.service.operations.conftest import stage
from tests.service.operations.stage import Shelter, Stage

__all__ = ["stage"]

CASES = [
    # networks of the house, agreement; may know, held at once, asked
    (["none"], True, False, 0, 0),
    (["none"], False, False, 0, 0),
    (["none", "hold_only"], True, True, 4, 1),
    (["none", "hold_only"], False, True, 0, 1),
    ([], True, True, 4, 1),
    ([], False, False, 0, 0),
    (["hold_only"], True, True, 4, 1),
    (["hold_only"], False, True, 0, 1),
]
EACH = pytest.mark.parametrize(("networks", "agreement", "known", "held", "asked"), CASES)


@pytest.fixture
def now(clock: SetClock) -> datetime:
    return clock.now()


async def alone(stage: Stage, network: Network, networks: list[str], *, agreement: bool) -> Shelter:
    """Only the hotel is published, in these networks; with its agreement or without."""
    house, db = stage.shelters["S8"], stage.superuser
    await db.execute("UPDATE shelters SET published = false WHERE key <> $1", house.key)
    await db.execute("UPDATE shelters SET name = 'Maison Canari' WHERE key = $1", house.key)
    await db.execute("DELETE FROM network_members WHERE organisation_id = $1", house.organisation)
    for police in networks:
        others = (stage.p1, stage.clinic) if police == "hold_only" else (stage.clinic,)
        await network.together(house.organisation, *others, structure="open", police=police)
    await db.execute("UPDATE networks SET minimum_sites = 1")
    if not agreement:
        await db.execute("UPDATE bed_agreements SET state = 'ended', ended_at = proposed_at")
    return house


def hold(now: datetime) -> dict[str, Any]:
    """Ten men in Hamilton tomorrow."""
    opens = now + timedelta(hours=18)
    return {
        "minimum": 1,
        "expected": 10,
        "maximum": 10,
        "parties": [{"people": [{"gender": "man", "count": 1}]} for _ in range(10)],
        "areas": [{"region": "CA-ON", "city": "Hamilton"}],
        "window": {"starts_at": opens.isoformat(), "ends_at": (opens + timedelta(hours=6)).isoformat()},
        "languages": [],
        "nights": 1,
    }


@EACH
async def test_over_http(
    *,
    stage: Stage,
    network: Network,
    client: httpx.AsyncClient,
    as_: Any,
    now: datetime,
    networks: list[str],
    agreement: bool,
    known: bool,
    held: int,
    asked: int,
) -> None:
    """AGR-01: feasibility, holds, requests, agreements and partner lists: what police may not know is in none of them,
    and changes none."""
    house = await alone(stage, network, networks, agreement=agreement)
    wish = hold(now)
    question = {name: wish[name] for name in ("parties", "areas", "window")}
    answer = await client.post(
        "/v1/feasibility", json=question, headers=as_(stage.investigator, key=uuid4().hex)
    )
    assert answer.status_code == 200, answer.text
    if not known:
        assert answer.json()["possible"] == 0
    made = await client.post("/v1/operations", json=wish, headers=as_(stage.investigator, key=uuid4().hex))
    assert made.status_code == 201, made.text
    assert await stage.held() == ({"S8": held} if held else {})
    requests = await stage.superuser.fetchval("SELECT count(*) FROM operation_requests")
    assert requests == asked
    told = [answer.text, made.text]
    for path in ("operations", f"operations/{made.json()['id']}", "networks", "agreements", "record"):
        read = await client.get(f"/v1/{path}", headers=as_(stage.investigator))
        assert read.status_code == 200, (path, read.text)
        told.append(read.text)
    if not known:
        marks = (str(house.id), str(house.organisation), "Maison Canari")
        assert [mark for mark in marks if any(mark in text for text in told)] == []


@EACH
async def test_in_sql(
    *,
    stage: Stage,
    network: Network,
    store: Store,
    networks: list[str],
    agreement: bool,
    known: bool,
    held: int,
    asked: int,
) -> None:
    """AGR-01: the one rule, and every function that a police member may call."""
    house = await alone(stage, network, networks, agreement=agreement)
    rule = "SELECT relais.police_may_know($1, $2)"
    assert await stage.superuser.fetchval(rule, house.key, stage.p1) is known
    assert await stage.superuser.fetchval(rule, house.key, stage.p2) is False
    assert held + asked == 0 or known
    async with store.working(stage.investigator) as uow:
        card = "SELECT id FROM relais.organisation_card($1)"
        found = await uow.connection.fetch(card, house.organisation)
        assert bool(found) is (known and agreement)
        names = await uow.connection.fetch("SELECT shelter_id FROM relais.agreement_shelters()")
        assert (house.id in {row[0] for row in names}) is known
        for kind in ("shelter", "hotel"):
            partners = await uow.connection.fetch("SELECT id FROM relais.partners_of_kind($1)", kind)
            assert house.organisation not in {row[0] for row in partners} or (known and agreement)


PROPOSE = """
    INSERT INTO bed_agreements (id, organisation_id, partner_organisation_id, shelter_key, places, notice_hours,
        longest_hold_hours, answer, review_on, state, proposed_by, proposed_at)
    VALUES (gen_random_uuid(), relais.organisation(), $1, $2, 1, 0, 24, 'automatic', '2027-01-01', 'proposed',
        relais.member(), relais.now())
"""


@pytest.mark.parametrize(
    ("networks", "passes"), [(["none"], False), ([], False), (["none", "hold_only"], True)]
)
async def test_a_house_of_a_community_network_proposes_nothing_to_police(
    stage: Stage, network: Network, store: Store, networks: list[str], *, passes: bool
) -> None:
    """AGR-01: what the network decided holds for its members, past the code too."""
    house = await alone(stage, network, networks, agreement=False)
    if passes:
        async with store.working(house.coordinator) as uow:
            await uow.connection.execute(PROPOSE, stage.p1, house.key)
    else:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with store.working(house.coordinator) as uow:
                await uow.connection.execute(PROPOSE, stage.p1, house.key)


async def test_no_pivot_is_named_through_a_network_without_police(
    stage: Stage, network: Network, store: Store
) -> None:
    """AGR-01: an organisation that shares no network with police is no partner of theirs, whatever its kind."""
    pivots: UUID = await network.organisation("pivot", regions=["CA-ON"])
    await network.together(pivots, stage.clinic, structure="community_only", police="none")
    async with store.working(stage.investigator) as uow:
        partners = await uow.connection.fetch("SELECT id FROM relais.partners_of_kind('pivot')")
        assert {row[0] for row in partners} == {stage.clinic}
        assert await uow.connection.fetch("SELECT id FROM relais.organisation_card($1)", pivots) == []


async def test_a_pivot_reads_every_published_house(
    stage: Stage, network: Network, client: httpx.AsyncClient, as_: Any
) -> None:
    """POL-03 ("yes, accredited"): publishing is the house's own word to everybody who accompanies people; networks
    shape what police may know, not where a person may sleep."""
    house = await alone(stage, network, [], agreement=False)
    read = await client.get("/v1/board?person=man:25%2B&nights=1", headers=as_(stage.pivot))
    assert [item["shelter_id"] for item in read.json()["items"]] == [str(house.id)]
    await stage.superuser.execute(
        "UPDATE organisations SET accredited_until = '2026-01-01' WHERE id = $1", stage.clinic
    )
    read = await client.get("/v1/board?person=man:25%2B&nights=1", headers=as_(stage.pivot))
    assert read.status_code == 401
