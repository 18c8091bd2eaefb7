"""The hard rules of one house and what filling it costs, one by one."""

import pytest

from service.operations.allotment.problem import Figures, House, Kind, Price, Problem, Put, Room
from service.operations.allotment.rules import Filling, add, allowed, apart, cost, levels, seats, total

A, B = frozenset("A"), frozenset("B")


def house(*rooms: Room, kinds: int = 2, **more: object) -> House:
    return House(7, rooms, tuple(Price(1, 2, 1) for _ in range(kinds)), **more)  # type: ignore[arg-type]


def room(beds: int, *kinds: int, pool: int = 1) -> Room:
    return Room(pool, beds, frozenset(kinds))


BIG = room(9, 0, 1)


@pytest.mark.parametrize(
    ("kinds", "filling", "more", "together"),
    [
        ((Kind(1, 9), Kind(1, 9)), (3, 2), {}, True),
        ((Kind(1, 9, A), Kind(1, 9)), (1, 3), {}, True),
        ((Kind(1, 9, A), Kind(1, 9)), (2, 0), {}, False),
        ((Kind(1, 9, A), Kind(1, 9, A)), (1, 1), {}, False),
        ((Kind(1, 9, A), Kind(1, 9, B)), (1, 1), {}, True),
        ((Kind(1, 9, A), Kind(1, 9, B), Kind(1, 9, A)), (1, 1, 1), {}, False),
        ((Kind(1, 9, B), Kind(1, 9, A)), (1, 1), {"labels": A}, False),
        ((Kind(1, 9, A), Kind(2, 9, A | B)), (1, 1), {}, False),
        ((Kind(1, 9, A), Kind(1, 9, A)), (0, 1), {"labels": A}, False),
        ((Kind(1, 9, A), Kind(1, 9, A)), (0, 1), {"labels": B}, True),
        ((Kind(1, 9, A, lifted_at=frozenset({7})), Kind(1, 9)), (2, 0), {"labels": A}, True),
        ((Kind(1, 9, A, lifted_at=frozenset({8})), Kind(1, 9)), (2, 0), {}, False),
        ((Kind(1, 9, A, lifted_at=frozenset({7})), Kind(1, 9, A)), (1, 1), {}, True),
        ((Kind(1, 9, alone=True), Kind(1, 9)), (1, 0), {}, True),
        ((Kind(1, 9, alone=True), Kind(1, 9)), (2, 0), {}, False),
        ((Kind(1, 9, alone=True), Kind(1, 9)), (1, 1), {}, False),
        ((Kind(1, 9, alone=True), Kind(1, 9)), (0, 2), {}, True),
        ((Kind(1, 9, alone=True), Kind(1, 9)), (1, 0), {"occupied": True}, False),
        ((Kind(1, 9, alone=True), Kind(1, 9)), (0, 1), {"occupied": True}, True),
        ((Kind(1, 9), Kind(1, 9)), (0, 1), {"occupied": True, "alone": True}, False),
        ((Kind(1, 9), Kind(1, 9)), (0, 0), {"occupied": True, "alone": True}, True),
    ],
)
def test_who_may_be_together(
    kinds: tuple[Kind, ...], filling: Filling, more: dict[str, object], together: bool
) -> None:
    """OPS-07, OPS-09: one per label, what is held included; alone means alone; an override counts where it is
    granted."""
    assert apart(house(BIG, **more), kinds, filling) is together  # type: ignore[arg-type]
    assert allowed(house(BIG, **more), kinds, filling) is together  # type: ignore[arg-type]


def test_everybody_gets_a_bed_even_when_somebody_has_to_move_over() -> None:
    """ADM-01: kind 0 fits both rooms, kind 1 only the first: an augmenting path finds the way."""
    both = house(room(1, 0, 1, pool=1), room(1, 0, pool=2))
    assert seats(both, (1, 1)) == (Put(1, 7, 1, 1), Put(0, 7, 2, 1))
    assert seats(both, (2, 0)) == (Put(0, 7, 1, 1), Put(0, 7, 2, 1))
    assert seats(both, (0, 2)) is None
    assert seats(both, (2, 1)) is None
    assert seats(both, (0, 0)) == ()
    assert not allowed(both, (Kind(1, 2), Kind(1, 2)), (0, 2))


def test_a_chain_of_moves() -> None:
    """ADM-01: three kinds, three rooms, each but the last can go one further."""
    chain = house(room(1, 0, 1, pool=1), room(1, 1, 2, pool=2), room(1, 2, 0, pool=3), kinds=3)
    found = seats(chain, (1, 1, 1))
    assert found is not None
    assert sorted((put.kind, put.pool) for put in found) in (
        [(0, 1), (1, 2), (2, 3)],
        [(0, 3), (1, 1), (2, 2)],
    )
    assert seats(house(room(2, 0, pool=1), room(3, 0, 1, pool=2)), (4, 1)) == (
        Put(0, 7, 1, 2),
        Put(0, 7, 2, 2),
        Put(1, 7, 2, 1),
    )


@pytest.mark.parametrize(
    ("filling", "more", "expected"),
    [
        ((0, 0), {}, Figures()),
        ((1, 0), {}, Figures(requests=1, negotiate=1, areas=2, language=1, shelters=1)),
        ((1, 1), {}, Figures(requests=2, negotiate=4, areas=8, language=4, shelters=1)),
        ((2, 1), {"automatic": 2}, Figures(requests=1, negotiate=5, areas=10, language=5, shelters=1)),
        ((2, 1), {"automatic": 5}, Figures(negotiate=5, areas=10, language=5, shelters=1)),
        ((2, 1), {"asked": 2}, Figures(requests=1, asked=2, negotiate=5, areas=10, language=5, shelters=1)),
        (
            (2, 1),
            {"automatic": 1, "asked": 5},
            Figures(asked=2, negotiate=5, areas=10, language=5, shelters=1),
        ),
        ((1, 0), {"occupied": True}, Figures(requests=1, negotiate=1, areas=2, language=1)),
    ],
)
def test_what_a_filling_costs(filling: Filling, more: dict[str, object], expected: Figures) -> None:
    """OPS-02, OPS-03, OPS-05: places for promises, people for the rest; kind 1 is a family of three."""
    assert cost(house(BIG, **more), (Kind(1, 9), Kind(3, 9)), filling) == expected  # type: ignore[arg-type]


def test_the_figures_of_a_plan_add_up() -> None:
    """OPS-06: what is left counts people; houses without anybody cost nothing."""
    kinds = (Kind(1, 3), Kind(3, 2))
    problem = Problem(kinds, (house(BIG, automatic=1), House(8, (BIG,), (Price(), Price()))))
    puts = (Put(0, 7, 1, 2), Put(1, 8, 1, 1))
    assert total(problem, puts) == Figures(
        unplaced=4, requests=2, asked=0, negotiate=2, areas=4, language=2, shelters=2
    )
    assert total(problem, ()) == Figures(unplaced=9)


def test_levels_add_up_one_by_one() -> None:
    """The order of the seven levels is the order of their importance (OPS-01)."""
    one, ten = Figures(1, 2, 3, 4, 5, 6, 7), Figures(10, 20, 30, 40, 50, 60, 70)
    assert levels(add(one, ten)) == (11, 22, 33, 44, 55, 66, 77)
    assert levels(one) == (1, 2, 3, 4, 5, 6, 7)
