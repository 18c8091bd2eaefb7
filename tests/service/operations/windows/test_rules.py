"""How long an arrival window is, and how far away."""

from datetime import UTC, datetime, timedelta

import pytest

from service.operations.windows.rules import window_fits

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "fits"),
    [
        (1, 5, True),
        (-1, 5, True),
        (-5, 0, False),
        (-5, 1 / 3600, True),
        (5, 5, False),
        (5, 4, False),
        (1, 49, True),
        (1, 49.01, False),
        (60 * 24, 60 * 24 + 4, True),
        (60 * 24 + 0.01, 60 * 24 + 4, False),
    ],
)
def test_which_windows_are_taken(opens: float, closes: float, fits: bool) -> None:
    """OPS-04: it ends ahead, lasts at most 48 hours and begins within 60 days; it may have begun. Hours from now."""
    assert window_fits(NOW + timedelta(hours=opens), NOW + timedelta(hours=closes), NOW) is fits
