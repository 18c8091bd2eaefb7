"""Local time on ordinary nights and on both changes of the clocks, weeks, and gaps."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from service.partners.rosters.rules import Period, Week, gaps, instant, occurrences, period

HERE = "America/Toronto"
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
"""In Toronto 02:00 to 03:00 does not exist on the first, and 01:00 to 02:00 exists twice on the second."""


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "is_at"),
    [
        (date(2026, 7, 1), time(20), utc(7, 2, 0)),
        (date(2026, 1, 15), time(20), utc(1, 16, 1)),
        (SPRING, time(1, 59), utc(3, 8, 6, 59)),
        (SPRING, time(2), utc(3, 8, 7)),
        (SPRING, time(2, 30), utc(3, 8, 7)),
        (SPRING, time(2, 59), utc(3, 8, 7)),
        (SPRING, time(3), utc(3, 8, 7)),
        (SPRING, time(3, 1), utc(3, 8, 7, 1)),
        (AUTUMN, time(0, 59), utc(11, 1, 4, 59)),
        (AUTUMN, time(1), utc(11, 1, 5)),
        (AUTUMN, time(1, 30), utc(11, 1, 5, 30)),
        (AUTUMN, time(2), utc(11, 1, 7)),
    ],
)
def test_a_local_time_is_one_instant(day: date, at: time, is_at: datetime) -> None:
    """OPS-04: a time that is skipped is the moment of the skip; one that is struck twice is the first of the two."""
    assert instant(day, at, HERE) == is_at


def test_half_an_hour_of_change_is_found_too() -> None:
    """OPS-04: Lord Howe skips thirty minutes; in Saskatchewan nothing ever changes."""
    assert instant(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe") == utc(10, 3, 15, 30)
    assert instant(SPRING, time(2, 30), "America/Regina") == utc(3, 8, 8, 30)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 7), 11), (date(2026, 10, 31), 13), (date(2026, 6, 5), 12)]
)
def test_a_night_on_call_has_the_hours_that_it_has(day: date, hours: int) -> None:
    """OPS-04: eight in the evening to eight in the morning is 11 hours in spring, 13 in autumn."""
    night = period(day, time(20), time(8), 1, HERE)
    assert night is not None
    assert night.ends_at - night.starts_at == timedelta(hours=hours)


@pytest.mark.parametrize("at", [time(1, 15), time(2), time(2, 30), time(2, 59), time(3)])
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_slots_that_meet_on_the_wall_meet_in_fact(day: date, at: time) -> None:
    """OPS-04: whatever the clocks do, no minute is between two slots, and none is in both."""
    before = period(day, time(0), at, 0, HERE)
    after = period(day, at, time(8), 0, HERE)
    assert before is not None
    assert after is not None
    assert before.ends_at == after.starts_at
    hours = 7 if day == SPRING else 9
    assert after.ends_at - before.starts_at == timedelta(hours=hours)


def test_a_slot_inside_the_skipped_hour_is_none() -> None:
    """OPS-04: from 02:10 to 02:50 on the spring night there is nothing to be on call for."""
    assert period(SPRING, time(2, 10), time(2, 50), 0, HERE) is None
    autumn = period(AUTUMN, time(1, 10), time(1, 50), 0, HERE)
    assert autumn == Period(utc(11, 1, 5, 10), utc(11, 1, 5, 50))


def test_a_week_repeats_at_the_same_local_time() -> None:
    """OPS-04: each Saturday night over the change, in local time; only after what is written already."""
    week = Week(6, time(20), time(8), 1, first_day=date(2026, 10, 20))
    found = list(occurrences(week, date(2026, 10, 20), date(2026, 11, 8), HERE))
    assert found == [
        (date(2026, 10, 24), Period(utc(10, 25, 0), utc(10, 25, 12))),
        (date(2026, 10, 31), Period(utc(11, 1, 0), utc(11, 1, 13))),
        (date(2026, 11, 7), Period(utc(11, 8, 1), utc(11, 8, 13))),
    ]
    later = list(occurrences(week, date(2026, 10, 31), date(2026, 11, 8), HERE))
    assert [day for day, _ in later] == [date(2026, 11, 7)]


def test_a_week_has_a_first_and_a_last_day() -> None:
    """OPS-04: both are worked; nothing before, nothing after."""
    week = Week(1, time(8), time(16), 0, first_day=date(2026, 6, 1), last_day=date(2026, 6, 15))
    days = [day for day, _ in occurrences(week, date(2026, 1, 1), date(2026, 12, 31), HERE)]
    assert days == [date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)]


@pytest.mark.parametrize(
    ("starts", "ends", "midnights", "possible"),
    [
        (time(20), time(8), 0, False),
        (time(8), time(8), 0, False),
        (time(20), time(8), 1, True),
        (time(8), time(7), 6, True),
        (time(8), time(8, 1), 6, True),
    ],
)
def test_a_week_has_a_length(starts: time, ends: time, midnights: int, possible: bool) -> None:
    """OPS-04: it ends after it starts."""
    assert Week(5, starts, ends, midnights, date(2026, 6, 1)).possible is possible


def test_gaps_are_what_nobody_has() -> None:
    """ACC-03: before, between and after; what overlaps or meets leaves none, what is past or beyond does not show."""
    shown = Period(utc(6, 5, 0), utc(6, 6, 0))
    assert gaps([], shown) == (shown,)
    taken = [
        Period(utc(6, 5, 12), utc(6, 5, 18)),
        Period(utc(6, 4, 20), utc(6, 5, 2)),
        Period(utc(6, 5, 2), utc(6, 5, 8)),
        Period(utc(6, 5, 13), utc(6, 5, 14)),
    ]
    assert gaps(taken, shown) == (
        Period(utc(6, 5, 8), utc(6, 5, 12)),
        Period(utc(6, 5, 18), utc(6, 6, 0)),
    )
    assert gaps([*taken, Period(utc(6, 5, 18), utc(6, 7, 0)), Period(utc(6, 8, 0), utc(6, 9, 0))], shown) == (
        Period(utc(6, 5, 8), utc(6, 5, 12)),
    )
