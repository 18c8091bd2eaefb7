"""That vouchers were loaded, and which one was shown to whom: never a code."""

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
