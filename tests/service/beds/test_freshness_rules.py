"""Freshness acts."""

from datetime import UTC, datetime, timedelta

import pytest

from service.beds.freshness.rules import Freshness, freshness, holds_at_once

NOW = datetime(2026, 11, 3, 21, tzinfo=UTC)
FOUR_HOURS = timedelta(hours=4)


def ago(**parts: float) -> datetime:
    return NOW - timedelta(**parts)


@pytest.mark.parametrize(
    ("counted_at", "asked_at", "state"),
    [
        (None, None, "call_first"),
        (None, NOW, "call_first"),
        (NOW, None, "fresh"),
        (ago(minutes=119), None, "fresh"),
        (ago(minutes=120), None, "ageing"),
        (ago(minutes=239), None, "ageing"),
        (ago(minutes=240), None, "call_first"),
        (ago(minutes=240), NOW, "asked"),
        (ago(minutes=300), ago(minutes=29), "asked"),
        (ago(minutes=300), ago(minutes=30), "call_first"),
        (ago(minutes=300), ago(minutes=301), "call_first"),
        (ago(minutes=250), ago(minutes=250), "call_first"),
        (ago(minutes=239), ago(minutes=1), "ageing"),
    ],
)
def test_states_by_age(counted_at: datetime | None, asked_at: datetime | None, state: Freshness) -> None:
    """BED-15: fresh, ageing, asked, call first."""
    assert freshness(counted_at, FOUR_HOURS, asked_at, NOW) == state


def test_asked_in_the_same_instant_as_the_count() -> None:
    """BED-15: a short limit, asked at the very moment of the count's end."""
    counted = ago(minutes=20)
    assert freshness(counted, timedelta(minutes=5), counted, NOW) == "asked"


def test_a_stale_bed_is_not_held_at_once() -> None:
    """BED-15: beyond the limit a bed cannot be auto-held."""
    assert [holds_at_once(state) for state in ("fresh", "ageing", "asked", "call_first")] == [
        True,
        True,
        False,
        False,
    ]
