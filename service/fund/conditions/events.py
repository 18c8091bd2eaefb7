"""What conditions leave in the trail: the decision, the line, the code."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class ConditionMet(FundEvent):
    name: ClassVar[str] = "fund.condition_met"
    condition: UUID
    line: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class ConditionLapsed(FundEvent):
    name: ClassVar[str] = "fund.condition_lapsed"
    condition: UUID
    line: UUID
    returned_cents: int
