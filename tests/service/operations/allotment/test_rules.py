"""What is allowed in one house, who gets which bed there, and what it costs."""

from itertools import product

import pytest

from service.operations.allotment.problem import Figures, House, Kind, Price, Problem, Put, Room
from service.operations.allotment.rules import add, allowed, apart, cost, levels, seats, total
from tests.service.operations.allotment.paper import drawn

A, B = frozenset("A"), frozenset("B")
ONE = frozenset({0})


def house(*rooms: Room, **rest: object) -> House:
    return House(1, rooms, (Price(),) * 3, **rest)  # type: ignore[arg-type]


def test_one_place_per_label_and_house() -> None:
    """OPS-07: two with one letter never; two letters, or none, yes."""
    kinds = (Kind(1, 2, A), Kind(1, 2, B), Kind(1, 2))
    assert apart(house(), kinds, (1, 1, 2))
    assert not apart(house(), kinds, (2, 0, 0))
    assert apart(house(), kinds, (0, 0, 2))


def test_a_family_with_two_labels_is_kept_from_both() -> None:
    """OPS-07: and from a second kind with one of them."""
    kinds = (Kind(2, 1, A | B), Kind(1, 1, B), Kind(1, 1, A))
    assert apart(house(), kinds, (1, 0, 0))
    assert not apart(house(), kinds, (1, 1, 0))
    assert not apart(house(), kinds, (1, 0, 1))
    assert apart(house(), kinds, (0, 1, 1))


def test_a_label_held_there_already_counts() -> None:
    """OPS-07: whoever does not come, or bears no label, is not kept out by it."""
    kinds = (Kind(1, 2, A), Kind(1, 2, B), Kind(1, 2))
    held = house(labels=A)
    assert not apart(held, kinds, (1, 0, 0))
    assert apart(held, kinds, (0, 1, 2))


def test_an_override_lifts_the_label_in_that_house_alone() -> None:
    """OPS-07."""
    kinds = (Kind(1, 2, A, lifted_at=frozenset({1})), Kind(1, 1, A))
    assert apart(house(), kinds, (2, 1))
    assert not apart(House(2, (), (Price(), Price())), kinds, (2, 0))


def test_whoever_is_to_be_alone_is_the_only_one() -> None:
    """OPS-09: among those who come, and with those who are there."""
    kinds = (Kind(1, 2, alone=True), Kind(1, 2))
    assert apart(house(), kinds, (1, 0))
    assert not apart(house(), kinds, (2, 0))
    assert not apart(house(), kinds, (1, 1))
    assert apart(house(), kinds, (0, 2))
    assert not apart(house(occupied=True), kinds, (1, 0))
    assert apart(house(occupied=True), kinds, (0, 2))


def test_nobody_joins_whoever_is_alone_there() -> None:
    """OPS-09."""
    kinds = (Kind(1, 1), Kind(1, 1))
    assert not apart(house(occupied=True, alone=True), kinds, (1, 0))
    assert apart(house(occupied=True, alone=True), kinds, (0, 0))


def test_a_bed_each_in_the_order_of_the_rooms() -> None:
    """OPS-06: those that only one room admits make the others move."""
    rooms = (Room(10, 2, frozenset({0, 1})), Room(11, 1, ONE))
    assert seats(house(*rooms), (1, 0)) == (Put(0, 1, 10, 1),)
    assert seats(house(*rooms), (1, 2)) == (Put(1, 1, 10, 2), Put(0, 1, 11, 1))
    assert seats(house(*rooms), (2, 1)) == (Put(0, 1, 10, 1), Put(1, 1, 10, 1), Put(0, 1, 11, 1))
    assert seats(house(*rooms), (0, 3)) is None
    assert seats(house(*rooms), (4, 0)) is None
    assert seats(house(*rooms), (0, 0)) == ()


def test_a_chain_of_moves_finds_the_last_bed() -> None:
    """OPS-06: 0 moves to the second room, so 1 moves to the first, so 2 has a bed."""
    rooms = (Room(10, 1, frozenset({0, 1})), Room(11, 1, frozenset({1, 2})), Room(12, 1, ONE))
    assert seats(house(*rooms), (1, 1, 1)) == (Put(1, 1, 10, 1), Put(2, 1, 11, 1), Put(0, 1, 12, 1))


