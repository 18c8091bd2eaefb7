"""The people of scenario A, its days and hours, and what its steps hand on to one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from api.demo.scenarios.stage import Hand, Script
from api.demo.scenarios.telling import Cast, Tale, stamp

ZONE = Tale.zone
LAST_DAY = 4
"""The day after the last one that is played."""

HU = "hu"
HAMILTON_THEN_TORONTO = [
    {"region": "CA-ON", "city": "Hamilton"},
    {"region": "CA-ON", "city": "Toronto"},
]


class People(Cast):
    """Everybody who has a part."""

    @property
    def investigator(self) -> Hand:
        return self("enquete.p1")

    @property
    def other_police(self) -> Hand:
        return self("enquete.p2")

    @property
    def pivot(self) -> Hand:
        return self("pivot.on")

    @property
    def colleague(self) -> Hand:
        return self("collegue.on")

    @property
    def region(self) -> Hand:
        return self("region.on")

    @property
    def approver(self) -> Hand:
        return self("fonds1")

    @property
    def second_approver(self) -> Hand:
        return self("fonds2")

    @property
    def other_fund(self) -> Hand:
        return self("fonds3")

    @property
    def auditor(self) -> Hand:
        return self("audit")

    def coordinator(self, shelter: str) -> Hand:
        return self(f"coordination.{shelter.lower()}")


@dataclass(frozen=True)
class Person:
    """One person helped, as the pivot knows them: a case code, a place, a shelter; never a name."""

    case: str
    code: str
    place: str
    claim: str
    shelter: str
    gender: str
    shares: bool
    """Shares a room whose hotel line stands on somebody else's case."""


@dataclass
class Opapa(Tale):
    """What the steps share. A step that finds it missing cannot be played, and says so."""

    operation: str = ""
    reference: str = ""
    together: tuple[str, ...] = ()
    walked_away: str = ""
    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cast = People(self.stage)

    @property
    def window(self) -> dict[str, str]:
        """Arrivals: day 1, from 05:00 to 11:00."""
        return {"starts_at": stamp(self.at(1, "05:00")), "ends_at": stamp(self.at(1, "11:00"))}


SCRIPT: Script[Opapa] = Script(Opapa)


def first_day(now: datetime) -> date:
    """The first day of the story: its 10:30 is still to come, and neither the month nor the offset of the hour
    changes before it ends, so that the hours between stay what the agreements count."""
    day = now.astimezone(ZONE).date()
    while not _quiet(day, now):
        day += timedelta(days=1)
    return day


def _quiet(day: date, now: datetime) -> bool:
    starts = datetime.combine(day, time(10, 30), ZONE)
    ends = datetime.combine(day + timedelta(days=LAST_DAY), time(10, 30), ZONE)
    return starts > now and starts.utcoffset() == ends.utcoffset() and starts.month == ends.month
