"""Freshness acts: fresh, ageing, asked, call first; and how fast each house's counts age (BED-15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Literal

Freshness = Literal["fresh", "ageing", "asked", "call_first"]

AN_ANSWER_TAKES = timedelta(minutes=30)
"""How long a shelter that was asked for its count is shown as asked, before one calls it first."""

USUAL = timedelta(hours=2)
"""The half-life of a count where nothing is known of the house yet."""
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=6)
"""No house is asked more often than each hour, and no count is believed for more than twelve."""
CORRECTION = timedelta(minutes=5)
"""A count that follows sooner puts a wrong figure right: it says nothing of how fast counts age."""
REMEMBERED = 30
"""About so many counts weigh in the half-life: a house changes with its seasons."""


def freshness(
    counted_at: datetime | None, fresh_for: timedelta, asked_at: datetime | None, now: datetime
) -> Freshness:
    """What a count is worth now. Up to `fresh_for` it is believed; past it the shelter is asked, then called (BED-15).

    A shelter that never counted is called first.
    """
    if counted_at is None:
        return "call_first"
    age = now - counted_at
    if age < fresh_for / 2:
        return "fresh"
    if age < fresh_for:
        return "ageing"
    if asked_at is not None and asked_at >= counted_at and now - asked_at < AN_ANSWER_TAKES:
        return "asked"
    return "call_first"


def holds_at_once(state: Freshness) -> bool:
    """Whether a bed may be held without asking anybody: not when its count is stale (BED-15)."""
    return state in {"fresh", "ageing"}


@dataclass(frozen=True)
class Ageing:
    """What a house's own counts have shown: for how long they were watched, and how many beds had changed unseen."""

    watched: timedelta = timedelta(0)
    changes: float = 0.0

    def seen(self, elapsed: timedelta, changed: int) -> "Ageing":
        """With one more count: so long after the one before, and so many beds other than what was known (BED-15)."""
        if elapsed < CORRECTION:
            return self
        kept = 1 - 1 / REMEMBERED
        return Ageing(self.watched * kept + elapsed, self.changes * kept + changed)

    @property
    def half_life(self) -> timedelta:
        """The time in which a count of this house becomes as likely wrong as right (BED-15).

        Changes come one by one, at the rate that was seen; a house of which nothing is known starts at the usual one.
        """
        found = log(2) * (USUAL / log(2) + self.watched) / (1 + self.changes)
        return min(max(found, SHORTEST), LONGEST)

    @property
    def fresh_for(self) -> timedelta:
        """How long a count is believed: two half-lives, whole minutes."""
        return timedelta(minutes=round(self.half_life * 2 / timedelta(minutes=1)))


@dataclass(frozen=True)
class Rest:
    """The local hours in which a house is not woken for a count: from one hour until another, past midnight too."""

    from_hour: int = 22
    until_hour: int = 7
    night_duty: bool = False

    def rests(self, hour: int) -> bool:
        """Whether the house rests at this local hour. With night duty it never does (BED-15)."""
        if self.night_duty:
            return False
        if self.from_hour <= self.until_hour:
            return self.from_hour <= hour < self.until_hour
        return hour >= self.from_hour or hour < self.until_hour


def ask_now(state: Freshness, rest: Rest, local_hour: int) -> bool:
    """Whether a house is asked for its count: it is no longer believed, and nobody is woken for it (BED-15)."""
    return not holds_at_once(state) and not rest.rests(local_hour)
