"""The people of scenario A, its days and hours, and what its steps hand on to one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api.demo.scenarios.stage import CannotGoOnError, Hand, Script, Stage
from api.demo.scenarios.wire import Reply, value_at

ZONE = ZoneInfo("America/Toronto")
LAST_DAY = 4
"""The day after the last one that is played."""

HU = "hu"
HAMILTON_THEN_TORONTO = [
    {"region": "CA-ON", "city": "Hamilton"},
    {"region": "CA-ON", "city": "Toronto"},
]


@dataclass
class People:
    """Everybody who has a part."""

    stage: Stage

    def __call__(self, name: str) -> Hand:
        return self.stage.as_(f"{name}@relais.example")

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

    def desk(self, shelter: str) -> Hand:
        return self(f"accueil.{shelter.lower()}")

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
class Opapa:
    """What the steps share. A step that finds it missing cannot be played, and says so."""

    stage: Stage
    day_zero: date | None = None
    operation: str = ""
    reference: str = ""
    together: tuple[str, ...] = ()
    walked_away: str = ""
    people: list[Person] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    """By a word of the step that put it there."""

    def __post_init__(self) -> None:
        self.cast = People(self.stage)

    def at(self, day: int, clock: str) -> datetime:
        """That day of the story at that hour of Ontario, in UTC."""
        if self.day_zero is None:
            raise CannotGoOnError("the first day has not begun")
        local = datetime.combine(self.day_zero + timedelta(days=day), time.fromisoformat(clock), ZONE)
        return local.astimezone(UTC)

    async def until(self, day: int, clock: str) -> None:
        """Wait, by the demo's clock."""
        await self.stage.move_to(self.at(day, clock))

    @property
    def window(self) -> dict[str, str]:
        """Arrivals: day 1, from 05:00 to 11:00."""
        return {"starts_at": stamp(self.at(1, "05:00")), "ends_at": stamp(self.at(1, "11:00"))}

    def must(self, word: str) -> Any:
        """What an earlier step put there. Raises `CannotGoOnError`."""
        if word not in self.found:
            raise CannotGoOnError(f"an earlier step did not come to: {word}")
        return self.found[word]


SCRIPT: Script[Opapa] = Script(Opapa)


def stamp(at: datetime) -> str:
    """As the API reads it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


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


def items(reply: Reply) -> list[Any]:
    """The rows of a list, whether it comes in pages or whole."""
    found = reply.body if isinstance(reply.body, list) else reply.at("items")
    return found if isinstance(found, list) else []


def count(rows: Iterable[Any], **wanted: Any) -> int:
    """How many rows say exactly this."""
    return sum(all(value_at(row, name) == value for name, value in wanted.items()) for row in rows)


def one(rows: Iterable[Any], **wanted: Any) -> Any:
    """The first row that says exactly this. Raises `CannotGoOnError`."""
    for row in rows:
        if all(value_at(row, name) == value for name, value in wanted.items()):
            return row
    raise CannotGoOnError(f"no row with {wanted}")


def words_in(body: Any) -> str:
    """Everything that a reply says, in lower case."""
    return str(body).lower()
