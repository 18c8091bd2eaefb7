"""The hard rules of one house, and what filling it costs (OPS-07, OPS-09, OPS-02).

A *filling* is how many blocks of each kind come to one house. The search composes fillings; these functions
alone say which are allowed and what they cost, so that they can be compared with people and paper.
"""

from collections.abc import Sequence

from service.operations.allotment.problem import Figures, House, Kind, Problem, Put

Filling = tuple[int, ...]
"""Blocks of each kind that come to one house, in the order of the problem's kinds."""


def allowed(house: House, kinds: Sequence[Kind], filling: Filling) -> bool:
    """May these blocks be in this house together, and is there a bed for each (OPS-07, OPS-09, ADM-01)?"""
    return apart(house, kinds, filling) and seats(house, filling) is not None


def apart(house: House, kinds: Sequence[Kind], filling: Filling) -> bool:
    """One place per separation label and house, those already held there included (OPS-07); whoever is to
    be alone is the only one of the operation there (OPS-09)."""
    seen = set(house.labels)
    for kind, count in zip(kinds, filling, strict=True):
        if not count or not (labels := kind.labels_at(house.key)):
            continue
        if count > 1 or labels & seen:
            return False
        seen |= labels
    return not _crowded(house, kinds, filling)


def _crowded(house: House, kinds: Sequence[Kind], filling: Filling) -> bool:
    blocks = sum(filling)
    if house.alone:
        return blocks > 0
    wants_alone = any(kind.alone and count for kind, count in zip(kinds, filling, strict=True))
    return wants_alone and (house.occupied or blocks > 1)


def seats(house: House, filling: Filling) -> tuple[Put, ...] | None:
    """A bed for every block, in the house's order of rooms, or None when there is no way to give each its
    bed."""
    if sum(filling) > house.beds():
        return None
    taken: list[list[int]] = [[] for _ in house.rooms]
    for kind, count in enumerate(filling):
        for _ in range(count):
            if not _seat(house, taken, kind, set()):
                return None
    return tuple(
        Put(kind, house.key, room.pool, inside.count(kind))
        for room, inside in zip(house.rooms, taken, strict=True)
        for kind in sorted(set(inside))
    )


def _seat(house: House, taken: list[list[int]], kind: int, tried: set[int]) -> bool:
    """Augmenting path: take a free bed, or the bed of a block that can move to another room."""
    for number, room in enumerate(house.rooms):
        if number in tried or kind not in room.admits:
            continue
        tried.add(number)
        inside = taken[number]
        if len(inside) < room.beds:
            inside.append(kind)
            return True
        for place, other in enumerate(inside):
            if other != kind and _seat(house, taken, other, tried):
                inside[place] = kind
                return True
    return False


def cost(house: House, kinds: Sequence[Kind], filling: Filling) -> Figures:
    """What this filling adds to a plan. The agreement's automatic places are used first, then those it asks
    for, then favours (OPS-02, OPS-03); a house that this operation already uses is not a new one
    (OPS-05)."""
    blocks = sum(filling)
    if not blocks:
        return Figures()
    people = [kind.size * count for kind, count in zip(kinds, filling, strict=True)]
    beyond = max(0, blocks - house.automatic)
    asked = min(beyond, house.asked)
    return Figures(
        requests=beyond - asked,
        asked=asked,
        negotiate=sum(n * price.negotiate for n, price in zip(people, house.prices, strict=True)),
        areas=sum(n * price.area for n, price in zip(people, house.prices, strict=True)),
        language=sum(n * price.language for n, price in zip(people, house.prices, strict=True)),
        shelters=0 if house.occupied else 1,
    )


def total(problem: Problem, puts: Sequence[Put]) -> Figures:
    """The figures of a whole plan, straight from who is where."""
    fillings = {house.key: [0] * len(problem.kinds) for house in problem.houses}
    for put in puts:
        fillings[put.house][put.kind] += put.count
    left = [kind.count - sum(f[i] for f in fillings.values()) for i, kind in enumerate(problem.kinds)]
    parts = [cost(house, problem.kinds, tuple(fillings[house.key])) for house in problem.houses]
    unplaced = sum(kind.size * count for kind, count in zip(problem.kinds, left, strict=True))
    return add(Figures(unplaced=unplaced), *parts)


def add(*parts: Figures) -> Figures:
    """Level by level."""
    return Figures(*(sum(level) for level in zip(*map(levels, parts), strict=True)))


def levels(figures: Figures) -> tuple[int, ...]:
    """The seven levels in their order."""
    return (
        figures.unplaced,
        figures.requests,
        figures.asked,
        figures.negotiate,
        figures.areas,
        figures.language,
        figures.shelters,
    )
