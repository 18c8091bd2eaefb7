"""Figures, the picture behind them, and the budget, as rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from service.operations.feasibility.rules import Feasible, budget_left, feasible, picture_for, verdict
from service.operations.parties.rules import Block, Place
from service.operations.sites.problem import Allotted, Way

NOON = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)


def allotted(site: int, size: int, way: Way) -> Allotted:
    places = tuple(Place(UUID(int=n), "man", "25+") for n in range(size))
    return Allotted(Block(places), site, site, way)


def test_figures_count_people_not_beds() -> None:
    """OPS-19: a family of three by agreement and one man on request are four possible."""
    plan = [allotted(1, 3, "agreement"), allotted(2, 1, "request"), allotted(3, 2, "asked")]
    assert feasible(plan, 1) == Feasible(6, 5, 1)
    assert feasible(plan, 2) == Feasible(5, 5, 0, withheld=True)
    assert feasible([], 2) == Feasible(0, 0, 0)


def test_yes_partly_no() -> None:
    """OPS-19."""
    assert [verdict(3, possible) for possible in (3, 2, 0)] == ["yes", "partly", "no"]


def test_a_picture_is_kept_for_less_than_fifteen_minutes() -> None:
    """Design section 4."""
    assert picture_for(NOON, None) == NOON
    last = NOON - timedelta(minutes=15) + timedelta(microseconds=1)
    assert picture_for(NOON, last) == last
    assert picture_for(NOON, NOON - timedelta(minutes=15)) == NOON


def test_the_budget_is_of_the_last_24_hours() -> None:
    """Design section 4."""
    asked = [NOON - timedelta(hours=24), NOON - timedelta(hours=23), NOON]
    assert [budget_left(asked, NOON, budget) for budget in (5, 2, 1)] == [3, 0, 0]
