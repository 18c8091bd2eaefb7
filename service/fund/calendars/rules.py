"""Office hours, holidays and "a working day", in the calendar of a region (FND-01, FND-10, design.md section 10)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.fund.calendars.statutory import is_holiday
from service.fund.policy.document.categories import Urgency
from service.fund.policy.document.policy import Policy
from service.partners.rosters.rules import instant

SATURDAY = 5
A_DAY = timedelta(days=1)
LONGEST_CLOSURE = 400
"""More days than any policy can close in a row: where none is found, the office never opens."""


@dataclass(frozen=True)
class Calendar:
    """When an office is open: its statutory holidays by name, further days closed, hours in local time."""

    name: str
    time_zone: str
    opens_hour: int
    closes_hour: int
    closed_on: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether the office opens on this day."""
        return day.weekday() < SATURDAY and day not in self.closed_on and not is_holiday(self.name, day)

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at an instant; its hours are half-open."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        return self.works_on(local.date()) and self.opens_hour <= local.hour < self.closes_hour

    @property
    def span(self) -> timedelta:
        """How long the office is open on a day that it works."""
        return timedelta(hours=self.closes_hour - self.opens_hour)

    def instant(self, day: date, since_opening: timedelta) -> datetime:
        """The instant (UTC) so long after opening on this day, by the clock on the wall."""
        wall = datetime.combine(day, time()) + timedelta(hours=self.opens_hour) + since_opening
        return instant(wall.date(), wall.time(), self.time_zone)

    def next_day(self, day: date) -> date | None:
        """The first day from this one on that the office works; None when it never does."""
        coming = (day + A_DAY * n for n in range(LONGEST_CLOSURE))
        return next((each for each in coming if self.works_on(each)), None)


def calendar(policy: Policy, region: str, time_zone: str) -> Calendar:
    """The calendar of a policy in a region: its own holidays, unless the policy names others (FND-01)."""
    return Calendar(
        policy.calendar or region,
        time_zone,
        policy.opens_hour,
        policy.closes_hour,
        frozenset(policy.closed_on),
    )


def after_working_days(calendar: Calendar, at: datetime, days: int) -> datetime:
    """The instant (UTC) at which so many whole working days have gone by since `at` (FND-01).

    Only the hours in which the office is open count: what comes in on Tuesday at 14:00 is due on Wednesday at 14:00,
    what comes in at night or on a holiday when the next day closes. Where no office ever opens, a day is 24 hours.
    """
    day, gone = _opened(calendar, at)
    if day is None or not calendar.span:
        return at + A_DAY * days
    for _ in range(days if gone else days - 1):
        day = calendar.next_day(day + A_DAY) or day
    return calendar.instant(day, gone or calendar.span)


def _opened(calendar: Calendar, at: datetime) -> tuple[date | None, timedelta]:
    """The working day on which an instant counts, and how much of it has gone by."""
    wall = at.astimezone(ZoneInfo(calendar.time_zone)).replace(tzinfo=None)
    gone = wall - datetime.combine(wall.date(), time()) - timedelta(hours=calendar.opens_hour)
    if calendar.works_on(wall.date()) and gone < calendar.span:
        return wall.date(), max(gone, timedelta())
    over = gone >= calendar.span
    return calendar.next_day(wall.date() + A_DAY if over else wall.date()), timedelta()


def due_at(policy: Policy, calendar: Calendar, urgency: Urgency, at: datetime) -> datetime:
    """Until when (UTC) a request of this urgency is decided: minutes by the clock, or working days (FND-01)."""
    target = policy.target(urgency)
    if target.working_days is not None:
        return after_working_days(calendar, at, target.working_days)
    return at.astimezone(UTC) + timedelta(minutes=target.minutes or 0)
