"""A house's address: shown for a while to the pivot of somebody whom the house accepted, and to them alone."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from service.partners.actor import Role
from tests.api.v1.beds.houses import (
    LINE,
    WHERE,
    Going,
    confirmed,
    events,
    going,
    house,
    reveal,
    reveal_refusals,
    town,
)
from tests.api.v1.conftest import Pivots
from tests.network import Network
from tests.service.beds.town import Shelter, Town

__all__ = ["confirmed", "going", "house", "town"]


async def test_the_way_there_after_the_acceptance(
    town: Town, house: Shelter, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: after acceptance a reveal answers the address until the promise ends, and leaves an event."""
    answer = await reveal(town, pivots.pivot, confirmed)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "where": WHERE,
        "line": LINE,
        "version": None,
        "open_until": "2026-11-03T20:00:00Z",
    }
    assert await events(superuser, "beds.address_revealed") == 1
    seen = (await town.get(house.coordinator, f"/shelters/{house.id}/address/reveals")).json()
    name = await superuser.fetchval("SELECT name FROM organisations WHERE id = $1", pivots.organisation)
    assert seen == [
        {"at": "2026-11-03T17:00:00Z", "organisation": name, "open_until": "2026-11-03T20:00:00Z"}
    ]


async def test_not_before_the_acceptance(
    town: Town, going: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: a bed held is not a bed accepted; the attempt is an event."""
    answer = await reveal(town, pivots.pivot, going)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_found")
    assert await events(superuser, "beds.address_revealed") == 0
    assert await reveal_refusals(superuser) == 1


async def test_open_for_four_hours_after_the_arrival(
    town: Town, house: Shelter, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: after the stay starts + 4 hours it is closed again, for the pivots of the case too."""
    town.clock.advance(timedelta(hours=1))
    assert (await town.post(house.desk, f"/referrals/{confirmed.referral}/arrival")).status_code == 201
    town.clock.advance(timedelta(hours=4) - timedelta(seconds=1))
    answer = await reveal(town, pivots.backup, confirmed)
    assert (answer.status_code, answer.json()["open_until"]) == (200, "2026-11-03T22:00:00Z"), answer.text
    town.clock.advance(timedelta(seconds=1))
    assert (await reveal(town, pivots.backup, confirmed)).status_code == 404
    assert await events(superuser, "beds.address_revealed") == 1


async def test_closed_once_the_promise_has_lapsed(town: Town, confirmed: Going, pivots: Pivots) -> None:
    """SAF-01: nobody came in time: three hours past the expected arrival the way is closed."""
    town.clock.advance(timedelta(hours=3))
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 404


async def test_closed_once_the_person_has_left(
    town: Town, house: Shelter, confirmed: Going, pivots: Pivots
) -> None:
    """SAF-05: who has left has no way back through here."""
    arrived = await town.post(house.desk, f"/referrals/{confirmed.referral}/arrival")
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 200
    (stay,) = arrived.json()["stay_ids"]
    assert (await town.post(house.desk, f"/stays/{stay}/departure")).status_code == 201
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 404


async def test_closed_once_the_bed_is_given_back(town: Town, confirmed: Going, pivots: Pivots) -> None:
    """SAF-01: withdrawn, the acceptance is over."""
    assert (await town.post(pivots.pivot, f"/referrals/{confirmed.referral}/withdraw")).is_success
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 404


async def test_a_co_pivot_of_another_organisation(
    town: Town, confirmed: Going, pivots: Pivots, network: Network
) -> None:
    """SAF-01, PIV-04: both pivots of a case are shown the way, for as long as they accompany it."""
    other = await network.organisation("pivot")
    await network.together(pivots.organisation, other)
    member = await network.member(other, Role.PIVOT_WORKER)
    assert (await reveal(town, member, confirmed)).status_code == 404
    shared = {"scope": "share_with_organisation", "shared_with": str(other)}
    given = await town.post(pivots.pivot, f"/cases/{confirmed.case}/consents", shared)
    assert given.status_code in {200, 201, 204}, given.text
    until = (town.clock.now() + timedelta(hours=1)).isoformat()
    body = {"member_id": str(member), "until": until}
    named = await town.post(pivots.pivot, f"/cases/{confirmed.case}/co-pivots", body)
    assert named.status_code == 204, named.text
    assert (await reveal(town, member, confirmed)).json()["where"] == WHERE
    town.clock.advance(timedelta(hours=1))
    assert (await reveal(town, member, confirmed)).status_code == 404
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 200


STRANGERS = {
    "police": Role.INVESTIGATOR,
    "fund": Role.FUND_ADMINISTRATOR,
    "coordination": Role.REGIONAL_COORDINATOR,
    "audit": Role.AUDITOR,
    "network": Role.NETWORK_ADMINISTRATOR,
}


@pytest.mark.parametrize("kind", [*STRANGERS, "other house", "other desk", "own house", "colleague", "pivot"])
async def test_nobody_else_ever(
    *, town: Town, house: Shelter, confirmed: Going, pivots: Pivots, network: Network, kind: str
) -> None:
    """SAF-01, POL-03, CNF-04: police, funders, auditors, other houses and colleagues who do not accompany the case
    get what they would get if it did not exist, to the byte."""
    if kind == "own house":
        member = house.desk
    elif kind == "colleague":
        member = await network.member(pivots.organisation, Role.PIVOT_WORKER)
    elif kind == "other desk":
        member = await network.member(await network.organisation("shelter"), Role.FRONT_DESK)
    elif kind == "other house":
        member = await network.member(await network.organisation("shelter"), Role.SHELTER_COORDINATOR)
    elif kind == "pivot":
        member = await network.member(await network.organisation("pivot"), Role.PIVOT_WORKER)
    else:
        member = await network.member(await network.organisation(kind), STRANGERS[kind])
    there = await reveal(town, member, confirmed)
    nowhere = await reveal(town, member, Going("", "", str(uuid4())))
    assert (there.status_code, without_instance(there)) == (404, without_instance(nowhere))
    if kind == "own house":
        return
    for path in (f"/shelters/{house.id}/address/reading", f"/shelters/{house.id}/address/removal"):
        there = await town.post(member, path)
        nowhere = await town.post(member, path.replace(house.id, str(uuid4())))
        assert (there.status_code, without_instance(there)) == (404, without_instance(nowhere))
    there = await town.get(member, f"/shelters/{house.id}/address/reveals")
    nowhere = await town.get(member, f"/shelters/{uuid4()}/address/reveals")
    assert there.status_code == (404 if kind == "other house" else 403)
    assert without_instance(there) == without_instance(nowhere)
    written = await town.put(member, f"/shelters/{house.id}/address", {"where": "Elsewhere 1"}, 1)
    assert written.status_code == 404


def without_instance(answer: httpx.Response) -> Any:
    return {name: value for name, value in answer.json().items() if name != "instance"}


async def test_removed_it_is_nowhere(
    town: Town, house: Shelter, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: a house that takes its address away shows it to nobody, not even to whom it accepted."""
    assert (await town.post(house.coordinator, f"/shelters/{house.id}/address/removal")).status_code == 204
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 404
    assert (await town.post(house.coordinator, f"/shelters/{house.id}/address/reading")).status_code == 404
    assert await superuser.fetchval("SELECT count(*) FROM shelter_addresses") == 0


async def test_no_search_result_holds_it(town: Town, house: Shelter, going: Going, pivots: Pivots) -> None:
    """SAF-01: neither the board nor the referral, the case, the house's own card or its arrivals."""
    answers = [
        await town.get(pivots.pivot, "/board", person=["woman:21-24"]),
        await town.get(pivots.pivot, f"/referrals/{going.referral}"),
        await town.get(pivots.pivot, f"/cases/{going.case}"),
        await town.get(house.coordinator, f"/shelters/{house.id}"),
        await town.get(house.desk, f"/shelters/{house.id}/arrivals"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert house.id in answers[0].text
    for answer in answers:
        assert "Érables" not in answer.text
        assert "4127" not in answer.text
        assert "555-0142" not in answer.text


async def test_a_reply_that_was_lost_comes_again_and_then_no_more(
    town: Town, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: the same key within two minutes is the same reveal; later it takes a new one, with its own event."""
    first = await reveal(town, pivots.pivot, confirmed, key="k")
    again = await reveal(town, pivots.pivot, confirmed, key="k")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await events(superuser, "beds.address_revealed") == 1
    town.clock.advance(timedelta(minutes=2))
    late = await reveal(town, pivots.pivot, confirmed, key="k")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/address_shown_already")
    assert (await reveal(town, pivots.pivot, confirmed, key="k2")).status_code == 200
    assert await events(superuser, "beds.address_revealed") == 2


async def test_a_replay_is_authorised_again(
    town: Town, house: Shelter, confirmed: Going, pivots: Pivots
) -> None:
    """SAF-01: the record of a reveal opens nothing by itself."""
    assert (await reveal(town, pivots.pivot, confirmed, key="k")).status_code == 200
    assert (await town.post(pivots.pivot, f"/referrals/{confirmed.referral}/withdraw")).is_success
    assert (await reveal(town, pivots.pivot, confirmed, key="k")).status_code == 404


async def test_no_record_holds_the_address(
    town: Town, house: Shelter, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: neither the idempotent outcome, nor an event, nor the stream says it, even unsealed."""
    assert (await reveal(town, pivots.pivot, confirmed, key="k")).status_code == 200
    rows = await superuser.fetch(
        """
        SELECT outcome::text AS said FROM idempotency UNION ALL SELECT convert_from(record, 'UTF8') FROM events
        UNION ALL SELECT payload::text FROM outbox UNION ALL SELECT topic FROM tellings
        """
    )
    said = " ".join(row["said"] or "" for row in rows)
    assert "beds.address_revealed" in said
    assert "rables" not in said
    assert "555-0142" not in said


async def test_without_a_proof_nothing_is_shown(
    town: Town,
    confirmed: Going,
    pivots: Pivots,
    plain_client: httpx.AsyncClient,
    superuser: asyncpg.Connection,
) -> None:
    """SAF-01, ASVS 7.5.3: a stolen open phone does not reveal an address."""
    plain = Town(plain_client, town.as_, town.network, town.clock)
    answer = await reveal(plain, pivots.pivot, confirmed)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/step_up_needed")
    assert "rables" not in answer.text
    assert await events(superuser, "beds.address_revealed") == 0
    assert await superuser.fetchval("SELECT count(*) FROM address_reveals") == 0


async def test_a_stranger_is_not_even_asked_for_a_proof(
    town: Town, confirmed: Going, plain_client: httpx.AsyncClient, network: Network
) -> None:
    """POL-03: being asked for a proof would tell that there is something to prove."""
    member = await network.member(await network.organisation("police"), Role.INVESTIGATOR)
    plain = Town(plain_client, town.as_, town.network, town.clock)
    assert (await reveal(plain, member, confirmed)).status_code == 404


async def test_the_same_reveal_asked_many_times_at_once(
    town: Town, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection
) -> None:
    """SAF-01: eight replies that were lost at once are one reveal, with one event and one line for the house."""
    answers = await asyncio.gather(*(reveal(town, pivots.pivot, confirmed, key="k") for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert {answer.json()["where"] for answer in answers} == {WHERE}
    assert await events(superuser, "beds.address_revealed") == 1
    assert await superuser.fetchval("SELECT count(*) FROM address_reveals") == 1


@pytest.mark.parametrize("ends", ["withdraw", "removal"])
async def test_a_reveal_races_its_end(
    *, town: Town, house: Shelter, confirmed: Going, pivots: Pivots, superuser: asyncpg.Connection, ends: str
) -> None:
    """SAF-01: whoever is shown the address left an event; whoever is not was told that there is no such page, or that
    the proof was used by the one before."""
    by, path = {
        "withdraw": (pivots.pivot, f"/referrals/{confirmed.referral}/withdraw"),
        "removal": (house.coordinator, f"/shelters/{house.id}/address/removal"),
    }[ends]
    *answers, ended = await asyncio.gather(
        *(reveal(town, pivots.pivot, confirmed) for _ in range(6)), town.post(by, path)
    )
    assert ended.is_success
    assert {answer.status_code for answer in answers} <= {200, 403, 404}
    shown = [answer for answer in answers if answer.status_code == 200]
    assert await events(superuser, "beds.address_revealed") >= len(shown)
    assert (await reveal(town, pivots.pivot, confirmed)).status_code == 404
