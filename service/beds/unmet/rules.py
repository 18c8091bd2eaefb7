"""A question without a bed is an unmet need with a reason, once per case per day of its region (DAT-06)."""

from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

Urgency = Literal["now", "tonight", "this_week"]
"""By when whoever waits needs the bed; a pivot says it, and nothing computes it."""


def day_of_region(at: datetime, time_zone: str) -> date:
    """The calendar day in a region at an instant (DAT-06)."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def digest_of_case(case_id: UUID, region: str, day: date) -> bytes:
    """What tells two questions of one case on one day apart from others, and links no two days (DAT-05, DAT-06)."""
    return sha256(
        b"relais unmet need\x00" + case_id.bytes + region.encode() + day.isoformat().encode()
    ).digest()
