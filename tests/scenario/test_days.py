"""The days of the story: whenever the scenario is played, its hours are what the agreements count."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.demo.scenarios.opapa.story import ZONE, Opapa, first_day
from api.demo.scenarios.stage import Stage
from tests.scenario.tape import Player


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 3, 15, 29, tzinfo=UTC), date(2026, 11, 3)),  # 10:29 in Toronto
        (
            datetime(2026, 11, 3, 15, 30, tzinfo=UTC),
            date(2026, 11, 4),
        ),  # 10:30: the morning's counts are late
        (datetime(2026, 11, 4, 2, 0, tzinfo=UTC), date(2026, 11, 4)),  # late in the evening there
        (datetime(2026, 10, 30, 9, 0, tzinfo=UTC), date(2026, 11, 1)),  # clocks go back on 1 November
        (datetime(2026, 3, 5, 9, 0, tzinfo=UTC), date(2026, 3, 8)),  # and forwards on 8 March
        (datetime(2026, 12, 29, 9, 0, tzinfo=UTC), date(2027, 1, 1)),  # no report spans two months
    ],
)
def test_the_first_day(now: datetime, day: date) -> None:
    assert first_day(now) == day


@pytest.mark.parametrize("days", range(0, 366, 5))
def test_a_hold_from_eleven_to_eleven_lasts_a_day(days: int) -> None:
    """OPS-02: S7's longest hold is 24 hours, on any day of the year."""
    play = Opapa(Stage(Player([])))
    play.day_zero = first_day(datetime(2026, 1, 1, 16, tzinfo=UTC) + timedelta(days=days))
    assert play.at(1, "11:00") - play.at(0, "11:00") == timedelta(hours=24)
    assert play.at(3, "12:00").astimezone(ZoneInfo("America/Toronto")).hour == 12
    assert play.at(4, "10:30").astimezone(ZONE).month == play.day_zero.month
