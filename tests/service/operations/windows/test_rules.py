"""Arrival windows, as rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from service.operations.windows.rules import Moved, moved, window_fits

NOW = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "fits"),
    [(1, 7, True), (-3, 1, True), (-3, 0, False), (5, 5, False), (6, 5, False), (0, 48, True), (0, 49, False),
     (1440, 1446, True), (1441, 1447, False)],
)  # fmt: skip
def test_windows(opens: int, closes: int, fits: bool) -> None:
    """OPS-01, OPS-04: it may have begun; it ends in the future, within 48 hours, and begins within 60 days."""
    assert window_fits(NOW + timedelta(hours=opens), NOW + timedelta(hours=closes), NOW) is fits


def test_hours_are_hours_that_pass() -> None:
    """OPS-01, OPS-04: on 1 November 2026 Toronto's clocks go back: two days as they read are 49 hours, one too many."""
    toronto = ZoneInfo("America/Toronto")
    opens = datetime(2026, 10, 31, 5, tzinfo=toronto).astimezone(UTC)
    closes = datetime(2026, 11, 2, 5, tzinfo=toronto).astimezone(UTC)
    assert closes - opens == timedelta(hours=49)
    assert not window_fits(opens, closes, opens)
    assert window_fits(opens, closes - timedelta(hours=1), opens)


def test_what_a_move_did_is_named_by_number() -> None:
    """OPS-18: of the held, who is held again, who is asked for, who has nothing; the others are not a move."""
    one, two, three, four, five = (UUID(int=n) for n in range(1, 6))
    before = {one: "held", two: "held", three: "held", four: "held", five: "waiting"}
    after = {one: "held", two: "asked", three: "waiting", five: "held"}
    assert moved(before, after) == Moved(1, 1, 2)
    assert moved({}, after) == Moved(0, 0, 0)
