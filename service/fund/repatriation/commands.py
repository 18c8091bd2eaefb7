"""The checklist of a return is made with its line, and marked by whoever accompanies the person (FND-04, IMM-02)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from service.fund.events import FundEvent
from service.fund.repatriation import refusals
from service.fund.repatriation.rules import STEPS, Mark, Step, fault
from service.fund.requests.lines import NewLine
from service.keys.secrets import Box, seal_text
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

WHERE_TO: Final = Box("care", "repatriations.sealed")


def return_refused(lines: Iterable[NewLine]) -> Refused | None:
    """The first line whose return is not told as it must be."""
    for line in lines:
        found = fault(line.category, line.travel_reason, line.going_back)
        if found:
            return Refused(refusals.FAULTS[found])
    return None


INSERT = sql(
    """
    INSERT INTO repatriations (line_id, organisation_id, fund_organisation_id, person_chose, sealed)
    SELECT l.id, l.organisation_id, l.fund_organisation_id, true, :sealed FROM request_lines l WHERE l.id = :line
    """
)
INSERT_STEPS = sql(
    """
    INSERT INTO repatriation_steps (line_id, step, organisation_id, fund_organisation_id)
    SELECT r.line_id, s.step, r.organisation_id, r.fund_organisation_id
    FROM repatriations r, unnest(CAST(:steps AS text[])) AS s (step) WHERE r.line_id = :line
    """
)
LINES = sql("SELECT id FROM request_lines WHERE request_id = :request ORDER BY position")


async def open_checklists(uow: UnitOfWork, request_id: UUID, lines: Sequence[NewLine]) -> None:
    """Write where each return leads, sealed, and its checklist, nothing marked; `lines` in the order of the request."""
    if all(line.going_back is None for line in lines):
        return
    for row, line in zip(await uow.rows(LINES, request=request_id), lines, strict=True):
        if line.going_back is not None:
            sealed = await seal_text(
                uow, WHERE_TO, subject=request_id, row=row["id"], text=line.going_back.country
            )
            await uow.execute(INSERT, line=row["id"], sealed=sealed)
            await uow.execute(INSERT_STEPS, line=row["id"], steps=list(STEPS))


@dataclass(frozen=True, kw_only=True)
class StepMarked(FundEvent):
    name: ClassVar[str] = "fund.return_step_marked"
    line: UUID
    step: str
    mark: str


@dataclass(frozen=True)
class MarkStep:
    """One step of a return's checklist, with its mark."""

    line_id: UUID
    step: Step
    mark: Mark


LOCK = sql(
    """
    SELECT r.id FROM fund_requests r
    WHERE r.id = (SELECT l.request_id FROM request_lines l WHERE l.id = :line)
      AND r.organisation_id = relais.organisation() AND (r.requested_by = relais.member() OR EXISTS (
        SELECT FROM request_cases c JOIN cases k ON k.id = c.case_id WHERE c.request_id = r.id
            AND relais.member() IN (k.pivot_member_id, k.backup_member_id)))
    """
)
MARK = sql(
    """
    UPDATE repatriation_steps SET mark = :mark, marked_by = relais.member(), marked_at = relais.now()
    WHERE line_id = :line AND step = :step
    """
)


@command(event=StepMarked, allowed=only(Role.PIVOT_WORKER))
async def mark_step(uow: UnitOfWork, _: Actor, wish: MarkStep) -> Done[None, StepMarked] | Refused:
    """Mark a step as done or not needed, or open again: help in place, and no gate to any payment (FND-04, ELG-09)."""
    request = await uow.value(LOCK, line=wish.line_id)
    if request is None or not await uow.execute(MARK, line=wish.line_id, step=wish.step, mark=wish.mark):
        return Refused(NOT_FOUND)
    return Done(None, StepMarked(subject=request, line=wish.line_id, step=wish.step, mark=wish.mark))
