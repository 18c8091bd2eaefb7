"""Brute force: every way to put every block somewhere, judged by the rules as they are written on paper."""

import random
from collections.abc import Iterator
from itertools import product

from service.operations.allotment.problem import Figures, House, Kind, Price, Problem, Room


def best_on_paper(problem: Problem) -> Figures:
    """The best figures of all legal allotments."""
    blocks = [(index, kind) for index, kind in enumerate(problem.kinds) for _ in range(kind.count)]
    beds: list[tuple[House, Room] | None] = [None]
    beds += [(house, room) for house in problem.houses for room in house.rooms]
    ways = product(beds, repeat=len(blocks))
    return min(_figures(blocks, way, problem) for way in ways if _legal(blocks, way))


def _legal(blocks: list[tuple[int, Kind]], way: tuple[tuple[House, Room] | None, ...]) -> bool:
    used: dict[int, int] = {}
    guests: dict[int, list[Kind]] = {}
    houses: dict[int, House] = {}
    for (index, kind), bed in zip(blocks, way, strict=True):
        if bed is None:
            continue
        house, room = bed
        used[room.pool] = used.get(room.pool, 0) + 1
        if index not in room.admits or used[room.pool] > room.beds:
            return False
        guests.setdefault(house.key, []).append(kind)
        houses[house.key] = house
    return all(_together(houses[key], inside) for key, inside in guests.items())


def _together(house: House, inside: list[Kind]) -> bool:
    if house.alone or (any(kind.alone for kind in inside) and (house.occupied or len(inside) > 1)):
        return False
    seen = list(house.labels)
    for kind in inside:
        if house.key not in kind.lifted_at:
            seen += kind.labels
    return len(seen) == len(set(seen))


def _figures(
    blocks: list[tuple[int, Kind]], way: tuple[tuple[House, Room] | None, ...], problem: Problem
) -> Figures:
    unplaced = negotiate = areas = language = 0
    guests: dict[int, int] = {}
    for (index, kind), bed in zip(blocks, way, strict=True):
        if bed is None:
            unplaced += kind.size
            continue
        price = bed[0].prices[index]
        negotiate += kind.size * price.negotiate
        areas += kind.size * price.area
        language += kind.size * price.language
        guests[bed[0].key] = guests.get(bed[0].key, 0) + 1
    requests = asked = shelters = 0
    for house in problem.houses:
        n = guests.get(house.key, 0)
        requests += max(0, n - house.automatic - house.asked)
        asked += min(house.asked, max(0, n - house.automatic))
        shelters += n > 0 and not house.occupied
    return Figures(unplaced, requests, asked, negotiate, areas, language, shelters)


def drawn(seed: int, *, blocks: int, houses: int) -> Problem:
    """A small problem in which everything can happen: families, rooms, labels, alone, overrides,
    agreements, places held."""
    dice = random.Random(seed)
    kinds = tuple(_kind(dice, houses, count) for count in _split(dice, blocks))
    return Problem(kinds, tuple(_house(dice, key, kinds) for key in range(houses)))


def _split(dice: random.Random, blocks: int) -> Iterator[int]:
    while blocks > 0:
        count = dice.randint(1, min(3, blocks))
        blocks -= count
        yield count


def _kind(dice: random.Random, houses: int, count: int) -> Kind:
    size = dice.choice((1, 1, 1, 2, 3))
    labels = frozenset(dice.sample("AB", dice.choice((0, 1, 1, 2 if size > 1 else 1))))
    lifted = frozenset(key for key in range(houses) if dice.random() < 0.1)
    return Kind(size, count, labels, dice.random() < 0.15, lifted if labels else frozenset())


def _house(dice: random.Random, key: int, kinds: tuple[Kind, ...]) -> House:
    indexes = range(len(kinds))
    rooms = tuple(
        Room(10 * key + number, dice.randint(0, 3), frozenset(i for i in indexes if dice.random() < 0.7))
        for number in range(dice.choice((1, 1, 2)))
    )
    prices = tuple(Price(dice.randint(0, 1), dice.randint(0, 2), dice.randint(0, 2)) for _ in kinds)
    occupied = dice.random() < 0.2
    return House(
        key,
        rooms,
        prices,
        automatic=dice.choice((0, 0, 1, 2)),
        asked=dice.choice((0, 0, 1)),
        labels=frozenset("A") if occupied and dice.random() < 0.5 else frozenset(),
        occupied=occupied,
        alone=occupied and dice.random() < 0.2,
    )
