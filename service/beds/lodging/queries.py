"""The rooms that were booked for a case, and where each stands (BED-09)."""

from dataclasses import dataclass
from datetime import datetime
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
