"""Who may touch a case: its pivot, its backup and those they named. Membership alone opens nothing: not of the case's
organisation (CNF-04), and not of its network, whose consultative members advise and read no case (AGR-07)."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from service.partners.actor import Actor, Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session, UnitOfWork
from service.store.statements import sql


class AboutACase(Protocol):
    """A wish that names its case."""

    @property
    def case_id(self) -> UUID: ...


@dataclass(frozen=True)
class OpenCase:
    """What a command needs of a case that its actor accompanies."""

    id: UUID
    organisation_id: UUID
    region: str
    pivot_member_id: UUID
    backup_member_id: UUID | None
    version: int


_FIND = """
    SELECT c.id, c.organisation_id, c.region, c.pivot_member_id, c.backup_member_id, c.version
    FROM cases c
    WHERE c.id = :case AND (relais.member() IN (c.pivot_member_id, c.backup_member_id)
        OR EXISTS (SELECT FROM case_access a WHERE a.case_id = c.id AND a.member_id = relais.member()
            AND a.until > relais.now()))
"""
FIND = sql(_FIND)
LOCK = sql(_FIND + " FOR UPDATE OF c")


async def accompanied(session: Session, case_id: UUID) -> OpenCase | None:
    """The case, if the actor accompanies it; None when it does not exist or is not theirs: the same answer
    (CNF-04)."""
    row = await session.row(FIND, case=case_id)
    return OpenCase(**row) if row else None


async def locked(uow: UnitOfWork, case_id: UUID) -> OpenCase | None:
    """The same, locked until the end of the transaction; None for co-pivots of another organisation, who only read."""
    row = await uow.row(LOCK, case=case_id)
    return OpenCase(**row) if row else None


async def pivots_of_the_case(uow: UnitOfWork, actor: Actor, wish: AboutACase) -> Refused | None:
    """Lets the case's own pivot and backup change it (CNF-04)."""
    if not actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    case = await accompanied(uow, wish.case_id)
    if case is None or case.organisation_id != actor.organisation_id:
        return Refused(NOT_FOUND)
    return None


async def companions_of_the_case(uow: UnitOfWork, actor: Actor, wish: AboutACase) -> Refused | None:
    """Lets whoever accompanies the case act for it, co-pivots of other organisations included (PIV-04)."""
    if not actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return None if await accompanied(uow, wish.case_id) else Refused(NOT_FOUND)
