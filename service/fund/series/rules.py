"""Pure rules of a series: how it is laid out in trips, which trip is next, and why none is (FND-04)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

MOST_TRIPS: Final = 30
"""Whatever a policy says: as many lines as a request can hold beside others."""

Fault = Literal[
    "fewer_than_two", "too_many", "does_not_add_up", "too_much_each", "ends_too_soon", "ends_too_late"
]


@dataclass(frozen=True)
class Series:
    """So many trips, a ceiling in cents for each, until a moment (UTC); the ceiling in all is their product."""

    times: int
    each_cents: int
    until: datetime | None = None


@dataclass(frozen=True)
class Limits:
    """What a fund's policy allows a series: trips, cents for each, and days."""

    most_trips: int
    most_per_trip_cents: int
    most_days: int


def until_of(series: Series, now: datetime, limits: Limits) -> datetime:
    """When the series ends by itself: when the worker says, else as late as the policy allows."""
    return series.until or now + timedelta(days=limits.most_days)


def fault(series: Series, amount_cents: int, now: datetime, limits: Limits) -> Fault | None:
    """What is wrong with a series of this sum, or None (FND-04).

    The ceiling in all is the trips' ceilings together: what one leaves goes back to the envelope, not to the next.
    """
    if series.times < 2:
        return "fewer_than_two"
    if series.times > min(limits.most_trips, MOST_TRIPS):
        return "too_many"
    if series.times * series.each_cents != amount_cents:
        return "does_not_add_up"
    if series.each_cents > limits.most_per_trip_cents:
        return "too_much_each"
    until = until_of(series, now, limits)
    if until <= now:
        return "ends_too_soon"
    return "ends_too_late" if until > now + timedelta(days=limits.most_days) else None


@dataclass(frozen=True)
class Trip:
    """One trip of a series: what is promised for it and still open, in cents, and whether it was drawn."""

    number: int
    promised_cents: int
    drawn: bool


def next_trip(trips: Iterable[Trip]) -> Trip | None:
    """The first trip that is promised and not drawn; None when each of them was (the fourth of three)."""
    left = (trip for trip in trips if trip.promised_cents and not trip.drawn)
    return min(left, key=lambda trip: trip.number, default=None)


NoTrip = Literal["ended", "used_up", "not_promised"]


def why_none(trips: Sequence[Trip], *, ended: bool) -> NoTrip:
    """Why no trip can be drawn: the series is over, every promised trip was drawn, or nothing is promised yet."""
    if ended:
        return "ended"
    return "used_up" if any(trip.drawn for trip in trips) else "not_promised"
