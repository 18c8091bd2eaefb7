"""A night is (shelter, local date, turnover hour), by this one conversion.

`relais.night_end` does the same in SQL, for the window that the board looks at; periods are always made here, since the
server's time zones may be of another year than ours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
MORNING = timedelta(hours=6)
"""The last hours before a turnover: somebody who arrives then does not come to leave at once."""


@dataclass(frozen=True)
class HouseClock:
    """A shelter's local time, and the hour at which its day turns (the night before ends, the next one begins)."""

    time_zone: str
    turnover_hour: int

    def night_start(self, day: date) -> datetime:
        """The instant at which the night of that date begins, in UTC.

        A turnover hour that the clocks skip, or strike twice, is taken as its later reading.
        """
        local = datetime.combine(day, time(self.turnover_hour), ZoneInfo(self.time_zone))
        return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))

    def night_of(self, at: datetime) -> date:
        """The date of the night that an instant belongs to: an arrival at 03:00 belongs to the night before."""
        today = at.astimezone(ZoneInfo(self.time_zone)).date()
        return today if self.night_start(today) <= at else today - ONE_DAY

    def night_end(self, at: datetime) -> datetime:
        """The next turnover after an instant, in UTC."""
        return self.night_start(self.night_of(at) + ONE_DAY)

    def coming_night(self, at: datetime) -> date:
        """The date of the night that somebody who gets ready at an instant gets ready for: the running one, and in the
        last hours before its turnover the next one."""
        return self.night_of(at + MORNING)

    def departure(self, arrival: datetime, nights: int) -> datetime:
        """The turnover at which a stay of so many nights ends, in UTC. Raises `ValueError` below one night.

        Whoever arrives at 03:00 sleeps in the night before; whoever arrives late in the morning comes for the next one.
        """
        if nights < 1:
            raise ValueError("a stay has at least one night")
        return self.night_start(self.coming_night(arrival) + nights * ONE_DAY)
