"""A hotel is proposed when two people of its region's coordination have signed for it (BED-10)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from service.beds.events import HotelVetted, VettingEnded
from service.beds.lodging.refusals import REFUSALS
from service.beds.lodging.rules import SIGNED_WITHIN
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

SIGN = sql("SELECT relais.sign_vetting(:shelter, CAST(:within AS interval))")
END = sql("SELECT relais.end_vetting(:shelter)")


@dataclass(frozen=True)
class VetHotel:
    """A hotel that somebody has looked at, and how long a first signature waits."""

    shelter_id: UUID
    within: timedelta = SIGNED_WITHIN


@command(event=HotelVetted, allowed=only(Role.REGIONAL_COORDINATOR), refusals=REFUSALS, step_up=True)
async def vet_hotel(
    uow: UnitOfWork, _: Actor, wish: VetHotel
) -> Done[Literal["signed", "vetted"], HotelVetted] | Refused:
    """Sign for a hotel; the second person's signature makes it vetted, and only vetted hotels are proposed (BED-10).

    Nobody signs twice, nor for a hotel of their own organisation or of another region.
    """
    state = await uow.value(SIGN, shelter=wish.shelter_id, within=wish.within)
    if state is None:
        return Refused(NOT_FOUND)
    return Done(state, HotelVetted(subject=wish.shelter_id, state=state))


@dataclass(frozen=True)
class EndVetting:
    """A hotel that is not to be proposed any more."""

    shelter_id: UUID


@command(event=VettingEnded, allowed=only(Role.REGIONAL_COORDINATOR))
async def end_vetting(uow: UnitOfWork, _: Actor, wish: EndVetting) -> Done[None, VettingEnded] | Refused:
    """Propose a hotel no more, at once and by one person; two people sign anew (BED-10). Who sleeps there stays."""
    if not await uow.value(END, shelter=wish.shelter_id):
        return Refused(NOT_FOUND)
    return Done(None, VettingEnded(subject=wish.shelter_id))
