"""Why somebody has no place in a plan, in numbers (OPS-07, screens: "a fourth place is missing").

In this order: nobody admits them; a label has more bearers than houses; a smallest set of people that cannot all be
placed, and the one rule that would make room. What a reason names as the way out is tried before it is said.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from service.operations.allotment.cpsat import Effort, minimise
from service.operations.allotment.greedy import greedy, plus_one
from service.operations.allotment.model import written
from service.operations.allotment.problem import House, Kind, Plan, Problem, Room
from service.operations.allotment.reduction import reduced
from service.operations.allotment.rules import Filling, allowed

Cause = Literal["nobody_admits", "label", "alone", "full"]
Counts = tuple[int, ...]
"""Blocks of each kind."""


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """`blocks` of one kind without a place.

    `label`: `waiting` blocks bear `label`, only `sites` houses may take them, one each; lifting it places one more.
    `alone`: lifting it places one more, or, for `waiting` blocks, it is lifted for all of them; none of the `sites` can
    be left to one. `full`: `waiting` blocks need beds of the same `sites`, and no rule of the operation is in the way.
    `nobody_admits`: no house does.
    """

    kind: int
    blocks: int
    cause: Cause
    sites: int
    label: str | None = None
    waiting: int = 0


def explained(problem: Problem, plan: Plan, effort: Effort | None = None) -> tuple[NotPlaced, ...]:
    """One reason for each kind that has blocks left without a place, in the order of the kinds. Without an effort
    nothing is searched: the reason is then what the plan itself shows."""
    left = plan.left(problem)
    if not any(left):
        return ()
    why = _Why(problem, plan, effort)
    return tuple(why.of(kind, blocks) for kind, blocks in enumerate(left) if blocks)


def places_all(problem: Problem, effort: Effort) -> bool | None:
    """Whether everybody can have a place. None when the effort ended before that was known."""
    smaller = reduced(problem)
    if sum(put.count for put in greedy(smaller)) == problem.blocks():
        return True
    text = written(smaller, houses_counted=False)
    found = minimise(text.model, text.levels[0], (), effort, light=True)
    if found is None or (found.cost and not found.bound):
        return None
    return found.cost == 0


class _Why:
    """One plan, looked at for those whom it leaves out."""

    def __init__(self, problem: Problem, plan: Plan, effort: Effort | None) -> None:
        self.problem, self.effort = problem, effort
        self.placed = tuple(
            kind.count - left for kind, left in zip(problem.kinds, plan.left(problem), strict=True)
        )
        self.fillings: dict[int, Filling] = {house.key: (0,) * len(problem.kinds) for house in problem.houses}
        self.rooms: dict[int, Counter[int]] = defaultdict(Counter)
        for put in plan.puts:
            self.rooms[put.pool][put.kind] += put.count
            now = self.fillings[put.house]
            self.fillings[put.house] = (*now[: put.kind], now[put.kind] + put.count, *now[put.kind + 1 :])

    def of(self, kind: int, blocks: int) -> NotPlaced:
        """The reason of one kind (OPS-07: what an override could lift is named, and only then)."""
        who = self.problem.kinds[kind]
        admitting = [house for house in self.problem.houses if house.admits(kind)]
        if not admitting:
            return NotPlaced(kind, blocks, "nobody_admits", sites=0)
        if short := self._too_few_beds(kind):
            return NotPlaced(kind, blocks, "full", sites=short[1], waiting=short[0])
        for label in sorted(who.labels):
            deficit = self._deficit(kind, label)
            if deficit and self._would_place(kind, replace(who, labels=who.labels - {label})):
                return NotPlaced(kind, blocks, "label", deficit[1], label, deficit[0])
        if who.alone and self._would_place(kind, replace(who, alone=False)):
            return NotPlaced(kind, blocks, "alone", sites=len(admitting))
        return self._crowded(kind, blocks, len(admitting))

    def _too_few_beds(self, kind: int) -> tuple[int, int] | None:
        """Blocks and the houses whose beds they all need, when every one of those beds is taken: an alternating search,
        as below, over rooms. Then no rule of the operation is in the way, whichever is lifted."""
        reached, missing = {kind}, [kind]
        rooms: dict[int, int] = {}
        while missing:
            index = missing.pop()
            for house in self.problem.houses:
                for room in house.rooms:
                    if room.pool in rooms or not room.beds or index not in room.admits:
                        continue
                    inside: Counter[int] = self.rooms.get(room.pool, Counter())
                    if sum(inside.values()) < room.beds:
                        return None
                    rooms[room.pool] = house.key
                    missing += [other for other in inside if other not in reached]
                    reached.update(inside)
        taken = sum(sum(self.rooms[pool].values()) for pool in rooms)
        left = sum(self.problem.kinds[index].count - self.placed[index] for index in reached)
        return taken + left, len(set(rooms.values()))

    def _deficit(self, kind: int, label: str) -> tuple[int, int] | None:
        """Bearers of the label and the houses that alone may take them, when each of those has its one already: an
        alternating search from this kind to every house that admits it, to the bearer there, and so on (a Hall set)."""
        kinds, reached, sites, missing = self.problem.kinds, {kind}, set[int](), [kind]
        while missing:
            index = missing.pop()
            for house in self.problem.houses:
                if house.key in sites or not house.admits(index):
                    continue
                if label not in kinds[index].labels_at(house.key):
                    return None
                bearers = self._bearers(house, label)
                if not bearers and label not in house.labels:
                    return None
                sites.add(house.key)
                missing += [bearer for bearer in bearers if bearer not in reached]
                reached.update(bearers)
        left = sum(kinds[index].count - self.placed[index] for index in reached)
        return len(sites) + left, len(sites)

    def _bearers(self, house: House, label: str) -> list[int]:
        filling = zip(self.problem.kinds, self.fillings[house.key], strict=True)
        return [
            index
            for index, (kind, count) in enumerate(filling)
            if count and label in kind.labels_at(house.key)
        ]

    def _would_place(self, kind: int, changed: Kind) -> bool:
        """Whether one block of this kind has a place beside those who have one, with one rule lifted for it."""
        problem = _with(self.problem, kind, changed)
        for house in problem.houses:
            then = (*self.fillings[house.key], 1)
            if house.admits(len(then) - 1) and allowed(house, problem.kinds, then):
                return True
        if self.effort is None:
            return False
        return places_all(_counted(problem, (*self.placed, 1)), self.effort) is True

    def _crowded(self, kind: int, blocks: int, sites: int) -> NotPlaced:
        """Nothing but room is missing, or rules of others: the smallest set that cannot all be placed says which."""
        crowd = self._conflict(kind)
        who = self.problem.kinds[kind]
        for label in sorted(who.labels) if crowd is not None or self.effort is None else ():
            if self._would_place(kind, replace(who, labels=who.labels - {label})):
                waiting, houses = self._demand(label)
                return NotPlaced(kind, blocks, "label", houses, label, waiting)
        if crowd is None:
            return NotPlaced(kind, blocks, "full", sites)
        houses = sum(any(house.admits(k) for k, n in enumerate(crowd) if n) for house in self.problem.houses)
        cause: Cause = "alone" if self._fits_in_company(crowd) else "full"
        return NotPlaced(kind, blocks, cause, houses, waiting=sum(crowd))

    def _fits_in_company(self, crowd: Counts) -> bool:
        """Whether this crowd has beds for all if nobody of it is to be alone."""
        kinds = [kind for kind, count in zip(self.problem.kinds, crowd, strict=True) if count]
        if self.effort is None or not any(kind.alone for kind in kinds):
            return False
        counted = _counted(self.problem, crowd)
        company = replace(counted, kinds=tuple(replace(kind, alone=False) for kind in counted.kinds))
        return places_all(company, self.effort) is True

    def _demand(self, label: str) -> tuple[int, int]:
        """All who bear the label, held ones included, and all houses that hold or may take one of them."""
        bearers = [index for index, kind in enumerate(self.problem.kinds) if label in kind.labels]
        houses = [house for house in self.problem.houses if label in house.labels]
        open_to = [house for house in self.problem.houses if label not in house.labels]
        sites = len(houses) + sum(any(map(house.admits, bearers)) for house in open_to)
        return len(houses) + sum(self.problem.kinds[index].count for index in bearers), sites

    def _conflict(self, kind: int) -> Counts | None:
        """A smallest set of blocks, one of this kind among them, that cannot all be placed; None if none is proven."""
        if self.effort is None:
            return None
        counts = _kernel(self.problem, plus_one(self.placed, kind))
        if not counts[kind] or places_all(_counted(self.problem, counts), self.effort) is not False:
            return None
        for index in range(len(counts)):
            least = 1 if index == kind else 0
            counts = self._without(counts, index, least)
            while (
                counts[index] > least and (fewer := self._without(counts, index, counts[index] - 1)) != counts
            ):
                counts = fewer
        return counts

    def _without(self, counts: Counts, index: int, left: int) -> Counts:
        """The counts with fewer of one kind, if they still cannot all be placed."""
        fewer = (*counts[:index], left, *counts[index + 1 :])
        if counts[index] <= left or self.effort is None:
            return counts
        return fewer if places_all(_counted(self.problem, fewer), self.effort) is False else counts


def _kernel(problem: Problem, counts: Counts) -> Counts:
    """Without those who can always be placed: as many empty houses admit them as there are blocks in all."""
    empty = [house for house in problem.houses if not (house.occupied or house.labels or house.alone)]
    houses = [sum(house.admits(index) for house in empty) for index in range(len(problem.kinds))]
    while True:
        fewer = tuple(0 if houses[index] >= sum(counts) else count for index, count in enumerate(counts))
        if fewer == counts:
            return counts
        counts = fewer


def _counted(problem: Problem, counts: Sequence[int]) -> Problem:
    kinds = (replace(kind, count=count) for kind, count in zip(problem.kinds, counts, strict=True))
    return replace(problem, kinds=tuple(kinds))


def _with(problem: Problem, kind: int, changed: Kind) -> Problem:
    """The problem with one more kind: like `kind` to every house, but for what was changed."""
    new = len(problem.kinds)
    houses = tuple(
        replace(
            house,
            rooms=tuple(_also(room, kind, new) for room in house.rooms),
            prices=(*house.prices, house.prices[kind]),
        )
        for house in problem.houses
    )
    return Problem((*problem.kinds, replace(changed, count=1)), houses)


def _also(room: Room, kind: int, new: int) -> Room:
    return Room(room.pool, room.beds, room.admits | {new}) if kind in room.admits else room
