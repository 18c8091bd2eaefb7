"""An arrival window, as rules: how long, how far away."""

from datetime import datetime, timedelta
from typing import Final

LONGEST: Final = timedelta(hours=48)
FARTHEST: Final = timedelta(days=60)


def window_fits(opens: datetime, closes: datetime, now: datetime) -> bool:
    """A window ends in the future, lasts at most 48 hours, begins within 60 days; it may have begun (OPS-04)."""
    return opens < closes and now < closes and closes - opens <= LONGEST and opens - now <= FARTHEST
