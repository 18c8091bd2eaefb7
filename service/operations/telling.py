"""Who hears that something of an operation changed: those whom it names, and nobody else of their service (OPS-11)."""

from collections.abc import Collection
from uuid import UUID

from service.operations.planner import planning
from service.store.session import UnitOfWork
from service.store.statements import sql

OPERATION = sql("SELECT relais.tell_operation(:subject)")
REQUEST = sql("SELECT relais.tell_of_request(:subject)")
ARRIVAL = sql("SELECT relais.tell_of_arrival(:subject)")
PLACES = sql("SELECT relais.tell_of_places(CAST(:places AS uuid[]))")


async def tell_operation(uow: UnitOfWork, operation_id: UUID) -> None:
    """Something changed that the operation's board shows."""
    async with planning(uow):
        await uow.value(OPERATION, subject=operation_id)


async def tell_of_request(uow: UnitOfWork, request_id: UUID) -> None:
    """A shelter has answered: told when police knew that it was asked, or when places are held now (OPS-19)."""
    async with planning(uow):
        await uow.value(REQUEST, subject=request_id)


async def tell_of_arrival(uow: UnitOfWork, operation_id: UUID) -> None:
    """Somebody has arrived: told once people were handed over, because until then it is nobody's to know (OPS-14)."""
    async with planning(uow):
        await uow.value(ARRIVAL, subject=operation_id)


async def tell_of_places(uow: UnitOfWork, places: Collection[UUID]) -> None:
    """These places have lost their beds to a fact."""
    async with planning(uow):
        await uow.value(PLACES, places=list(places))
