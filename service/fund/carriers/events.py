"""What carriers' agreements leave in the trail: of the organisation, never of a journey."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class CarrierDeclared(FundEvent):
    name: ClassVar[str] = "fund.carrier_declared"
    agreement: UUID
    mode: str


@dataclass(frozen=True, kw_only=True)
class CarrierChanged(FundEvent):
    name: ClassVar[str] = "fund.carrier_changed"
    agreement: UUID
    change: str
