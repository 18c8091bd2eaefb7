"""Payees as a fund sees them, and as a pivot chooses one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class PayeeView:
    """A payee of the actor's fund."""

    id: UUID
    code: str
    name: str
    region: str | None
    rail: str
    usable_from: datetime | None
    """Empty while another person's signature is missing (FND-10)."""


@dataclass(frozen=True)
class PayeeCard:
    """A payee that a pivot may name."""

    id: UUID
    code: str
    name: str
    region: str | None


OWN = sql(
    """
    SELECT id, code, name, region, rail, usable_from FROM payees WHERE ended_at IS NULL
    UNION ALL
    SELECT p.subject, p.content ->> 'code', p.content ->> 'name', p.content ->> 'region', p.content ->> 'rail', NULL
    FROM relais.visible_proposals(true) p WHERE p.kind = 'payee'
    ORDER BY name, id LIMIT 1000
    """
)
OF_FUND = sql("SELECT * FROM relais.payees_of(:fund)")


async def own_payees(session: Session) -> list[PayeeView] | Refused:
    """Every payee of the actor's fund, those that wait for a second signature among them."""
    if not session.actor.has(Role.FUND_ADMINISTRATOR):
        return Refused(NOT_ALLOWED)
    return [PayeeView(**row) for row in await session.rows(OWN)]


async def payees_of(session: Session, fund_id: UUID) -> list[PayeeCard] | Refused:
    """Whom a fund can pay now, for the pivot who names a supplier (FND-08)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [PayeeCard(**row) for row in await session.rows(OF_FUND, fund=fund_id)]
