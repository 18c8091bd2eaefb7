"""The links of one's own cases: never the other organisation's code (DAT-04, CNF-04)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.store.session import Session
from service.store.statements import sql

LINKS = sql("SELECT * FROM relais.case_links_of(NULL)")


@dataclass(frozen=True)
class LinkView:
    """A link, or an asking, of a case of one's own, by its own code.

    `with_organisation` is told of what others ask, and once both agreed: before, whoever asked does not learn from it
    whose code they typed. `state`: asked, accepted, declined, undone.
    """

    id: UUID
    code: str
    with_organisation: str | None
    asked_here: bool
    state: str
    asked_at: datetime
    answer_by: datetime


async def case_links(session: Session) -> list[LinkView] | Refused:
    """Links and askings of the cases that the actor accompanies, oldest first; for pivot workers."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    return [LinkView(**row) for row in await session.rows(LINKS)]
