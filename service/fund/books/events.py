"""What books, carry-overs and expired promises leave in the trail: ids, codes and cents (CNF-11)."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class CarriedOver(FundEvent):
    name: ClassVar[str] = "fund.carried_over"
    into: UUID
    cents: int


@dataclass(frozen=True, kw_only=True)
class EnvelopeLow(FundEvent):
    name: ClassVar[str] = "fund.envelope_low"


@dataclass(frozen=True, kw_only=True)
class EarmarkExpired(FundEvent):
    name: ClassVar[str] = "fund.earmark_expired"
    cents: int


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(FundEvent):
    name: ClassVar[str] = "fund.correction_proposed"
    transfer: UUID
    cents: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionSigned(FundEvent):
    name: ClassVar[str] = "fund.correction_signed"
    transfer: UUID
    cents: int


@dataclass(frozen=True, kw_only=True)
class ClosingProposed(FundEvent):
    name: ClassVar[str] = "fund.closing_proposed"
    until: str


@dataclass(frozen=True, kw_only=True)
class ClosingSigned(FundEvent):
    name: ClassVar[str] = "fund.closing_signed"
    until: str
