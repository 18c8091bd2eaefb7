"""Figures, what must stand behind them, and what their differences would leave, as rules."""

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from service.operations.feasibility.rules import Feasible, Sites, cells, feasible, tellable, verdict
from service.operations.parties.rules import Block, Place
from service.operations.sites.problem import Allotted, Way


def allotted(site: int, size: int, way: Way) -> Allotted:
    places = tuple(Place(UUID(int=n), "man", "25+") for n in range(size))
    return Allotted(Block(places), site, site, way)


def sites(*keys: int) -> Sites:
    return frozenset(keys)


NOBODY = sites()


def test_figures_count_people_not_beds() -> None:
    """OPS-19: a family of three by agreement and one man on request are four possible."""
    plan = [allotted(1, 3, "agreement"), allotted(2, 1, "request"), allotted(3, 2, "asked")]
    assert feasible(plan, tell=True) == Feasible(6, 5, 1)
    assert feasible(plan, tell=False) == Feasible(5, 5, 0, withheld=True)
    assert feasible([], tell=True) == Feasible(0, 0, 0)


def test_yes_partly_no() -> None:
    """OPS-19."""
    assert [verdict(3, possible) for possible in (3, 2, 0)] == ["yes", "partly", "no"]


def test_enough_shelters_behind_each_figure() -> None:
    """Design section 4: none and too few are not told apart; one's own partners do not hide anybody."""
    assert tellable([sites(1, 2, 3)], [], NOBODY, 3)
    assert not tellable([sites(1, 2)], [], NOBODY, 3)
    assert not tellable([NOBODY], [], NOBODY, 2)
    assert not tellable([sites(1, 2, 3)], [], sites(3), 3)
    assert not tellable([sites(1, 2, 3), sites(4)], [], NOBODY, 3)
    assert tellable([sites(1)], [], sites(1), 1), "a minimum of one asks for nothing"


def test_two_figures_do_not_differ_by_one_shelter() -> None:
    """Design section 4: the same again, or all others, but never all but one."""
    told = [sites(1, 2, 3, 4, 5, 6)]
    assert tellable([sites(1, 2, 3, 4, 5, 6)], told, NOBODY, 3)
    assert tellable([sites(1, 2, 3)], told, NOBODY, 3)
    assert not tellable([sites(1, 2, 3, 4, 5)], told, NOBODY, 3)
    assert not tellable([sites(1, 2, 3, 4, 5, 6, 7)], told, NOBODY, 3)


def test_three_figures_do_not_either() -> None:
    """Design section 4: each pair differs by three, but the third minus the first two is one shelter."""
    told = [sites(1, 2, 3), sites(4, 5, 6)]
    assert not tellable([sites(1, 2, 3, 4, 5, 6, 7)], told, NOBODY, 3)
    assert tellable([sites(1, 2, 3, 4, 5, 6, 7, 8, 9)], told, NOBODY, 3)


KEYS = st.frozensets(st.integers(0, 9), min_size=1, max_size=10)


@given(st.lists(KEYS, min_size=1, max_size=5))
def test_cells_are_the_finest_parts(sets: list[Sites]) -> None:
    """Every set is a union of cells, cells do not overlap, and two shelters of one cell are in the same sets."""
    parts = cells(sets)
    assert frozenset().union(*parts) == frozenset().union(*sets)
    assert all(not one & other for one, other in combinations(parts, 2))
    assert all(part <= one or not part & one for part in parts for one in sets)


@given(st.lists(KEYS, max_size=6), st.integers(2, 4), st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_no_sum_of_told_figures_isolates_a_shelter(
    asked: list[Sites], minimum: int, weights: list[int]
) -> None:
    """Design section 4: however figures that were told are added and subtracted, a shelter that counts in the result
    does so with at least `minimum` others that count alike: moving a bed between them leaves every figure as it is."""
    told: list[Sites] = []
    for one in asked:
        if tellable([one], told, NOBODY, minimum):
            told.append(one)
    weight = {key: sum(w for w, one in zip(weights, told, strict=False) if key in one) for key in range(10)}
    for key in frozenset().union(*told):
        alike = [other for other in weight if all((key in one) == (other in one) for one in told)]
        assert len(alike) >= minimum
        assert {weight[other] for other in alike} == {weight[key]}
