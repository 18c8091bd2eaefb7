"""Local time to instants, weeks to slots, and where nobody is on call: pure, both clock changes included (OPS-04)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

WRITTEN_AHEAD: Final = timedelta(days=35)
"""Weeks are written so far ahead: a job that is late for days still finds somebody on call."""
SHOWN_AHEAD: Final = timedelta(days=14)
LONGEST: Final = timedelta(days=8)
FARTHEST: Final = timedelta(days=731)
"""Nobody is put on call later than in two years: a day further off is a slip of the hand."""
A_SECOND: Final = timedelta(seconds=1)
A_WEEK: Final = 7


@dataclass(frozen=True, order=True)
class Period:
    """A half-open period of instants (UTC)."""

    starts_at: datetime
    ends_at: datetime


def too_far(day: date, now: datetime) -> bool:
    """Whether a day is further off than anybody plans, up to where calendars end (OPS-04)."""
    return day > now.date() + FARTHEST


def instant(day: date, at: time, time_zone: str) -> datetime:
    """The instant of a local time, in UTC: one rule, so that slots that meet on the wall meet in fact.

    What the clocks strike twice is the first of the two; what they skip is the moment at which they skip it. A slot
    that ends at 02:30 and one that starts at 02:30 then leave no minute without anybody, on either night.
    """
    local = datetime.combine(day, at, ZoneInfo(time_zone))
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first <= second else _change_between(second, first, ZoneInfo(time_zone))


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the offset changes."""
    old = before.astimezone(zone).utcoffset()
    while after - before > A_SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def period(day: date, starts: time, ends: time, midnights: int, time_zone: str) -> Period | None:
    """From a local time of a day to a local time so many midnights later.

    `None` when nothing is left of it: it stood wholly in the hour that a spring night skips.
    """
    begins = instant(day, starts, time_zone)
    over = instant(day + timedelta(days=midnights), ends, time_zone)
    return Period(begins, over) if over > begins else None


@dataclass(frozen=True)
class Week:
    """What repeats: a weekday (1 is Monday), local times, and from which to which day (inclusive)."""

    weekday: int
    starts: time
    ends: time
    midnights: int
    first_day: date
    last_day: date | None = None

    @property
    def possible(self) -> bool:
        """Whether it has a length, and does not meet itself a week later."""
        length = timedelta(days=self.midnights) + (
            datetime.combine(date.min, self.ends) - datetime.combine(date.min, self.starts)
        )
        return timedelta(0) < length <= timedelta(days=A_WEEK)


def occurrences(week: Week, after: date, to: date, time_zone: str) -> Iterator[tuple[date, Period]]:
    """The slots of a week on the days after `after` up to and with `to`, in order."""
    last = to if week.last_day is None else min(to, week.last_day)
    first = max(week.first_day, after + timedelta(days=1))
    day = first + timedelta(days=(week.weekday - first.isoweekday()) % A_WEEK)
    while day <= last:
        slot = period(day, week.starts, week.ends, week.midnights, time_zone)
        if slot is not None:
            yield day, slot
        day += timedelta(days=A_WEEK)


def gaps(taken: Iterable[Period], shown: Period) -> tuple[Period, ...]:
    """When nobody is on call, within what is shown: support is at any hour (ACC-03)."""
    found: list[Period] = []
    reached = shown.starts_at
    for slot in sorted(taken):
        if slot.starts_at > reached:
            found.append(Period(reached, min(slot.starts_at, shown.ends_at)))
        reached = max(reached, slot.ends_at)
        if reached >= shown.ends_at:
            break
    if reached < shown.ends_at:
        found.append(Period(reached, shown.ends_at))
    return tuple(gap for gap in found if gap.starts_at < gap.ends_at)
