"""The statutory holidays of a province, territory or state, by the code of its region. A library keeps the table."""

from datetime import date
from functools import lru_cache

EASTER_KNOWN = range(1900, 2100)
"""Outside these years nobody has settled the holidays."""


def known(name: str) -> bool:
    """Whether a calendar of this name exists: `CA` or `CA-QC`."""
    import holidays  # of the funds that a process serves, few may count in working days

    country, _, part = name.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False).get(country)
    return parts is not None and (not part or part in parts)


def is_holiday(name: str, day: date) -> bool:
    """Whether this day is a statutory holiday there; a place that nobody knows has none."""
    return day.year in EASTER_KNOWN and day in _of_year(name, day.year)


@lru_cache(maxsize=256)
def _of_year(name: str, year: int) -> frozenset[date]:
    import holidays

    if not known(name):
        return frozenset()
    country, _, part = name.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
