"""The exact search: house by house, states merged, branches cut by a bound; the answer is proven or says
how far off.

A state is how many blocks of each kind still wait before the next house; two ways to the same state differ
only in what they cost, so the cheaper one is kept. A state whose cost plus the least that the rest can cost
is not below the best plan known is cut. A first, narrow run gives a plan good enough for the cut to bite.
Everything is ordered by the input, so the same question has the same answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.operations.allotment.bounds import Bounds
from service.operations.allotment.greedy import greedy, plus_one
from service.operations.allotment.problem import House, Plan, Problem, Put
from service.operations.allotment.reduction import reduced
from service.operations.allotment.rules import Filling, allowed, cost, seats, total
from service.operations.allotment.scale import Scale, scale_of

NODES = 40_000
"""States looked at by the bound before the search keeps only the most promising; about a second of one core."""
NARROW = 8_000
"""States looked at in all by a run, or the rest of one, that keeps only the most promising; shared by the houses."""
WIDTH = 16
"""States such a run keeps per house."""
FILLINGS = 100_000
"""Ways to fill the houses that are tried in all; more only arise far above the sizes this search is for."""
USUAL = 12
"""Kinds up to which the budgets are meant; with more, each step costs more and fewer are taken."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a state was reached: what it cost so far and the fillings, last first."""

    cost: int
    house: House | None = None
    filling: Filling = ()
    before: "_Way | None" = None


@dataclass(frozen=True, slots=True)
class _Option:
    """One filling of one house, packed like a state."""

    packed: int
    cost: int
    filling: Filling


def plan(problem: Problem, most: int = NODES) -> Plan:
    """The best allotment by the seven levels of `Figures` (OPS-01, OPS-06, OPS-07), with its proof or its
    bound."""
    smaller = reduced(problem)
    scale = scale_of(problem)
    ground = _Ground(smaller, scale)
    puts = greedy(smaller, scale)
    for budget in (0, most):
        nodes = budget * USUAL // max(USUAL, len(problem.kinds))
        run = _Run(ground, known=scale.weigh(total(problem, puts)), nodes=nodes)
        puts = run.better() or puts
        if not run.dropped:
            break
    figures = total(problem, puts)
    found = scale.weigh(figures)
    bound = min([found, *run.dropped, *ground.cut])
    return Plan(puts, figures, proven=bound == found, bound=scale.read(bound))


class _Ground:
    """What both runs share: states packed into integers, and every way to fill each house.

    Each kind has a field of bits with one guard bit above it: `(state | guards) - filling` keeps every
    guard exactly when the filling fits into the state.
    """

    def __init__(self, problem: Problem, scale: Scale) -> None:
        self.problem, self.scale = problem, scale
        self.bounds = Bounds(problem, scale)
        width = max((kind.count for kind in problem.kinds), default=0).bit_length() + 1
        self.shifts = tuple(range(0, width * len(problem.kinds), width))
        self.mask = (1 << (width - 1)) - 1
        self.guards = sum(1 << (shift + width - 1) for shift in self.shifts)
        self.cut: list[int] = []
        self.least = self.bounds.least(0, tuple(kind.count for kind in problem.kinds))
        self.tries = 0
        self.options = [self._options(house) for house in problem.houses]

    def share(self, budget: int) -> int:
        """One house's part of a budget, smaller when there are many kinds."""
        return budget * USUAL // (max(USUAL, len(self.problem.kinds)) * len(self.problem.houses))

    def packed(self, counts: Filling) -> int:
        return sum(count << shift for count, shift in zip(counts, self.shifts, strict=True))

    def counts(self, packed: int) -> Filling:
        return tuple(packed >> shift & self.mask for shift in self.shifts)

    def _options(self, house: House) -> list[_Option]:
        everybody = tuple(kind.count for kind in self.problem.kinds)
        usable = [kind for kind in range(len(everybody)) if house.admits(kind)]
        found: list[_Option] = []
        self.tries = self.share(FILLINGS)
        for filling in self._grown(house, everybody, (0,) * len(everybody), usable):
            price = self.scale.weigh(cost(house, self.problem.kinds, filling))
            found.append(_Option(self.packed(filling), price, filling))
        if self.tries < 0:
            self.cut.append(self.least)
        return found

    def _grown(self, house: House, left: Filling, filling: Filling, usable: list[int]) -> Iterator[Filling]:
        """The filling and all that grow from it by kinds of `usable`. Whatever contains a forbidden filling
        is forbidden too, so nothing is grown from one."""
        yield filling
        for position, kind in enumerate(usable):
            more = filling
            while more[kind] < left[kind]:
                self.tries -= 1
                if self.tries < 0:
                    return
                more = plus_one(more, kind)
                if not allowed(house, self.problem.kinds, more):
                    break
                yield from self._grown(house, left, more, usable[position + 1 :])


