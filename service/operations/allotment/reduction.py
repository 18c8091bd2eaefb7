"""What can be left out of a problem without losing any best plan."""

from collections import Counter
from dataclasses import replace

from service.operations.allotment.problem import House, Problem, Room
from service.operations.allotment.scale import Scale, scale_of


def reduced(problem: Problem) -> Problem:
    """The same problem with fewer houses: those that admit nobody, those that a better one always replaces,
    and for each kind the houses dearer than as many empty ones as there are blocks."""
    most = problem.blocks()
    houses = tuple(_capped(house, most) for house in problem.houses)
    kept = _without_surplus(Problem(problem.kinds, houses), most)
    useful = [house for house in kept if house.rooms]
    scale = scale_of(problem)
    useful.sort(key=lambda house: (_cheapest(problem, scale, house), house.key))
    return Problem(problem.kinds, tuple(useful))


def _capped(house: House, most: int) -> House:
    rooms = tuple(
        replace(room, beds=min(room.beds, most)) for room in house.rooms if room.beds and room.admits
    )
    return replace(house, rooms=rooms, automatic=min(house.automatic, most), asked=min(house.asked, most))


def _cheapest(problem: Problem, scale: Scale, house: House) -> int:
    prices = [
        _alone(scale, house, index, kind.size)
        for index, kind in enumerate(problem.kinds)
        if house.admits(index)
    ]
    return min(prices, default=0)


def _alone(scale: Scale, house: House, index: int, size: int) -> int:
    """What one block of the kind costs in this house when nobody else of the operation comes; new shelters
    aside."""
    request, asked = scale.weights[1], scale.weights[2]
    way_in = 0 if house.automatic else asked if house.asked else request
    return way_in + scale.price(house.prices[index], size)


def _without_surplus(problem: Problem, most: int) -> list[House]:
    """Top-B: with B blocks in all, B strictly cheaper empty houses always leave one free to move to, where
    the block would be alone, so no best plan uses the dearer pair. Then: of houses alike in everything but
    size, B are enough."""
    scale = scale_of(problem)
    houses = list(problem.houses)
    for index, kind in enumerate(problem.kinds):
        costs = {house.key: _alone(scale, house, index, kind.size) for house in houses if house.admits(index)}
        empty = sorted(costs[house.key] for house in houses if house.key in costs and not house.occupied)
        if len(empty) >= most > 0:
            limit = empty[most - 1]
            houses = [_barred(house, index) if costs.get(house.key, 0) > limit else house for house in houses]
    return _enough_of_each(houses, most)


def _barred(house: House, index: int) -> House:
    rooms = (replace(room, admits=room.admits - {index}) for room in house.rooms)
    return replace(house, rooms=tuple(room for room in rooms if room.admits))


def _enough_of_each(houses: list[House], most: int) -> list[House]:
    """Larger first, so that the B kept of each likeness can replace any that is dropped."""
    kept: list[House] = []
    seen: Counter[tuple[object, ...]] = Counter()
    for house in sorted(houses, key=lambda house: (-house.beds(), house.key)):
        likeness = _likeness(house)
        if likeness is None or seen[likeness] < most:
            kept.append(house)
            seen[likeness or (house.key,)] += 1
    return kept


def _likeness(house: House) -> tuple[object, ...] | None:
    """What two empty houses of one room without agreement must share to be exchanged; None: never
    exchanged."""
    if (
        house.occupied
        or house.labels
        or house.alone
        or house.automatic
        or house.asked
        or len(house.rooms) != 1
    ):
        return None
    room: Room = house.rooms[0]
    prices = tuple(house.prices[index] for index in sorted(room.admits))
    return (room.admits, prices)
