"""What a pivot learns after the opening: the forms of exploitation and the risk, and each may stay unsaid (EXP-01).

Forms are any number of a list that ends in `not_determined`: no line is drawn between them, and none is drawn between
more and less (EXP-03). Their words take no side (RIG-04).
"""

from dataclasses import dataclass
from uuid import UUID

from service.cases.access import locked, pivots_of_the_case
from service.cases.events import CaseAssessed
from service.cases.rules import Form, Risk
from service.partners.actor import Actor
from service.refusals import CHANGED_MEANWHILE, NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql


@dataclass(frozen=True)
class Assess:
    """Forms and risk as they are known now; `not_determined`, `not_assessed` and `prefer_not_to_say` are answers
    (CNF-03)."""

    case_id: UUID
    version: int
    forms: tuple[Form, ...]
    risk: Risk


SET = sql(
    """
    UPDATE cases SET forms = CAST(:forms AS text[]), risk = :risk, version = version + 1,
        last_activity_at = relais.now()
    WHERE id = :case RETURNING version
    """
)


@command(event=CaseAssessed, allowed=pivots_of_the_case)
async def assess(uow: UnitOfWork, _: Actor, wish: Assess) -> Done[int, CaseAssessed] | Refused:
    """Note forms and risk, as the worker judges them case by case: no score exists (SAF-02, CNF-12). A share in force
    shows them as they are now. Answers the new version.

    The event says that it was done, never what was noted.
    """
    case = await locked(uow, wish.case_id)
    if case is None:
        return Refused(NOT_FOUND)
    if case.version != wish.version:
        return Refused(CHANGED_MEANWHILE, {"version": case.version})
    version: int = await uow.value(SET, case=case.id, forms=sorted(set(wish.forms)), risk=wish.risk)
    return Done(version, CaseAssessed(subject=case.id))
