"""The rooms that were booked for a case, and where each stands (BED-09)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from service.cases.access import accompanied
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class RoomView:
    """A room and its money: a no of the hotel leaves the request to be taken back, and the other way around."""

    id: UUID
    referral_id: UUID
    request_id: UUID
    shelter_name: str
    nights: int
    booked_at: datetime
    room_state: str
    request_code: str
    request_state: str


ROOMS = sql("SELECT * FROM relais.rooms_of_case(:case)")


async def rooms_of(session: Session, case_id: UUID) -> list[RoomView] | Refused:
    """The hotel rooms of a case that the actor accompanies, oldest first."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    if await accompanied(session, case_id) is None:
        return Refused(NOT_FOUND)
    return [RoomView(**row) for row in await session.rows(ROOMS, case=case_id)]


@dataclass(frozen=True)
class HotelToVet:
    """A hotel of one's regions: since when it is vetted, or how many have signed, and whether one has oneself."""

    id: UUID
    name: str
    city: str
    region: str
    vetted_on: date | None
    signatures: int
    mine: bool


HOTELS = sql("SELECT * FROM relais.hotels_to_vet()")


async def hotels_to_vet(session: Session) -> list[HotelToVet] | Refused:
    """The hotels of one's regions, those that wait for a signature first (BED-10); for regional coordinators."""
    if not session.actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return [HotelToVet(**row) for row in await session.rows(HOTELS)]
