"""Arrival windows, as rules."""

from datetime import UTC, datetime, timedelta

import pytest

from service.operations.windows.rules import window_fits

NOW = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "fits"),
    [(1, 7, True), (-3, 1, True), (-3, 0, False), (5, 5, False), (6, 5, False), (0, 48, True), (0, 49, False),
     (1440, 1446, True), (1441, 1447, False)],
)  # fmt: skip
def test_windows(opens: int, closes: int, fits: bool) -> None:
    """OPS-01, OPS-04: it may have begun; it ends in the future, within 48 hours, and begins within 60 days."""
    assert window_fits(NOW + timedelta(hours=opens), NOW + timedelta(hours=closes), NOW) is fits
