"""What merchants took and gave back, and that a card is closed."""

from dataclasses import dataclass
from typing import ClassVar

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class CardMoved(FundEvent):
    """About the payment: what a merchant took or gave back."""

    name: ClassVar[str] = "fund.card_moved"
    kind: str
    cents: int


@dataclass(frozen=True, kw_only=True)
class CardClosed(FundEvent):
    name: ClassVar[str] = "fund.card_closed"
    returned_cents: int
