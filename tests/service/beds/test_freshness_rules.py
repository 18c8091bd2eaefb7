"""Freshness acts."""

from datetime import UTC, datetime, timedelta

import pytest

from service.beds.freshness.rules import Ageing, Freshness, Rest, ask_now, freshness, holds_at_once

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


HOUR = timedelta(hours=1)


def seen(*looks: tuple[float, int]) -> Ageing:
    found = Ageing()
    for hours, changed in looks:
        found = found.seen(hours * HOUR, changed)
    return found


@pytest.mark.parametrize(
    ("looks", "minutes"),
    [
        ((), 240),
        (((4, 0),), 573),
        (((4, 1),), 286),
        (((2, 1),) * 3, 185),
        (((1, 9),) * 40, 60),
        (((11, 0),) * 9, 720),
        (((0.05, 9),) * 9, 240),
    ],
)
def test_each_house_ages_at_its_own_pace(looks: tuple[tuple[float, int], ...], minutes: int) -> None:
    """BED-15: counts that hold good are believed longer, those that are soon wrong shorter, from one hour to twelve.

    A figure put right within five minutes is no change; of a house without history, the usual four hours.
    """
    assert seen(*looks).fresh_for == timedelta(minutes=minutes)


def test_what_was_long_ago_weighs_less() -> None:
    """BED-15: a house that was restless all autumn is believed again within a quiet winter month."""
    restless = seen(*[(2, 4)] * 60)
    assert restless.fresh_for == HOUR
    for _ in range(90):
        restless = restless.seen(8 * HOUR, 0)
    assert restless.fresh_for == 12 * HOUR


@pytest.mark.parametrize(
    ("rest", "hours"),
    [
        (Rest(), {22, 23, 0, 1, 2, 3, 4, 5, 6}),
        (Rest(1, 5), {1, 2, 3, 4}),
        (Rest(8, 8), set()),
        (Rest(22, 7, night_duty=True), set()),
    ],
)
def test_a_house_rests(rest: Rest, hours: set[int]) -> None:
    """BED-15: quiet hours go past midnight; with night duty there are none."""
    assert {hour for hour in range(24) if rest.rests(hour)} == hours


def test_nobody_is_woken_for_a_count() -> None:
    """BED-15: what is no longer believed is asked for, but not at night."""
    states: list[Freshness] = ["fresh", "ageing", "asked", "call_first"]
    assert [ask_now(state, Rest(), 12) for state in states] == [False, False, True, True]
    assert [ask_now(state, Rest(), 23) for state in states] == [False] * 4
    assert ask_now("call_first", Rest(night_duty=True), 23)
