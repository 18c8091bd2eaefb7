"""A number instead of names, and how little can be learnt from asking again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from service.operations.feasibility.rules import Feasible, budget_left, feasible, picture_for, verdict
from service.operations.parties.rules import Block, Place
from service.operations.sites.problem import Allotted, Way

NOW = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def allotted(way: Way, site: int, size: int = 1) -> Allotted:
    places = tuple(Place(UUID(int=number), "woman", "25+") for number in range(size))
    return Allotted(Block(places), site, 10 * site, way)


def test_people_are_counted_by_the_way_they_are_placed() -> None:
    """OPS-19: places within an agreement are the asker's own, whether taken at once or asked for."""
    plan = [
        allotted("agreement", 1, 3),
        allotted("asked", 2, 2),
        allotted("request", 3),
        allotted("request", 4, 4),
    ]
    assert feasible(plan, 2) == Feasible(possible=10, by_agreement=5, on_request=5)
    assert feasible([], 3) == Feasible(0, 0, 0)


def test_a_figure_with_too_few_shelters_behind_it_is_withheld() -> None:
    """OPS-19: only shelters beyond the agreements count, each once."""
    plan = [allotted("agreement", 1, 3), allotted("request", 3), allotted("request", 3, 2)]
    assert feasible(plan, 1) == Feasible(possible=6, by_agreement=3, on_request=3)
    assert feasible(plan, 2) == Feasible(possible=3, by_agreement=3, on_request=0, withheld=True)


def test_agreements_alone_are_always_told() -> None:
    """OPS-19."""
    assert feasible([allotted("agreement", 1)], 5) == Feasible(1, 1, 0, withheld=False)


def test_yes_partly_or_no() -> None:
    """OPS-19."""
    assert [verdict(4, possible) for possible in (0, 1, 3, 4, 5)] == ["no", "partly", "partly", "yes", "yes"]


def test_one_picture_lasts_fifteen_minutes() -> None:
    """OPS-19: two questions around somebody else's hold see the same."""
    old = NOW - timedelta(minutes=15)
    assert picture_for(NOW, None) == NOW
    assert picture_for(NOW, old + SECOND) == old + SECOND
    assert picture_for(NOW, old) == NOW


def test_questions_are_budgeted_by_the_day() -> None:
    """OPS-19: one asked 24 hours ago is forgotten; nothing goes below zero."""
    asked = [NOW - timedelta(hours=24), NOW - timedelta(hours=24) + SECOND, NOW]
    assert budget_left(asked, NOW, 5) == 3
    assert budget_left(asked, NOW, 2) == 0
    assert budget_left(asked, NOW, 1) == 0
    assert budget_left([], NOW, 5) == 5
