"""That vouchers were loaded, drawn, shown, voided and counted: never a code."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class VouchersLoaded(FundEvent):
    name: ClassVar[str] = "fund.vouchers_loaded"
    kind: str
    vouchers: int
    cents: int


@dataclass(frozen=True, kw_only=True)
class VoucherShown(FundEvent):
    name: ClassVar[str] = "fund.voucher_shown"
    voucher: UUID


@dataclass(frozen=True, kw_only=True)
class VoucherDrawn(FundEvent):
    """About the request; `replaces` is the card that was void."""

    name: ClassVar[str] = "fund.voucher_drawn"
    line: UUID
    voucher: UUID
    place: UUID
    cents: int
    replaces: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DrawnShown(FundEvent):
    """The code of a card drawn for a line was shown; about the request. The first showing comes with its draw."""

    name: ClassVar[str] = "fund.drawn_shown"
    line: UUID
    voucher: UUID


@dataclass(frozen=True, kw_only=True)
class VoucherVoided(FundEvent):
    name: ClassVar[str] = "fund.voucher_voided"
    voucher: UUID
    reason: str
    cents: int


@dataclass(frozen=True, kw_only=True)
class StockLow(FundEvent):
    """So few cards of a kind are left in a place that somebody asked for more: once, until more has come."""

    name: ClassVar[str] = "fund.stock_low"
    kind: str
    place: UUID


@dataclass(frozen=True, kw_only=True)
class StockThresholdSet(FundEvent):
    name: ClassVar[str] = "fund.stock_threshold_set"
    kind: str
    place: UUID
    at_most: int


@dataclass(frozen=True, kw_only=True)
class VouchersCounted(FundEvent):
    name: ClassVar[str] = "fund.vouchers_counted"
    kind: str
    place: UUID
    value_cents: int
    recorded: int
    counted: int
