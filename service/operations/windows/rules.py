"""An arrival window, as rules: how long, how far away; and what a move of it does to the places (OPS-04, OPS-18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

LONGEST: Final = timedelta(hours=48)
FARTHEST: Final = timedelta(days=60)


def window_fits(opens: datetime, closes: datetime, now: datetime) -> bool:
    """A window ends in the future, lasts at most 48 hours, begins within 60 days; it may have begun (OPS-04).

    Hours are hours that pass: a window over a change of the clock is as long as it lasts, not as it reads.
    """
    return opens < closes and now < closes and closes - opens <= LONGEST and opens - now <= FARTHEST


@dataclass(frozen=True)
class Moved:
    """Of the places that were held: how many are held over the new window, how many a house is asked for again, and how
    many have nothing yet."""

    held: int
    asked: int
    waiting: int


def moved(before: Mapping[UUID, str], after: Mapping[UUID, str]) -> Moved:
    """What became of each place that was held (OPS-18): nothing that could not be moved goes unnamed."""
    states = [after.get(place, "released") for place, state in before.items() if state == "held"]
    held, asked = states.count("held"), states.count("asked")
    return Moved(held, asked, len(states) - held - asked)
