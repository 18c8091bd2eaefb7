"""Hotels: two people, one action for room and money, exclusions that stay with the case (BED-09, BED-10, CNF-07)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from service.fund.policy.rules import ATTESTATIONS
from service.partners.actor import Role
from tests.service.beds.town import Shelter
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund

__all__ = ["circle", "fund"]


@pytest.fixture
async def region(circle: Circle) -> list[UUID]:
    """Three people of the region's coordination."""
    home = await circle.town.network.organisation("coordination", regions=["CA-ON"])
    return [await circle.town.network.member(home, Role.REGIONAL_COORDINATOR) for _ in range(3)]


@pytest.fixture
async def hotel(circle: Circle) -> Shelter:
    """A partner hotel with three rooms for two, nobody's signature yet."""
    rooms = {"accepts_genders": ["man", "woman"], "sleeps": 2, "private": True}
    return await circle.town.shelter(
        kind="hotel_partner", region="CA-ON", city="Hamilton", name="Inn", beds=3, pool=rooms
    )


async def vet(circle: Circle, hotel: Shelter, *signers: UUID) -> list[Any]:
    answers = [await circle.town.post(each, f"/shelters/{hotel.id}/vetting") for each in signers]
    return [answer.json().get("state") or answer.json()["type"] for answer in answers]


async def book(circle: Circle, hotel: Shelter, *, by: UUID | None = None, **said: Any) -> httpx.Response:
    body = {
        "shelter_id": hotel.id,
        "fund_id": str(circle.fund.organisation),
        "nights": 3,
        "night_cents": 11_000,
        "expected_at": circle.town.clock.now().isoformat(),
        "attested": list(ATTESTATIONS),
        **said,
    }
    return await circle.post("/rooms", body, by=by)


async def offered(circle: Circle) -> list[str]:
    board = await circle.town.board(circle.pivot, "man:25+", case_id=str(circle.case))
    return [entry["name"] for entry in board["items"] if entry["tier"] == "hotel"]


async def test_two_people_sign_and_one_closes(circle: Circle, hotel: Shelter, region: list[UUID]) -> None:
    """BED-10: one signature proposes nothing, however often; PostgreSQL keeps it; a month later the first is void; one
    person closes, and both sign anew."""
    first, second, third = region
    assert await vet(circle, hotel, first, first) == ["signed", "/problems/vetting_already_signed"]
    assert await offered(circle) == []
    assert (await book(circle, hotel)).json()["type"] == "/problems/hotel_not_vetted"
    async with circle.acting(second) as connection:
        await connection.execute("RESET ROLE; SET LOCAL ROLE relais_lens")
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="vetted by two"):
            await connection.execute(
                "UPDATE shelters SET vetted_on = '2026-11-03' WHERE kind = 'hotel_partner'"
            )
    circle.town.clock.advance(timedelta(days=30))
    assert await vet(circle, hotel, second) == ["signed"]
    circle.town.clock.advance(timedelta(days=1))
    assert await vet(circle, hotel, first) == ["vetted"]
    assert (await circle.town.counted(hotel, 3)).status_code == 201
    assert await offered(circle) == ["Inn"]
    assert (await circle.town.post(third, f"/shelters/{hotel.id}/vetting/end")).status_code == 204
    assert await offered(circle) == []
    assert (await circle.town.post(third, f"/shelters/{hotel.id}/vetting/end")).status_code == 404
    assert await vet(circle, hotel, third) == ["signed"]


async def test_nobody_vets_their_own_nor_elsewhere(
    circle: Circle, hotel: Shelter, region: list[UUID]
) -> None:
    """BED-10: for a hotel of somebody else, of one's own region, and for hotels alone."""
    network = circle.town.network
    far = await network.member(
        await network.organisation("coordination", regions=["CA-AB"]), Role.REGIONAL_COORDINATOR
    )
    own = await network.member(hotel.organisation_id, Role.REGIONAL_COORDINATOR, misfit=True)
    assert await vet(circle, hotel, far, own) == ["/problems/not_found"] * 2
    assert await vet(circle, circle.house, region[0]) == ["/problems/not_found"]


async def test_two_sign_in_the_same_moment(circle: Circle, hotel: Shelter, region: list[UUID]) -> None:
    """BED-10: whichever was second makes it vetted; neither is lost."""
    states = await asyncio.gather(*(vet(circle, hotel, each) for each in region[:2]))
    assert sorted(state for (state,) in states) == ["signed", "vetted"]


