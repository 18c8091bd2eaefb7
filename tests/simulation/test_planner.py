"""The planner against everything that can contradict it: brute force, a second solver, and people counted by hand."""

import pytest

from service.operations.allotment.rules import levels
from service.operations.allotment.search import plan
from service.operations.sites.problem import allotted, question
from tests.service.operations.allotment.paper import best_on_paper, drawn
from tests.service.operations.allotment.second import asked, second_opinion
from tests.service.operations.sites.raw import WANTED, broken, scene, scored

pytestmark = pytest.mark.soak

MEDIUM = (
    "40 of 300",
    "40 of 300, few beds",
    "40 of 300, one label",
    "40 of 300, two labels",
    "40 of 300, families",
    "12 of 50",
)


@pytest.mark.parametrize("first", range(10_000, 13_000, 100))
def test_brute_force_finds_nothing_better(first: int) -> None:
    """OPS-01, OPS-06, OPS-07, OPS-09: three thousand small problems in which everything can happen."""
    for seed in range(first, first + 100):
        problem = drawn(seed, blocks=2 + seed % 4, houses=2 + seed % 5)
        found = plan(problem)
        assert (found.figures, found.proven) == (best_on_paper(problem), True), seed


@pytest.mark.parametrize("family", [*MEDIUM, "drawn"])
def test_a_second_solver_finds_nothing_better(family: str) -> None:
    """OPS-01, OPS-06, OPS-07, OPS-09: a hundred and sixty in all."""
    names = [f"{family}:{seed}" for seed in range(100, 160 if family == "drawn" else 117)]
    assert second_opinion(names) == [list(levels(plan(asked(name)).figures)) for name in names]


@pytest.mark.parametrize("first", range(1000, 2000, 100))
def test_people_counted_by_hand_are_where_the_plan_says(first: int) -> None:
    """OPS-02, OPS-07, OPS-09, ADM-01: a thousand plans of people over raw shelters."""
    for seed in range(first, first + 100):
        people = scene(seed)
        whole = question(people.blocks, people.sites, WANTED)
        found = plan(whole.problem)
        given = allotted(whole, found)
        assert (broken(people, given), scored(people, given)) == ([], levels(found.figures)), seed
