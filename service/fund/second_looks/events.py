"""What a second look leaves in the trail: the first refusal and what came of it, both (FND-13)."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class SecondLookAsked(FundEvent):
    name: ClassVar[str] = "fund.second_look_asked"
    look: UUID
    decision: UUID


@dataclass(frozen=True, kw_only=True)
class RefusalConfirmed(FundEvent):
    name: ClassVar[str] = "fund.refusal_confirmed"
    look: UUID
    first: UUID
    decision: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class RefusalOverturned(FundEvent):
    name: ClassVar[str] = "fund.refusal_overturned"
    look: UUID
    first: UUID
    decision: UUID
