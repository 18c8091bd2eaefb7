"""The protocol's list of a case (AGR-04), for its pivots alone (CNF-04)."""

from uuid import UUID

from service.cases.access import accompanied
from service.cases.protocol.rules import Mark, checklist
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, NOT_FOUND, Refused
from service.store.session import Session
from service.store.statements import sql

MARKED = sql("SELECT step, state, done_on, done_by FROM case_steps WHERE case_id = :case")


async def steps_of(session: Session, case_id: UUID) -> list[Mark] | Refused:
    """Every step, in the protocol's order; `not_found` for whoever is no pivot of the case's own organisation."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    case = await accompanied(session, case_id)
    if case is None or case.organisation_id != session.actor.organisation_id:
        return Refused(NOT_FOUND)
    return checklist({row["step"]: Mark(**row) for row in await session.rows(MARKED, case=case.id)})
