"""The nights that a fund pays: to one's own house (POL-03, "own linked hotel nights"), and of a room that is not to be
had after all (BED-09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from service.fund.events import FundEvent
from service.fund.payouts.commands import jobs_of_the_fund
from service.fund.requests.refresh import lines_of, refresh
from service.fund.requests.rules import State
from service.fund.requests.withdraw import WITHDRAW, give_back_unsent, waits_whole
from service.partners.actor import Actor, Role, job_of
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql
from service.store.store import Store

ROOM_FELL_THROUGH = "fund.room_fell_through"
"""The intention that the database itself leaves when a booked room comes to nothing."""


@dataclass(frozen=True)
class HotelNights:
    """Nights granted to one's own house: whose money, how many, how far the payment is; amounts in cents of CAD.

    Neither the request nor the case is named: who sleeps there is the house's own knowledge, who asked is not.
    """

    id: UUID
    fund: str
    nights: int
    approved_cents: int
    paid_cents: int
    state: str
    needed_by: datetime


NIGHTS = sql("SELECT * FROM relais.own_hotel_nights()")


async def own_hotel_nights(session: Session) -> list[HotelNights] | Refused:
    """Hotel nights of the actor's own house, newest first, at most 200; for its coordinator alone (POL-03)."""
    if not session.actor.has(Role.SHELTER_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return [HotelNights(**row) for row in await session.rows(NIGHTS)]


@dataclass(frozen=True, kw_only=True)
class RoomLineClosed(FundEvent):
    name: ClassVar[str] = "fund.room_line_closed"
    returned_cents: int


@dataclass(frozen=True)
class CloseRoomLine:
    """The money of a room that is not to be had."""

    request_id: UUID


@dataclass(frozen=True)
class RoomLine:
    """The request's state, and the cents that went back; money that has left comes back as a return."""

    state: State
    returned_cents: int


LOCK = sql(
    """
    SELECT id, fund_organisation_id FROM fund_requests
    WHERE id = :request AND organisation_id = relais.organisation() FOR UPDATE
    """
)
IS_GONE = sql("SELECT relais.room_is_gone(:request)")


@command(event=RoomLineClosed, allowed=jobs_of_the_fund)
async def close_room_line(
    uow: UnitOfWork, _: Actor, wish: CloseRoomLine
) -> Done[RoomLine, RoomLineClosed] | Refused:
    """Give back what is promised for a room that was declined, refused at the door, withdrawn or not taken in time, and
    close its line (BED-09, FND-12). A payment that has left stays, and is owed back. Once is as good as twice."""
    request = await uow.row(LOCK, request=wish.request_id)
    if request is None or not await uow.value(IS_GONE, request=wish.request_id):
        return Refused(NOT_FOUND)
    voided = await give_back_unsent(uow, wish.request_id)
    waiting = [row["id"] for row in await lines_of(uow, wish.request_id) if waits_whole(row)]
    await uow.execute(WITHDRAW, lines=waiting)
    state = await refresh(uow, wish.request_id)
    uow.tell("fund.request", organisations=(request["fund_organisation_id"],), subject=wish.request_id)
    returned = sum(row["amount_cents"] for row in voided)
    return Done(RoomLine(state, returned), RoomLineClosed(subject=wish.request_id, returned_cents=returned))


async def room_fell_through(store: Store, _: UUID, organisation_id: UUID, payload: Mapping[str, Any]) -> None:
    """Handles `fund.room_fell_through`. Somebody who came late has their room: then nothing is closed."""
    await store.run(close_room_line, job_of(organisation_id), CloseRoomLine(UUID(payload["request"])))
