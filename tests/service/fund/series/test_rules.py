"""Series, purely: what holds, which trip is next, and why none is (FND-04)."""

from datetime import UTC, datetime, timedelta

import pytest

from service.fund.series.rules import Fault, Limits, Series, Trip, fault, next_trip, until_of, why_none

NOW = datetime(2026, 5, 4, 15, tzinfo=UTC)
LIMITS = Limits(most_trips=6, most_per_trip_cents=100_000, most_days=366)


@pytest.mark.parametrize(
    ("series", "amount", "wrong"),
    [
        (Series(3, 50_000), 150_000, None),
        (Series(1, 50_000), 50_000, "fewer_than_two"),
        (Series(6, 10_000), 60_000, None),
        (Series(7, 10_000), 70_000, "too_many"),
        (Series(3, 50_000), 150_001, "does_not_add_up"),
        (Series(2, 100_000), 200_000, None),
        (Series(2, 100_001), 200_002, "too_much_each"),
        (Series(3, 50_000, NOW), 150_000, "ends_too_soon"),
        (Series(3, 50_000, NOW + timedelta(seconds=1)), 150_000, None),
        (Series(3, 50_000, NOW + timedelta(days=366)), 150_000, None),
        (Series(3, 50_000, NOW + timedelta(days=366, seconds=1)), 150_000, "ends_too_late"),
    ],
)
def test_a_series_holds_or_says_why_not(series: Series, amount: int, wrong: Fault | None) -> None:
    """FND-04: two trips at least, as many and as much and as long as the fund allows; all of them add up."""
    assert fault(series, amount, NOW, LIMITS) == wrong


def test_without_an_end_a_series_lasts_as_long_as_the_fund_allows() -> None:
    """FND-04."""
    assert until_of(Series(3, 1), NOW, LIMITS) == NOW + timedelta(days=366)


def test_trips_are_drawn_in_order_and_no_more_than_were_promised() -> None:
    """FND-04: the next is the first that is promised and not drawn; the fourth of three is none."""
    trips = [Trip(1, 0, True), Trip(3, 50_000, False), Trip(2, 40_000, False)]
    assert next_trip(trips) == Trip(2, 40_000, False)
    assert next_trip([Trip(1, 50_000, True), Trip(2, 50_000, False)]) == Trip(2, 50_000, False)
    assert next_trip([Trip(1, 0, True), Trip(2, 0, True)]) is None
    assert next_trip([Trip(1, 0, False)]) is None


def test_why_no_trip_is_left() -> None:
    """FND-13: over, taken, or not promised yet: three answers."""
    assert why_none([Trip(1, 5, False)], ended=True) == "ended"
    assert why_none([Trip(1, 0, True)], ended=False) == "used_up"
    assert why_none([Trip(1, 0, False)], ended=False) == "not_promised"
