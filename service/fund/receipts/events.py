"""What receipts leave in the trail: which line, how many bytes, who looked; never what a picture shows."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class PictureAdded(FundEvent):
    name: ClassVar[str] = "fund.receipt_picture_added"
    line: UUID
    picture: UUID
    bytes: int


@dataclass(frozen=True, kw_only=True)
class PictureShown(FundEvent):
    """Somebody looked at a picture of a receipt: reading is on record too."""

    name: ClassVar[str] = "fund.receipt_picture_shown"
    picture: UUID


@dataclass(frozen=True, kw_only=True)
class PictureRemoved(FundEvent):
    name: ClassVar[str] = "fund.receipt_picture_removed"
    picture: UUID


@dataclass(frozen=True, kw_only=True)
class ReimbursementAsked(FundEvent):
    name: ClassVar[str] = "fund.reimbursement_asked"
    line: UUID
    cents: int
