"""Refused at the door: why, in one code; the bed is free again and the next place is looked for (ADM-04, OPS-03)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from service.beds.words import DeclineReason
from service.operations.events import RefusedAtDoor
from service.operations.requests.commands import STORED
from service.operations.telling import tell_of_places
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class RefuseAtDoor:
    """Somebody was expected at this place, came, and was not taken in."""

    place_id: UUID
    reason: DeclineReason


REFUSE = sql("SELECT * FROM relais.refuse_at_door(:id, :place, :code, :said)")


@command(
    event=RefusedAtDoor,
    allowed=only(Role.FRONT_DESK, Role.SHELTER_COORDINATOR, Role.PIVOT_WORKER),
)
async def refuse_at_door(
    uow: UnitOfWork, _: Actor, wish: RefuseAtDoor
) -> Done[None, RefusedAtDoor] | Refused:
    """Say that a house did not take somebody in whom it expected, with exactly one coded reason (ADM-04). Nothing is
    held against whoever came: the next place is looked for at once, in other houses (FND-14)."""
    stored = STORED.get(wish.reason, wish.reason)
    found = await uow.row(REFUSE, id=uuid4(), place=wish.place_id, code=stored, said=wish.reason)
    if found is None:
        return Refused(NOT_FOUND)
    told = {found["shelter_organisation_id"], found["pivot_organisation_id"]} - {None}
    uow.tell("arrivals", organisations=tuple(sorted(told)))
    await tell_of_places(uow, [wish.place_id])
    return Done(None, RefusedAtDoor(subject=found["operation_id"], place=wish.place_id, reason=stored))
