"""An answer at once: the hardest block first, each to the cheapest house that may take it. Never wrong,
seldom best."""

from dataclasses import dataclass, field

from service.operations.allotment.problem import House, Kind, Problem, Put
from service.operations.allotment.rules import Filling, apart, seats
from service.operations.allotment.scale import Scale, scale_of


def greedy(problem: Problem) -> tuple[Put, ...]:
    """A legal plan, found in one pass (OPS-06: partial success is a success)."""
    scale = scale_of(problem)
    places = [_Place(house, (0,) * len(problem.kinds)) for house in problem.houses]
    for kind in _hardest_first(problem):
        open_to = [place for place in places if place.house.admits(kind)]
        for _ in range(problem.kinds[kind].count):
            if not _put_one(problem, scale, open_to, kind):
                break
    return tuple(put for place in places if place.blocks for put in seats(place.house, place.filling) or ())


@dataclass(slots=True)
class _Place:
    """A house as it fills."""

    house: House
    filling: Filling
    blocks: int = 0
    labels: set[str] = field(default_factory=set)

    def next_cost(self, scale: Scale, kind: int, size: int) -> int:
        """What one more block of this kind costs here (OPS-02: agreements are used before favours)."""
        house = self.house
        asks = self.blocks >= house.automatic
        favour = asks and self.blocks >= house.automatic + house.asked
        way = scale.weights[1] if favour else scale.weights[2] if asks else 0
        new = 0 if house.occupied or self.blocks else scale.weights[6]
        return way + new + scale.price(house.prices[kind], size)

    def takes(self, kinds: tuple[Kind, ...], kind: int) -> bool:
        """Takes one more block of this kind if every rule allows it."""
        then = plus_one(self.filling, kind)
        if not apart(self.house, kinds, then) or seats(self.house, then) is None:
            return False
        self.filling, self.blocks = then, self.blocks + 1
        self.labels |= kinds[kind].labels_at(self.house.key)
        return True

    def could(self, who: Kind) -> bool:
        """Whether it is worth asking the rules: beds are left and no label stands in the way."""
        if who.alone and self.blocks:
            return False
        return self.blocks < self.house.beds() and not self.labels & who.labels_at(self.house.key)


def _put_one(problem: Problem, scale: Scale, places: list[_Place], kind: int) -> bool:
    who = problem.kinds[kind]
    able = [place for place in places if place.could(who)]
    able.sort(key=lambda place: place.next_cost(scale, kind, who.size))
    return any(place.takes(problem.kinds, kind) for place in able)


def plus_one(filling: Filling, kind: int) -> Filling:
    """The filling with one more block of this kind."""
    return (*filling[:kind], filling[kind] + 1, *filling[kind + 1 :])


def _hardest_first(problem: Problem) -> list[int]:
    """Larger families first, then who has fewest houses, then labels and those to be alone."""

    def ease(index: int) -> tuple[int, int, bool, bool, int]:
        kind = problem.kinds[index]
        houses = sum(house.admits(index) for house in problem.houses)
        return (-kind.size, houses, not kind.labels, not kind.alone, index)

    return sorted(range(len(problem.kinds)), key=ease)
