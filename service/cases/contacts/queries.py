"""Requests for contact as each side reads them (POL-06, POL-03)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class ContactView:
    """One request: for the investigators whom its operation names with its answer, for pivots while it waits.

    Neither case nor person is in it; `operation_id` is for the investigators alone.
    """

    id: UUID
    operation_id: UUID | None
    from_name: str
    label: str | None
    state: str
    asked_at: datetime
    answer_by: datetime
    answered_at: datetime | None


HERE = sql("SELECT * FROM relais.contact_requests_here()")


async def contact_requests(session: Session) -> list[ContactView] | Refused:
    """The newest first, at most 200; for investigators and pivot workers."""
    if not session.actor.has(Role.INVESTIGATOR, Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [ContactView(**row) for row in await session.rows(HERE)]