def test_a_room_without_beds_seats_nobody() -> None:
    assert seats(house(Room(10, 0, ONE)), (1,)) is None


@pytest.mark.parametrize("seed", range(40))
def test_seats_exist_where_counting_says_so(seed: int) -> None:
    """OPS-06: Hall's condition, over every set of kinds; and each gets a bed of a room that admits it."""
    problem = drawn(seed, blocks=6, houses=1)
    (only,) = problem.houses
    for filling in product(*(range(kind.count + 1) for kind in problem.kinds)):
        found = seats(only, filling)
        assert (found is not None) == _enough(only, filling)
        if found is None:
            continue
        assert tuple(sum(p.count for p in found if p.kind == k) for k in range(len(filling))) == filling
        for room in only.rooms:
            inside = [put for put in found if put.pool == room.pool]
            assert sum(put.count for put in inside) <= room.beds
            assert {put.kind for put in inside} <= room.admits


def _enough(only: House, filling: tuple[int, ...]) -> bool:
    for chosen in product((False, True), repeat=len(filling)):
        kinds = {kind for kind, yes in enumerate(chosen) if yes}
        beds = sum(room.beds for room in only.rooms if room.admits & kinds)
        if sum(filling[kind] for kind in kinds) > beds:
            return False
    return True


def test_allowed_is_apart_and_seated() -> None:
    """OPS-07, OPS-09."""
    kinds = (Kind(1, 2, A),)
    assert allowed(house(Room(10, 2, ONE)), kinds, (1,))
    assert not allowed(house(Room(10, 2, ONE)), kinds, (2,))
    assert not allowed(house(Room(10, 0, ONE)), kinds, (1,))


def test_agreements_first_then_questions_then_favours() -> None:
    """OPS-02, OPS-03: places count, not people."""
    kinds = (Kind(3, 9),)
    agreed = House(1, (), (Price(),), automatic=2, asked=2)
    found = [cost(agreed, kinds, (count,)) for count in (1, 2, 3, 4, 6)]
    assert [(each.requests, each.asked) for each in found] == [(0, 0), (0, 0), (0, 1), (0, 2), (2, 2)]


def test_people_are_weighed_by_kind_and_a_house_in_use_is_not_new() -> None:
    """OPS-05, OPS-06."""
    kinds = (Kind(1, 2), Kind(3, 1))
    prices = (Price(1, 2, 0), Price(0, 1, 2))
    new = cost(House(1, (), prices), kinds, (2, 1))
    assert new == Figures(requests=3, negotiate=2, areas=7, language=6, shelters=1)
    assert cost(House(1, (), prices, occupied=True), kinds, (2, 1)).shelters == 0
    assert cost(House(1, (), prices), kinds, (0, 0)) == Figures()


def test_a_plan_costs_its_houses_and_whom_it_leaves() -> None:
    """OPS-06: unplaced counts people."""
    kinds = (Kind(1, 3), Kind(2, 2))
    first = House(1, (), (Price(area=1), Price()), automatic=1)
    second = House(2, (), (Price(), Price(language=2)), occupied=True)
    puts = [Put(0, 1, 10, 1), Put(0, 1, 11, 1), Put(1, 2, 20, 1)]
    assert total(Problem(kinds, (first, second)), puts) == Figures(
        unplaced=3, requests=2, areas=2, language=4, shelters=1
    )
    assert total(Problem(kinds, (first, second)), []) == Figures(unplaced=7)


def test_figures_add_up_level_by_level() -> None:
    assert levels(Figures(1, 2, 3, 4, 5, 6, 7)) == (1, 2, 3, 4, 5, 6, 7)
    assert add(Figures(1, 2, 3, 4, 5, 6, 7), Figures(10, 20, 30, 40, 50, 60, 70)) == Figures(
        11, 22, 33, 44, 55, 66, 77
    )
