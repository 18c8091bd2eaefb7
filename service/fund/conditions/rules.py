"""When an approved payment may leave: a coded condition, its first day and its last (FND-11). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

ConditionCode = Literal["receipt_of_previous", "booking_confirmed", "bed_confirmed", "travel_date_reached"]
"""What a payment may wait for: a closed list, so that no story is told in it."""
CODES: Final[tuple[ConditionCode, ...]] = get_args(ConditionCode)

LONGEST: Final = timedelta(days=180)
"""How long a promise may wait for its condition: money that nobody draws belongs to the next person."""

ConditionState = Literal["open", "met", "lapsed"]


@dataclass(frozen=True)
class Condition:
    """What a line waits for, and until when (UTC); `not_before` for a journey, and for nothing else."""

    code: ConditionCode
    until: datetime
    not_before: datetime | None = None


def is_possible(condition: Condition, now: datetime) -> bool:
    """Whether a condition can still be met, and ends: a journey has its day, everything else none (FND-11)."""
    has_day = condition.not_before is not None
    if has_day != (condition.code == "travel_date_reached"):
        return False
    first = max(now, condition.not_before or now)
    return first < condition.until <= now + LONGEST


def condition_state(met_at: datetime | None, lapsed_at: datetime | None) -> ConditionState:
    """Where a condition stands; one past its last day is open until its money has gone back."""
    if met_at is not None:
        return "met"
    return "open" if lapsed_at is None else "lapsed"
