"""What a series leaves in the trail: numbers and cents, and never what the journeys are for."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from service.fund.events import FundEvent


@dataclass(frozen=True, kw_only=True)
class TripDrawn(FundEvent):
    name: ClassVar[str] = "fund.trip_drawn"
    series: UUID
    line: UUID
    number: int
    cents: int
    given_back_cents: int


@dataclass(frozen=True, kw_only=True)
class SeriesEnded(FundEvent):
    name: ClassVar[str] = "fund.series_ended"
    series: UUID
    unused: int
    returned_cents: int
