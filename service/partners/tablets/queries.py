"""Which tablets a shelter shares, and who has a PIN."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class TabletCard:
    """A tablet as its coordinator sees it; last use to the hour (UTC)."""

    id: UUID
    name: str
    state: Literal["offered", "enrolled", "ended"]
    enrolled_at: datetime | None
    used_at: datetime | None
    pins: int
    """How many people of the organisation have a PIN."""


MINE = sql(
    """
    SELECT id, name, CASE WHEN ended_at IS NOT NULL THEN 'ended' WHEN digest IS NULL THEN 'offered' ELSE 'enrolled' END
        AS state, date_trunc('hour', enrolled_at) AS enrolled_at, used_at, (SELECT count(*) FROM pins) AS pins
    FROM tablets WHERE digest IS NOT NULL OR (ended_at IS NULL AND offer_ends_at > relais.now())
    ORDER BY ended_at IS NOT NULL, name, id LIMIT 100
    """
)


async def tablets(session: Session) -> list[TabletCard] | Refused:
    """The tablets of the coordinator's organisation, the living ones first."""
    if not session.actor.has(Role.SHELTER_COORDINATOR):
        return Refused(NOT_ALLOWED)
    return [TabletCard(**row) for row in await session.rows(MINE)]
