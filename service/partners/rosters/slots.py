"""One slot changes hands: given to somebody by who plans, freed, or swapped between two members by a tap each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.partners.actor import Actor, Role, only
from service.partners.rosters.commands import MAY_PLAN, plannable, told
from service.partners.rosters.events import RosterChanged
from service.partners.rosters.refusals import CONSTRAINTS, NOT_OFFERED, NOT_YOURS
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

ON_THE_ROSTER = only(
    Role.SHELTER_COORDINATOR,
    Role.FRONT_DESK,
    Role.PIVOT_WORKER,
    Role.FUND_ADMINISTRATOR,
    Role.REGIONAL_COORDINATOR,
)
SLOT = sql(
    """
    SELECT id, roster_id, member_id, offered_at FROM roster_slots
    WHERE id = :id AND cancelled_at IS NULL AND ends_at > relais.now() FOR UPDATE
    """
)
GIVE = sql(
    "UPDATE roster_slots SET member_id = :member, offered_at = NULL, version = version + 1 WHERE id = :id"
)
OFFER = sql(
    """
    UPDATE roster_slots SET offered_at = CASE WHEN :offered THEN relais.now() END, version = version + 1
    WHERE id = :id
    """
)
CANCEL = sql(
    """
    UPDATE roster_slots SET cancelled_at = relais.now(), offered_at = NULL, version = version + 1 WHERE id = :id
    """
)


@dataclass(frozen=True)
class AssignSlot:
    """Who is on call in a slot, in the place of whoever was, or of nobody."""

    slot_id: UUID
    member_id: UUID


@dataclass(frozen=True)
class OfSlot:
    """Which slot."""

    slot_id: UUID


@dataclass(frozen=True)
class OfferSlot:
    """Offer one's own slot to colleagues, or keep it after all."""

    slot_id: UUID
    offered: bool = True


async def _planned(uow: UnitOfWork, actor: Actor, slot_id: UUID) -> Any | Refused:
    row = await uow.row(SLOT, id=slot_id)
    if row is None:
        return Refused(NOT_FOUND)
    roster = await plannable(uow, actor, row["roster_id"])
    return roster if isinstance(roster, Refused) else row


@command(event=RosterChanged, allowed=MAY_PLAN, refusals=CONSTRAINTS)
async def assign_slot(uow: UnitOfWork, actor: Actor, wish: AssignSlot) -> Done[UUID, RosterChanged] | Refused:
    """Put somebody on call in a slot that exists: an exception to the week, or a gap filled (OPS-04)."""
    row = await _planned(uow, actor, wish.slot_id)
    if isinstance(row, Refused):
        return row
    await uow.execute(GIVE, id=wish.slot_id, member=wish.member_id)
    return Done(wish.slot_id, told(uow, actor, row["roster_id"], "assigned", 1))


@command(event=RosterChanged, allowed=MAY_PLAN)
async def cancel_slot(uow: UnitOfWork, actor: Actor, wish: OfSlot) -> Done[UUID, RosterChanged] | Refused:
    """Free the time of a slot: another can be planned there, and until then it shows as a gap (ACC-03)."""
    row = await _planned(uow, actor, wish.slot_id)
    if isinstance(row, Refused):
        return row
    await uow.execute(CANCEL, id=wish.slot_id)
    return Done(wish.slot_id, told(uow, actor, row["roster_id"], "cancelled", 1))


@command(event=RosterChanged, allowed=ON_THE_ROSTER)
async def offer_slot(uow: UnitOfWork, actor: Actor, wish: OfferSlot) -> Done[UUID, RosterChanged] | Refused:
    """The first tap of a swap: one's own slot is offered, and stays one's own until a colleague takes it (OPS-04)."""
    row = await uow.row(SLOT, id=wish.slot_id)
    if row is None:
        return Refused(NOT_FOUND)
    if row["member_id"] != actor.member_id:
        return Refused(NOT_YOURS)
    await uow.execute(OFFER, id=wish.slot_id, offered=wish.offered)
    return Done(wish.slot_id, told(uow, actor, row["roster_id"], "offered" if wish.offered else "kept", 1))


@command(event=RosterChanged, allowed=ON_THE_ROSTER, refusals=CONSTRAINTS)
async def take_slot(uow: UnitOfWork, actor: Actor, wish: OfSlot) -> Done[UUID, RosterChanged] | Refused:
    """The second tap: it is the colleague's now. Of two who tap at once one has it, and the other is told (OPS-04).

    A slot that stands empty because somebody left can be taken the same way: the team covers it (PIV-02).
    """
    row = await uow.row(SLOT, id=wish.slot_id)
    if row is None or actor.member_id is None:
        return Refused(NOT_FOUND)
    if row["offered_at"] is None and row["member_id"] is not None:
        return Refused(NOT_OFFERED)
    await uow.execute(GIVE, id=wish.slot_id, member=actor.member_id)
    return Done(wish.slot_id, told(uow, actor, row["roster_id"], "taken", 1))
