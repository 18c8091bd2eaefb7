"""A step of the protocol is marked, or its mark is changed (AGR-04)."""

from dataclasses import dataclass
from uuid import UUID

from service.cases import refusals
from service.cases.access import locked, pivots_of_the_case
from service.cases.events import StepMarked
from service.cases.protocol.rules import Mark, is_clear
from service.partners.actor import Actor
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

MARK = sql(
    """
    INSERT INTO case_steps (case_id, step, organisation_id, state, done_on, done_by, noted_by, noted_at)
    VALUES (:case, :step, relais.organisation(), :state, :done_on, :done_by, relais.member(), relais.now())
    ON CONFLICT (case_id, step) DO UPDATE SET organisation_id = EXCLUDED.organisation_id, state = EXCLUDED.state,
        done_on = EXCLUDED.done_on, done_by = EXCLUDED.done_by, noted_by = EXCLUDED.noted_by,
        noted_at = EXCLUDED.noted_at
    """
)


@dataclass(frozen=True)
class MarkStep:
    """A case, and where one step of it stands now."""

    case_id: UUID
    mark: Mark


@command(event=StepMarked, allowed=pivots_of_the_case)
async def mark_step(uow: UnitOfWork, _: Actor, wish: MarkStep) -> Done[None, StepMarked] | Refused:
    """Say where a step stands (AGR-04); said again, it takes the place of what was said. Holds nothing up.

    The trail keeps that the list was touched, not which step: the steps say what a person needed (CNF-02).
    """
    case, mark = await locked(uow, wish.case_id), wish.mark
    if case is None:
        return Refused(NOT_FOUND)
    if not is_clear(mark, uow.now.date()):
        return Refused(refusals.STEP_NOT_CLEAR)
    await uow.execute(
        MARK, case=case.id, step=mark.step, state=mark.state, done_on=mark.done_on, done_by=mark.done_by
    )
    return Done(None, StepMarked(subject=case.id))