async def test_one_action_books_the_room_and_opens_the_line(
    circle: Circle, hotel: Shelter, region: list[UUID]
) -> None:
    """BED-09, CNF-08: one referral and one request of one case, nothing asked twice; beyond the policy's nights, over
    all bookings, a reason; with a reason it passes. Whatever is refused leaves neither."""
    await vet(circle, hotel, *region[:2])
    booked = (await book(circle, hotel)).json()
    assert (booked["room"]["state"], booked["money"]["state"]) == ("held", "submitted")
    (room,) = (await circle.town.get(circle.pivot, f"/cases/{circle.case}/rooms")).json()
    assert (room["referral_id"], room["request_id"]) == (booked["room"]["id"], booked["money"]["id"])
    assert (room["room_state"], room["request_state"], room["nights"]) == ("held", "submitted", 3)
    line = await circle.db.fetchrow("SELECT category, units, amount_cents FROM request_lines")
    assert tuple(line) == ("hotel_nights", 3, 33_000)
    linked = await circle.db.fetch(
        "SELECT DISTINCT case_id FROM (SELECT case_id FROM sharings WHERE what = 'referral'"
        " UNION ALL SELECT case_id FROM request_cases) AS found"
    )
    assert [row["case_id"] for row in linked] == [circle.case]

    assert (await circle.town.get(circle.pivot, "/tasks")).json() == []

    more = await book(circle, hotel, nights=1)
    assert (more.status_code, more.json()["type"]) == (422, "/problems/reason_needed")
    assert (await book(circle, hotel, nights=1, attested=[], reason="no place yet")).status_code == 422
    assert (await book(circle, circle.house)).json()["type"] == "/problems/not_a_hotel"
    stranger = await circle.town.pivot()
    assert (await book(circle, hotel, by=stranger)).status_code == 404
    for table in ("referrals", "fund_requests", "room_bookings"):
        assert await circle.db.fetchval(f"SELECT count(*) FROM {table}") == 1, table
    assert (await book(circle, hotel, nights=1, reason="no place yet")).status_code == 201
    declined = {"reason": "no_bed"}
    no = await circle.town.post(hotel.desk, f"/referrals/{booked['room']['id']}/decline", declined)
    assert no.status_code == 200, no.text
    (task,) = (await circle.town.get(circle.pivot, "/tasks")).json()
    assert (task["case_id"], task["kind"]) == (str(circle.case), "room_without_hotel")
    assert (
        await circle.town.post(circle.pivot, f"/requests/{booked['money']['id']}/withdraw")
    ).status_code == 201
    assert (await circle.town.get(circle.pivot, "/tasks")).json() == []


async def test_an_excluded_hotel_is_never_proposed_for_that_case_and_only_for_it(
    circle: Circle, hotel: Shelter, region: list[UUID]
) -> None:
    """BED-10, CNF-07: "do not use for this case": not on its board, not bookable; other cases see it, the hotel and the
    coordination see nothing of it."""
    await vet(circle, hotel, *region[:2])
    assert (await circle.exclude("shelter", hotel.id)).status_code == 201
    assert await offered(circle) == []
    refused = await book(circle, hotel)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/kept_away")
    assert await circle.db.fetchval("SELECT count(*) FROM fund_requests") == 0
    board = await circle.town.board(circle.backup, "man:25+")
    assert [entry["name"] for entry in board["items"] if entry["tier"] == "hotel"] == ["Inn"]
    for member in (hotel.coordinator, hotel.desk, region[0], circle.co_pivot):
        async with circle.acting(member) as connection:
            assert await connection.fetchval("SELECT count(*) FROM exclusions") == 0


async def test_a_rotating_house_is_nowhere_and_ends(circle: Circle) -> None:
    """BED-08: no city and no address whoever writes one; after its end nothing is offered or promised, until it is
    published anew."""
    town = circle.town
    until = town.clock.now() + timedelta(days=2)
    house = await town.shelter(
        kind="safe_house_rotating",
        region="CA-ON",
        city="Hamilton",
        name="Moving",
        beds=2,
        pool={"accepts_genders": ["man"]},
        available_until=until.isoformat(),
        fresh_for_minutes=5 * 24 * 60,
    )
    said = (await town.get(house.coordinator, f"/shelters/{house.id}")).json()
    assert (said["city"], "address" in str(said).lower()) == ("", False)

    async def names() -> list[str]:
        return [entry["name"] for entry in (await town.board(circle.pivot, "man:25+"))["items"]]

    man = {"party": {"people": [{"gender": "man", "age_band": "25+"}]}}
    seen = [await names()]
    town.clock.advance(timedelta(days=2))
    seen.append(await names())
    refused = await town.refer(circle.pivot, house, question=man)
    assert refused.status_code == 409, refused.text
    keys = ("name", "kind", "region", "city", "time_zone", "languages", "published", "fresh_for_minutes")
    body = {key: said[key] for key in keys}
    body |= {"available_until": (town.clock.now() + timedelta(days=3)).isoformat(), "city": "Toronto"}
    assert (
        await town.put(house.coordinator, f"/shelters/{house.id}", body, said["version"])
    ).status_code == 200
    assert (await town.counted(house, 2)).status_code == 201
    seen.append(await names())
    assert seen == [["Moving"], [], ["Moving"]]
    with pytest.raises(asyncpg.CheckViolationError):
        await circle.db.execute(
            "ALTER TABLE shelters DISABLE TRIGGER is_nowhere; "
            "UPDATE shelters SET city = '12 rue X' WHERE kind = 'safe_house_rotating'"
        )
    await circle.db.execute("ALTER TABLE shelters ENABLE TRIGGER is_nowhere")
