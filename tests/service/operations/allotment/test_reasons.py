"""Each reason for a person without a place, tried on paper: what it names as the way out is one, nothing else is."""

from collections import Counter
from dataclasses import replace

import pytest

from service.operations.allotment.cpsat import Effort
from service.operations.allotment.problem import House, Kind, Plan, Price, Problem, Room
from service.operations.allotment.reasons import NotPlaced, explained
from service.operations.allotment.search import plan
from service.operations.allotment.thinking import hurried
from tests.service.operations.allotment.paper import best_on_paper, drawn


def helps(problem: Problem, found: Plan, kind: int, changed: Kind) -> bool:
    """On paper: whether one more of this kind has a place beside those placed, once it is changed like that."""
    new = len(problem.kinds)
    left = found.left(problem)
    kinds = tuple(replace(one, count=one.count - gone) for one, gone in zip(problem.kinds, left, strict=True))
    houses = tuple(
        replace(
            house,
            rooms=tuple(replace(room, admits=_also(room, kind, new)) for room in house.rooms),
            prices=(*house.prices, house.prices[kind]),
        )
        for house in problem.houses
    )
    return best_on_paper(Problem((*kinds, replace(changed, count=1)), houses)).unplaced == 0


def _also(room: Room, kind: int, new: int) -> frozenset[int]:
    return room.admits | {new} if kind in room.admits else room.admits


def checked(problem: Problem, found: Plan, reason: NotPlaced) -> None:
    who = problem.kinds[reason.kind]
    lifted = {label: replace(who, labels=who.labels - {label}) for label in who.labels}
    if reason.cause == "nobody_admits":
        assert not any(house.admits(reason.kind) for house in problem.houses)
    elif reason.cause == "label":
        assert reason.label is not None
        assert helps(problem, found, reason.kind, lifted[reason.label])
        assert reason.waiting >= 2
    else:
        assert any(house.admits(reason.kind) for house in problem.houses)
        assert not any(helps(problem, found, reason.kind, changed) for changed in lifted.values())
    if reason.cause == "full" and who.alone:
        assert not helps(problem, found, reason.kind, replace(who, alone=False))
    if reason.cause == "alone" and not reason.waiting:
        assert helps(problem, found, reason.kind, replace(who, alone=False))


@pytest.mark.parametrize("first", range(0, 160, 40))
def test_every_reason_is_true_on_paper(first: int) -> None:
    """OPS-07, OPS-09: whoever has no place would have one if what the reason names were lifted. Where it names no rule
    of the operation, lifting none would help."""
    seen: Counter[str] = Counter()
    for seed in range(first, first + 40):
        problem = drawn(seed, blocks=4, houses=2)
        found = plan(problem)
        why = explained(problem, found, Effort())
        assert [reason.blocks for reason in why] == [left for left in found.left(problem) if left]
        for reason in why:
            checked(problem, found, reason)
            seen[reason.cause] += 1
    assert seen["full"] > 0
    assert seen["label"] + seen["alone"] + seen["nobody_admits"] > 0


def test_a_crowd_is_no_larger_than_it_must_be() -> None:
    """OPS-06: eight people, and three of them for two beds of one house: those three are the reason, not all eight."""
    both, open_to_all = frozenset({0}), frozenset({1})
    houses = (
        House(1, (Room(1, 2, both),), _prices(2)),
        House(2, (Room(2, 9, open_to_all),), _prices(2)),
    )
    problem = Problem((Kind(1, 3), Kind(1, 5)), houses)
    assert explained(problem, plan(problem), Effort()) == (NotPlaced(0, 1, "full", sites=1, waiting=3),)


def test_a_label_is_named_only_when_lifting_it_helps() -> None:
    """OPS-07: three of one label and two sites that have each a bed: a third site is needed, and so is a third bed."""
    a = frozenset("A")
    problem = Problem(
        (Kind(1, 3, a),), tuple(House(key, (Room(key, 1, frozenset({0})),), _prices(1)) for key in (1, 2))
    )
    assert [reason.cause for reason in explained(problem, plan(problem), Effort())] == ["full"]
    roomy = Problem(
        problem.kinds, tuple(replace(h, rooms=(Room(h.key, 2, frozenset({0})),)) for h in problem.houses)
    )
    assert explained(roomy, plan(roomy), Effort()) == (NotPlaced(0, 1, "label", 2, "A", 3),)


def test_in_a_hurry_the_reasons_are_what_the_plan_shows() -> None:
    """OPS-07: without a search the label is named where a bed stands free in the plan itself, and the rest is full."""
    a = frozenset("A")
    roomy = Problem(
        (Kind(1, 3, a),), tuple(House(key, (Room(key, 2, frozenset({0})),), _prices(1)) for key in (1, 2))
    )
    assert hurried(roomy).why == (NotPlaced(0, 1, "label", 2, "A", 3),)
    full = Problem((Kind(1, 5),), (House(1, (Room(1, 2, frozenset({0})),), _prices(1)),))
    assert hurried(full).why == (NotPlaced(0, 3, "full", 1, waiting=5),)


def _prices(kinds: int) -> tuple[Price, ...]:
    return (Price(),) * kinds
