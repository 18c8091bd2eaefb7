"""What the coordination on call may end without any police action (OPS-12)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.operations import refusals
from service.operations.events import OperationChanged
from service.operations.telling import tell_operation
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class ReleaseRunOut:
    """An operation of one's regions whose window is over, or that nobody of its service can act on any more."""

    operation_id: UUID


RELEASE = sql("SELECT * FROM relais.release_run_out(:operation)")
WHY_NOT: Final = {"not_yet": refusals.STILL_HELD, "over": refusals.OVER}


@command(event=OperationChanged, allowed=only(Role.REGIONAL_COORDINATOR))
async def release_run_out(
    uow: UnitOfWork, _: Actor, wish: ReleaseRunOut
) -> Done[None, OperationChanged] | Refused:
    """Release a hold that has run out, or that is left to nobody, without police: their secrecy blocks no bed (OPS-12).
    Whoever has arrived keeps the place (OPS-15); the nights are counted for the agreements' reviews (OPS-13)."""
    found = await uow.row(RELEASE, operation=wish.operation_id)
    if found is None:
        return Refused(NOT_FOUND)
    if found["outcome"] in WHY_NOT:
        return Refused(WHY_NOT[found["outcome"]])
    told = {*found["shelter_organisations"], found["pivot_organisation_id"]} - {None}
    if told:
        uow.tell("arrivals", organisations=tuple(sorted(told)))
    await tell_operation(uow, wish.operation_id)
    return Done(None, OperationChanged(subject=wish.operation_id, step="released_by_coordination"))
