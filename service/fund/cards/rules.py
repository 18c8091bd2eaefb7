"""What a card may be spent on, and until when: pure. Limits are an amount and a date, never one payment: hotels take a
deposit, then more (FND-08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

STAYS_OPEN: Final = timedelta(days=7)
"""After the moment when it is needed: a hotel charges at the end of the stay."""

_TRAVEL: Final = ("bus_lines", "passenger_railways", "commuter_transport_and_ferries", "taxicabs_limousines")
MERCHANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "hotel_nights": ("hotels_motels_and_resorts",),
    "calling_card": ("telecommunication_services", "telecommunication_equipment_and_telephone_sales"),
    "travel_local": _TRAVEL,
    "travel_intercity": _TRAVEL,
    "travel_interprovincial": _TRAVEL,
}
"""Kinds of merchants by category of need: lodging, bus lines, railways, taxis, telecommunications; no other need has a
card."""

FactKind = Literal["authorization", "capture", "refund"]


@dataclass(frozen=True)
class CardFact:
    """What a merchant asked for, took or gave back, in cents, at the rail's own moment (UTC)."""

    provider_id: str
    card: str
    kind: FactKind
    cents: int
    at: datetime


@dataclass(frozen=True)
class OfPayment:
    """A fact of a card with the payment that the card is for."""

    intent_id: UUID
    fact: CardFact
