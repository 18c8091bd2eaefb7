"""The least that blocks still waiting can cost over the houses still to come: never more than the truth."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from service.operations.allotment.problem import Figures, House, Problem
from service.operations.allotment.rules import Filling
from service.operations.allotment.scale import Scale


@dataclass(frozen=True, slots=True)
class _Rest:
    """What the houses from one point on can do together, each promise at its best."""

    beds: int
    automatic: int
    asked: int
    cheapest: tuple[int | None, ...]
    sites: dict[str, int]
    known_beds: int
    new_beds: tuple[int, ...]


class Bounds:
    """Bounds for one problem, computed once for every suffix of its houses and remembered for every state."""

    def __init__(self, problem: Problem, scale: Scale) -> None:
        self._problem, self._scale = problem, scale
        houses = problem.houses
        self._rests = [self._rest(houses[start:]) for start in range(len(houses) + 1)]
        self._known: dict[tuple[int, Filling], int] = {}

    def least(self, start: int, left: Filling) -> int:
        """At least what `left` costs when only the houses from `start` on remain. Exact when none remain."""
        key = (start, left)
        if key not in self._known:
            self._known[key] = self._least(self._rests[start], left)
        return self._known[key]

    def _least(self, rest: _Rest, left: Filling) -> int:
        unplaced = self._unplaced(rest, left)
        prices = sorted(self._prices(rest, left))
        placed = max(0, len(prices) - max(0, unplaced - self._nowhere(rest, left)))
        beyond = max(0, placed - rest.automatic)
        asked = min(beyond, rest.asked)
        figures = Figures(unplaced, beyond - asked, asked, shelters=_new_shelters(rest, placed))
        return self._scale.weigh(figures) + sum(prices[:placed])

    def _prices(self, rest: _Rest, left: Filling) -> Iterable[int]:
        for cheapest, count in zip(rest.cheapest, left, strict=True):
            if cheapest is not None:
                yield from [cheapest] * count

    def _nowhere(self, rest: _Rest, left: Filling) -> int:
        """People whom no remaining house admits at all."""
        kinds = zip(self._problem.kinds, rest.cheapest, left, strict=True)
        return sum(kind.size * count for kind, cheapest, count in kinds if cheapest is None)

    def _unplaced(self, rest: _Rest, left: Filling) -> int:
        """People who certainly stay without a place: admitted nowhere, one label too many, or no bed."""
        waiting: dict[str, int] = {}
        blocks = 0
        for kind, cheapest, count in zip(self._problem.kinds, rest.cheapest, left, strict=True):
            if cheapest is None:
                continue
            blocks += count
            if len(kind.labels) == 1 and not kind.lifted_at:
                (label,) = kind.labels
                waiting[label] = waiting.get(label, 0) + count
        doubled = sum(max(0, count - rest.sites.get(label, 0)) for label, count in waiting.items())
        return self._nowhere(rest, left) + max(doubled, blocks - rest.beds, 0)

    def _rest(self, houses: tuple[House, ...]) -> _Rest:
        new = sorted((house.beds() for house in houses if not house.occupied), reverse=True)
        return _Rest(
            beds=sum(house.beds() for house in houses),
            automatic=sum(house.automatic for house in houses),
            asked=sum(house.asked for house in houses),
            cheapest=tuple(self._cheapest(houses, index) for index in range(len(self._problem.kinds))),
            sites=self._sites(houses),
            known_beds=sum(house.beds() for house in houses if house.occupied),
            new_beds=tuple(accumulate(new)),
        )

    def _cheapest(self, houses: tuple[House, ...], index: int) -> int | None:
        size = self._problem.kinds[index].size
        prices = [self._scale.price(house.prices[index], size) for house in houses if house.admits(index)]
        return min(prices, default=None)

    def _sites(self, houses: tuple[House, ...]) -> dict[str, int]:
        """How many houses may still take somebody of each label."""
        sites: dict[str, int] = {}
        for house in houses:
            admitted = [kind for index, kind in enumerate(self._problem.kinds) if house.admits(index)]
            for label in {label for kind in admitted for label in kind.labels} - house.labels:
                sites[label] = sites.get(label, 0) + 1
        return sites


def _new_shelters(rest: _Rest, placed: int) -> int:
    """How many houses without a place of this operation are needed for so many blocks."""
    missing = placed - rest.known_beds
    if missing <= 0:
        return 0
    return next(
        (number for number, beds in enumerate(rest.new_beds, 1) if beds >= missing), len(rest.new_beds)
    )
