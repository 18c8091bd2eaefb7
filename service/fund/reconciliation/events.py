"""What reconciliation leaves in the trail: counts and cents, under the financial root."""

from dataclasses import dataclass
from typing import ClassVar

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class ReconciliationAsked(FundEvent):
    name: ClassVar[str] = "fund.reconciliation_asked"
    rail: str


@dataclass(frozen=True, kw_only=True)
class ReconciliationRan(FundEvent):
    name: ClassVar[str] = "fund.reconciliation_ran"
    rail: str
    outcome: str
    rail_cents: int
    ledger_cents: int
    differences: int
