"""What may be carried from one envelope into the next: pure (DAT-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from service.fund.money import LARGEST_CENTS

FunderKind = Literal["public", "private"]
"""A private donor is told monthly totals and nothing finer (FND-06)."""


@dataclass(frozen=True)
class Purse:
    """An envelope of a funder, its end (UTC, excluded), and what it can still promise, in cents."""

    funder_id: UUID
    ends_at: datetime
    available: int


def is_next(ended: Purse, into: Purse, now: datetime) -> bool:
    """Whether money goes on from one envelope into the other: ended, still running, same funder (DAT-09)."""
    return ended.funder_id == into.funder_id and ended.ends_at <= now < into.ends_at


def carriable(ended: Purse, wished: int | None) -> int | None:
    """How many cents are carried: those wished, or all that is left; None when there is not so much (DAT-09).

    What is promised stays until it is paid or given back.
    """
    left = min(ended.available, LARGEST_CENTS)
    cents = left if wished is None else wished
    return cents if 0 < cents <= ended.available else None
