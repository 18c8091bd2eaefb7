"""The nights that a fund pays to one's own house (POL-03, "own linked hotel nights")."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


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
