"""Cancelled, and for a minute taken back: a place that was released serves somebody else at once (OPS-18)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from service.operations import refusals
from service.operations.events import OperationChanged
from service.operations.holds.access import named
from service.operations.holds.steps import SET_STATE, AboutOperation, ready, release_all
from service.operations.telling import tell_operation
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import Session, UnitOfWork
from service.store.statements import sql

TO_RESTORE: Final = timedelta(seconds=60)
"""How long a cancellation can be taken back."""

ASK = sql(
    """
    UPDATE operations SET cancels_at = coalesce(cancels_at, :at), version = version + 1 WHERE id = :operation
    """
)
RESTORE = sql(
    """
    UPDATE operations SET cancels_at = NULL, version = version + 1
    WHERE id = :operation AND cancels_at > relais.now()
    """
)
WHEN = sql("SELECT cancels_at FROM operations WHERE id = :operation")


async def cancels_at(session: Session, operation_id: UUID) -> datetime | None:
    """From when on its places are released; None unless that was asked for, or it is not the caller's."""
    found: datetime | None = await session.value(WHEN, operation=operation_id)
    return found


@command(event=OperationChanged, allowed=named)
async def cancel_soon(
    uow: UnitOfWork, _: Actor, wish: AboutOperation
) -> Done[None, OperationChanged] | Refused:
    """Release everything in a minute, unless it is restored before (OPS-18); until then all stays held."""
    operation = await ready(uow, wish.operation_id, "cancel")
    if isinstance(operation, Refused):
        return operation
    await uow.execute(ASK, operation=operation.id, at=uow.now + TO_RESTORE)
    await tell_operation(uow, operation.id)
    return Done(None, OperationChanged(subject=operation.id, step="cancel_asked"))


@command(event=OperationChanged, allowed=named)
async def restore(uow: UnitOfWork, _: Actor, wish: AboutOperation) -> Done[None, OperationChanged] | Refused:
    """Take a cancellation back within its minute: nothing was released, so nothing is asked again (OPS-18)."""
    operation = await ready(uow, wish.operation_id, "cancel")
    if isinstance(operation, Refused):
        return operation
    if not await uow.execute(RESTORE, operation=operation.id):
        return Refused(refusals.OVER)
    await tell_operation(uow, operation.id)
    return Done(None, OperationChanged(subject=operation.id, step="restored"))


async def jobs_alone(_: UnitOfWork, actor: Actor, __: AboutOperation) -> Refused | None:
    """Nobody hurries it by hand."""
    return None if actor.is_job else Refused(NOT_FOUND)


@command(event=OperationChanged, allowed=jobs_alone)
async def cancel_due(
    uow: UnitOfWork, _: Actor, wish: AboutOperation
) -> Done[None, OperationChanged] | Refused:
    """The minute is over: everything that is held or asked is free again. Whoever has arrived keeps the place."""
    operation = await ready(uow, wish.operation_id, "cancel")
    if isinstance(operation, Refused):
        return operation
    due: datetime | None = await uow.value(WHEN, operation=operation.id)
    if due is None or due > uow.now:
        return Refused(NOT_FOUND)
    released = await release_all(uow, operation)
    await uow.execute(SET_STATE, operation=operation.id, state="cancelled")
    await tell_operation(uow, operation.id)
    return Done(None, OperationChanged(subject=operation.id, step="cancelled", count=released))
