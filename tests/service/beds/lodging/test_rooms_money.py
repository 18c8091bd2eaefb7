"""A room and its money are one chain: a room that falls through gives its money back; two bookings at once count
together (BED-09, FND-12)."""

import asyncio
import json
from typing import Any
from uuid import UUID

from service.fund.payouts.commands import ConfirmPayout, confirm_payout
from service.fund.requests.nights import ROOM_FELL_THROUGH, CloseRoomLine, close_room_line, room_fell_through
from service.partners.actor import job_of
from service.refusals import Refused
from tests.service.beds.lodging.test_hotels import book, hotel, region, vet
from tests.service.beds.town import Shelter
from tests.service.cases.sharing.conftest import Circle, circle
from tests.service.fund.conftest import fund, got

__all__ = ["circle", "fund", "hotel", "region"]


async def fell_through(circle: Circle) -> int:
    """Carry out what the database left for the job, twice each: how many intentions there were."""
    rows = await circle.db.fetch(
        "SELECT id, organisation_id, payload FROM outbox WHERE kind = $1", ROOM_FELL_THROUGH
    )
    for row in [*rows, *rows]:
        await room_fell_through(circle.fund.store, row["id"], row["organisation_id"], payload_of(row))
    return len(rows)


def payload_of(row: Any) -> dict[str, Any]:
    found = row["payload"]
    return dict(found) if isinstance(found, dict) else dict(json.loads(found))


async def approved(circle: Circle, request: str) -> None:
    for by in (circle.fund.first, circle.fund.second):
        got(await circle.fund.approve(by, UUID(request)))


async def test_a_declined_room_gives_its_money_back(
    circle: Circle, hotel: Shelter, region: list[UUID]
) -> None:
    """BED-09, FND-12: earmarked for three nights; the hotel says no; the line closes and the envelope has all again.
    Nothing is asked of anybody, and twice is once."""
    await vet(circle, hotel, *region[:2])
    booked = (await book(circle, hotel)).json()
    await approved(circle, booked["money"]["id"])
    assert (await circle.fund.balance()).available_cents == 467_000
    early = await circle.fund.store.run(
        close_room_line, job_of(circle.fund.pivots), CloseRoomLine(UUID(booked["money"]["id"]))
    )
    assert isinstance(early, Refused)
    no = await circle.town.post(
        hotel.desk, f"/referrals/{booked['room']['id']}/decline", {"reason": "no_bed"}
    )
    assert no.status_code == 200, no.text
    assert await fell_through(circle) == 1
    assert (await circle.fund.balance()).available_cents == 500_000
    (room,) = (await circle.town.get(circle.pivot, f"/cases/{circle.case}/rooms")).json()
    assert (room["room_state"], room["request_state"]) == ("declined", "withdrawn")
    assert (await circle.town.get(circle.pivot, "/tasks")).json() == []
    again = await circle.fund.approve(circle.fund.first, UUID(booked["money"]["id"]))
    assert isinstance(again, Refused)


async def test_what_was_paid_for_a_withdrawn_room_stays_a_fact(
    circle: Circle, hotel: Shelter, region: list[UUID]
) -> None:
    """FND-12: money that left is not called back by a sentence: the line stays paid, until it comes back."""
    await vet(circle, hotel, *region[:2])
    booked = (await book(circle, hotel)).json()
    await approved(circle, booked["money"]["id"])
    payout = await circle.db.fetchval("SELECT id FROM payout_intents")
    got(
        await circle.fund.store.run(
            confirm_payout, circle.fund.first, ConfirmPayout(payout, "till 3", 33_000)
        )
    )
    gone = await circle.town.post(circle.pivot, f"/referrals/{booked['room']['id']}/withdraw")
    assert gone.status_code in {200, 201, 204}, gone.text
    assert await fell_through(circle) == 1
    assert (await circle.fund.lines(UUID(booked["money"]["id"])))[0]["state"] == "paid"
    assert (await circle.fund.balance()).available_cents == 467_000


async def test_two_bookings_at_once_count_together(
    circle: Circle, hotel: Shelter, region: list[UUID]
) -> None:
    """BED-09: two nights and two nights in the same moment are four: one of them is asked for a reason."""
    await vet(circle, hotel, *region[:2])
    answers = await asyncio.gather(*(book(circle, hotel, nights=2) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
    assert await circle.db.fetchval("SELECT sum(nights) FROM room_bookings") == 2