class _Run:
    """One pass over the houses. `dropped`: the least that could come of what the budget made it leave out."""

    def __init__(self, ground: _Ground, known: int, nodes: int) -> None:
        self.ground, self.known, self.nodes = ground, known, nodes
        self.dropped: list[int] = []
        self._least: dict[tuple[int, int], int] = {}

    def better(self) -> tuple[Put, ...] | None:
        """The cheapest plan below the one already known, or None when there is none (or the budget hid
        it)."""
        everybody = tuple(kind.count for kind in self.ground.problem.kinds)
        states = {self.ground.packed(everybody): _Way(0)}
        for number, house in enumerate(self.ground.problem.houses):
            states = self._narrow(number + 1, self._visit(number, house, states))
        last = len(self.ground.problem.houses)
        ends = [(way.cost + self.least(last, left), way) for left, way in states.items()]
        best = min(ends, key=lambda end: end[0], default=None)
        return _puts(best[1]) if best and best[0] < self.known else None

    def least(self, number: int, state: int) -> int:
        key = (number, state)
        if key not in self._least:
            self._least[key] = self.ground.bounds.least(number, self.ground.counts(state))
        return self._least[key]

    def _visit(self, number: int, house: House, states: dict[int, _Way]) -> dict[int, _Way]:
        """Every state after this house, by its cheapest way, unless the bound cuts it or the budget ends."""
        following: dict[int, _Way] = {}
        until = min(0, self.nodes) - self.ground.share(NARROW)
        for state, way in states.items():
            for then, option in self._steps(number, state, self.known - way.cost):
                paid, known = way.cost + option.cost, following.get(then)
                if known is not None and known.cost <= paid:
                    continue
                self.nodes -= 1
                if paid + self.least(number + 1, then) < self.known:
                    following[then] = _Way(paid, house, option.filling, way)
            if self.nodes < until:
                self.dropped.append(self.ground.least)
                break
        return following

    def _steps(self, number: int, state: int, room: int) -> Iterator[tuple[int, _Option]]:
        """What may come to this house out of this state for less than `room`, and the state that remains."""
        guards = self.ground.guards
        guarded = state | guards
        for option in self.ground.options[number]:
            if (guarded - option.packed) & guards == guards and option.cost < room:
                yield state - option.packed, option

    def _narrow(self, number: int, states: dict[int, _Way]) -> dict[int, _Way]:
        """All states while the budget lasts; then the most promising, and the bound remembers the others."""
        if self.nodes > 0 or len(states) <= WIDTH:
            return states
        ranked = sorted(states.items(), key=lambda item: item[1].cost + self.least(number, item[0]))
        self.dropped += [way.cost + self.least(number, state) for state, way in ranked[WIDTH:]]
        return dict(ranked[:WIDTH])


def _puts(way: _Way | None) -> tuple[Put, ...]:
    found: list[Put] = []
    while way is not None and way.house is not None:
        found = [*(seats(way.house, way.filling) or ()), *found]
        way = way.before
    return tuple(found)
