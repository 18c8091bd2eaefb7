"""Nights of a shelter: one conversion, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.beds.nights.rules import HouseClock

ZONES = ("America/Toronto", "America/St_Johns", "America/Vancouver", "America/Regina", "Pacific/Auckland")
MONTREAL = HouseClock("America/Toronto", 12)

clocks = st.builds(HouseClock, st.sampled_from(ZONES), st.integers(0, 23))
instants = st.integers(
    int(datetime(2012, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2026, 9, 1, tzinfo=UTC).timestamp())
).map(lambda second: datetime.fromtimestamp(second, UTC))


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]


def test_an_arrival_at_three_belongs_to_the_night_before() -> None:
    """BED-15: the night is (shelter, local date, turnover hour)."""
    assert MONTREAL.night_of(local("America/Toronto", 2026, 11, 4, 3)) == date(2026, 11, 3)
    assert MONTREAL.night_of(local("America/Toronto", 2026, 11, 4, 11, 59)) == date(2026, 11, 3)
    assert MONTREAL.night_of(local("America/Toronto", 2026, 11, 4, 12)) == date(2026, 11, 4)


def test_from_the_last_hours_on_the_coming_night_is_the_next_one() -> None:
    """BED-15: who prints the sheet at 08:38 gets ready for the evening; at 03:00 the night still runs."""
    night = [MONTREAL.coming_night(local("America/Toronto", 2026, 11, 4, *at)) for at in
             ((3,), (5, 59), (6,), (8, 38), (12,))]  # fmt: skip
    assert night == [date(2026, 11, 3)] * 2 + [date(2026, 11, 4)] * 3


def test_departure_is_a_turnover() -> None:
    """ADM-06: two nights from 23:00 end at noon two days later; from 03:00 they end a day earlier."""
    assert MONTREAL.departure(local("America/Toronto", 2026, 11, 3, 23), 2) == datetime(
        2026, 11, 5, 17, tzinfo=UTC
    )
    assert MONTREAL.departure(local("America/Toronto", 2026, 11, 4, 3), 2) == datetime(
        2026, 11, 5, 17, tzinfo=UTC
    )
    assert MONTREAL.departure(local("America/Toronto", 2026, 11, 4, 3), 1) == datetime(
        2026, 11, 4, 17, tzinfo=UTC
    )
    assert MONTREAL.departure(local("America/Toronto", 2026, 11, 4, 5, 59), 1) == datetime(
        2026, 11, 4, 17, tzinfo=UTC
    )
    assert MONTREAL.departure(local("America/Toronto", 2026, 11, 4, 6), 1) == datetime(
        2026, 11, 5, 17, tzinfo=UTC
    )
    assert MONTREAL.departure(local("America/Toronto", 2026, 11, 4, 11, 50), 2) == datetime(
        2026, 11, 6, 17, tzinfo=UTC
    )
    with pytest.raises(ValueError, match="at least one night"):
        MONTREAL.departure(local("America/Toronto", 2026, 11, 4, 3), 0)


def test_a_night_is_23_or_25_hours_long_when_the_clocks_change() -> None:
    """BED-15: spring forward on 14 March 2027, back on 7 November 2027."""
    spring = MONTREAL.night_start(date(2027, 3, 14)) - MONTREAL.night_start(date(2027, 3, 13))
    autumn = MONTREAL.night_start(date(2027, 11, 7)) - MONTREAL.night_start(date(2027, 11, 6))
    assert (spring, autumn) == (timedelta(hours=23), timedelta(hours=25))


def test_an_hour_that_is_skipped_or_struck_twice_is_its_later_reading() -> None:
    """BED-15: turnover at 02:00 in spring, at 01:00 in autumn."""
    skipped = HouseClock("America/Toronto", 2)
    twice = HouseClock("America/Toronto", 1)
    assert skipped.night_start(date(2027, 3, 14)) == datetime(2027, 3, 14, 7, tzinfo=UTC)
    assert twice.night_start(date(2027, 11, 7)) == datetime(2027, 11, 7, 6, tzinfo=UTC)
    assert twice.night_of(datetime(2027, 11, 7, 5, 30, tzinfo=UTC)) == date(2027, 11, 6)


@given(clocks, instants)
def test_every_instant_is_in_exactly_one_night(clock: HouseClock, at: datetime) -> None:
    """BED-15: nights follow each other without gap or overlap, across every change of the clocks."""
    night = clock.night_of(at)
    assert clock.night_start(night) <= at < clock.night_end(at)
    assert clock.night_start(night + timedelta(days=1)) == clock.night_end(at)
    assert clock.night_of(clock.night_start(night)) == night


@given(clocks, instants, st.integers(1, 40))
def test_a_stay_touches_as_many_nights_as_it_was_given(clock: HouseClock, at: datetime, nights: int) -> None:
    """ADM-06: nights wanted are nights given; a last hour of the morning before them is no night."""
    last = clock.night_of(clock.departure(at, nights) - timedelta(microseconds=1))
    late = clock.night_end(at) - at <= timedelta(hours=6)
    assert (last - clock.night_of(at)).days + 1 == nights + late
    assert clock.departure(at, nights) - at > timedelta(hours=5)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clock=clocks, at=instants)
async def test_the_database_reads_the_clock_alike(
    clock: HouseClock, at: datetime, superuser: asyncpg.Connection
) -> None:
    """BED-15: one conversion, in Python and in SQL.

    Only for the past: what governments decided since, one of the two may not know yet (Vancouver, 2026).
    """
    found = await superuser.fetchval(
        "SELECT relais.night_end($1, $2, $3)", at, clock.turnover_hour, clock.time_zone
    )
    assert found == clock.night_end(at)
