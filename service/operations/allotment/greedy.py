"""An answer at once: the hardest block first, each to the cheapest house that may take it. Never wrong,
seldom best."""

from service.operations.allotment.problem import House, Problem, Put
from service.operations.allotment.rules import Filling, allowed, cost, seats
from service.operations.allotment.scale import Scale


def greedy(problem: Problem, scale: Scale) -> tuple[Put, ...]:
    """A legal plan, found in one pass (OPS-06: partial success is a success)."""
    fillings: dict[int, Filling] = {house.key: (0,) * len(problem.kinds) for house in problem.houses}
    for kind in _hardest_first(problem):
        for _ in range(problem.kinds[kind].count):
            best = _cheapest(problem, scale, fillings, kind)
            if best is not None:
                fillings[best.key] = plus_one(fillings[best.key], kind)
    return tuple(put for house in problem.houses for put in seats(house, fillings[house.key]) or ())


def plus_one(filling: Filling, kind: int) -> Filling:
    return (*filling[:kind], filling[kind] + 1, *filling[kind + 1 :])


def _hardest_first(problem: Problem) -> list[int]:
    """Larger families first, then who has fewest houses, then labels and those to be alone."""

    def ease(index: int) -> tuple[int, int, bool, bool, int]:
        kind = problem.kinds[index]
        houses = sum(house.admits(index) for house in problem.houses)
        return (-kind.size, houses, not kind.labels, not kind.alone, index)

    return sorted(range(len(problem.kinds)), key=ease)


def _cheapest(problem: Problem, scale: Scale, fillings: dict[int, Filling], kind: int) -> House | None:
    best: tuple[int, House] | None = None
    for house in problem.houses:
        now = fillings[house.key]
        then = plus_one(now, kind)
        if not house.admits(kind) or not allowed(house, problem.kinds, then):
            continue
        more = scale.weigh(cost(house, problem.kinds, then)) - scale.weigh(cost(house, problem.kinds, now))
        if best is None or more < best[0]:
            best = (more, house)
    return best[1] if best else None
