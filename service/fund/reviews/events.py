"""What reviews leave in the trail."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class DecisionReviewed(FundEvent):
    """Somebody gave the second signature or the second look, or objected with a code."""

    name: ClassVar[str] = "fund.decision_reviewed"
    decision: UUID
    kind: str
    outcome: str
    code: str | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class RightRestored(FundEvent):
    """One of the two who give back the right to issue alone."""

    name: ClassVar[str] = "fund.right_restored"
    decision: UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class ReviewOverdue(FundEvent):
    """A second signature is late: from this moment on the right rests, whether or not a job has said so."""

    name: ClassVar[str] = "fund.review_overdue"
    decision: UUID


@dataclass(frozen=True, kw_only=True)
class DrawsRead(FundEvent):
    """An auditor read how a month's sample was drawn."""

    name: ClassVar[str] = "fund.draws_read"
    month: str
