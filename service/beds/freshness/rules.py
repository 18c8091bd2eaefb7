"""Freshness acts: fresh, ageing, asked, call first (BED-15)."""

from datetime import datetime, timedelta
from typing import Literal

Freshness = Literal["fresh", "ageing", "asked", "call_first"]

AN_ANSWER_TAKES = timedelta(minutes=30)
"""How long a shelter that was asked for its count is shown as asked, before one calls it first."""


def freshness(
    counted_at: datetime | None, fresh_for: timedelta, asked_at: datetime | None, now: datetime
) -> Freshness:
    """What a count is worth now. Up to `fresh_for` it is believed; past it the shelter is asked, then called (BED-15).

    A shelter that never counted is called first.
    """
    if counted_at is None:
        return "call_first"
    age = now - counted_at
    if age < fresh_for / 2:
        return "fresh"
    if age < fresh_for:
        return "ageing"
    if asked_at is not None and asked_at >= counted_at and now - asked_at < AN_ANSWER_TAKES:
        return "asked"
    return "call_first"


def holds_at_once(state: Freshness) -> bool:
    """Whether a bed may be held without asking anybody: not when its count is stale (BED-15)."""
    return state in {"fresh", "ageing"}
