"""Pure rules of carriers' agreements: which fit a journey on its day (FND-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Mode = Literal["air", "bus", "train", "taxi"]
Booking = Literal["phone", "e_mail", "online", "counter"]
ContactRole = Literal["reservations", "group_sales", "station", "duty_manager", "community_programme"]

MODES: Final[Mapping[str, frozenset[str]]] = {
    "travel_local": frozenset({"taxi", "bus"}),
    "travel_intercity": frozenset({"bus", "train", "taxi"}),
    "travel_interprovincial": frozenset({"air", "bus", "train"}),
    "travel_international": frozenset({"air", "bus", "train"}),
}
"""By what one may travel for each category of a line."""


@dataclass(frozen=True)
class Deal:
    """Where an agreement leads from and to, by what, and when: `ends_on` is the first day without it."""

    mode: str
    regions_from: frozenset[str]
    regions_to: frozenset[str]
    abroad: bool
    both_ways: bool
    starts_on: date
    ends_on: date
    suspended: bool = False


@dataclass(frozen=True)
class Journey:
    """A journey of a line: its category, where it begins, its day there; where to only when somebody says it."""

    category: str
    region: str
    day: date
    to_region: str | None = None
    mode: str | None = None


def stands(deal: Deal, day: date) -> bool:
    """Whether it may be used on a day: neither before it begins, nor from its end on, nor while it is suspended."""
    return not deal.suspended and deal.starts_on <= day < deal.ends_on


def fits(deal: Deal, journey: Journey) -> bool:
    """Whether an agreement is proposed for a journey (FND-05): it stands, goes there, and by what the line pays for."""
    if not stands(deal, journey.day) or deal.mode not in MODES.get(journey.category, ()):
        return False
    if journey.mode and deal.mode != journey.mode:
        return False
    ways = [(deal.regions_from, deal.regions_to)]
    if deal.both_ways:
        ways.append((deal.regions_to, deal.regions_from))
    return any(journey.region in begins and _arrives(deal, ends, journey) for begins, ends in ways)


def _arrives(deal: Deal, ends: frozenset[str], journey: Journey) -> bool:
    if journey.category == "travel_international":
        return deal.abroad
    if journey.to_region:
        return journey.to_region in ends
    if journey.category == "travel_interprovincial":
        return bool(ends - {journey.region})
    return journey.region in ends


def booked_as(reference: str, code: str) -> str:
    """What is said when booking: the agreement's number and the request's code, and nobody's name (FND-05)."""
    return f"{reference} / {code}"
