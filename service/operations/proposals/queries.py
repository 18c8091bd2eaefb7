"""A proposal as its operation's investigators read it: numbers, never a shelter (POL-03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.operations.arranging import Reason
from service.store.session import Session
from service.store.statements import sql


@dataclass(frozen=True)
class Proposal:
    """What a plan would hold: so many `people` without a place, of whom `by_agreement` would be held at once and
    `on_request` asked for. No plan places more than `at_most`; `proven`: no plan is better by any of the rules.

    `told`: false where too few shelters would stand behind what lies beyond the agreements (OPS-19).
    """

    id: UUID
    operation_id: UUID
    made_at: datetime
    state: Literal["open", "accepted", "replaced"]
    told: bool
    people: int
    by_agreement: int
    on_request: int
    at_most: int
    proven: bool
    not_placed: tuple[Reason, ...]


READ = sql(
    """
    SELECT id, operation_id, made_at, state, told, people, by_agreement, on_request, at_most, proven, not_placed
    FROM operation_proposals WHERE id = :proposal
    """
)


async def read_proposal(session: Session, proposal_id: UUID) -> Proposal | None:
    """The proposal; None when it is of an operation that does not name the caller, or does not exist."""
    row = await session.row(READ, proposal=proposal_id)
    if row is None:
        return None
    reasons = tuple(Reason(**reason) for reason in row["not_placed"])
    return Proposal(**{**row, "not_placed": reasons})
