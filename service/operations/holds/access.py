"""Who may touch an operation: its named investigators and its supervisor; to everybody else it does not exist."""

from typing import Protocol
from uuid import UUID

from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import UnitOfWork
from service.store.statements import sql


class AboutAnOperation(Protocol):
    """A wish that names its operation."""

    @property
    def operation_id(self) -> UUID: ...


NAMED = sql("SELECT relais.names_me(:operation)")
DISCLOSED = sql("SELECT relais.disclosed_to_me(:operation)")


async def named(uow: UnitOfWork, actor: Actor, wish: AboutAnOperation) -> Refused | None:
    """Lets the investigators and the supervisor whom the operation names act on it, and jobs of their service."""
    if not (actor.is_job or actor.has(Role.INVESTIGATOR)):
        return Refused(NOT_ALLOWED)
    return None if await uow.value(NAMED, operation=wish.operation_id) else Refused(NOT_FOUND)


async def disclosed(uow: UnitOfWork, actor: Actor, wish: AboutAnOperation) -> Refused | None:
    """Lets the regional coordinator act to whom this one operation was disclosed by asking (OPS-07)."""
    if not actor.has(Role.REGIONAL_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return None if await uow.value(DISCLOSED, operation=wish.operation_id) else Refused(NOT_FOUND)
