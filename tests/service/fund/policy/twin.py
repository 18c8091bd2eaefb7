"""Which version of a fund's policy judges, in plain Python, to hold the SQL against (ELG-08, ELG-10).

Only `relais.policy_in_force` judges in earnest; this twin shares no line with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

TWO_PEOPLE = 2


@dataclass(frozen=True)
class Version:
    """A version as the rule sees it; instants in UTC, the period half-open. `region` is None for the national one."""

    number: int
    region: str | None
    begins: datetime
    ends: datetime | None
    signed: tuple[datetime, ...]

    def has_begun(self, at: datetime) -> bool:
        """Whether its day had come and two people had signed: a late signature never reaches back."""
        return self.begins <= at and sum(when <= at for when in self.signed) >= TWO_PEOPLE


def in_force_at(versions: Iterable[Version], region: str | None, at: datetime) -> Version | None:
    """The version that judges: the region's own, else the national one; of those begun the one with the latest day, of
    the same day the higher number (ELG-08, ELG-10). None where nothing was in force."""
    begun = [each for each in versions if each.has_begun(at)]
    for wanted in dict.fromkeys((region, None)):
        own = [each for each in begun if each.region == wanted]
        latest = max(own, key=lambda each: (each.begins, each.number), default=None)
        if latest and (latest.ends is None or latest.ends > at):
            return latest
    return None
