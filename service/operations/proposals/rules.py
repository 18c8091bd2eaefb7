"""What of a proposal still holds when it is accepted: each bed still free, for whom it was, by every rule (OPS-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.operations.allotment.greedy import plus_one
from service.operations.allotment.problem import House
from service.operations.allotment.rules import Filling, apart
from service.operations.parties.rules import Block
from service.operations.sites.problem import Allotted, Question, Way


@dataclass(frozen=True, slots=True)
class Proposed:
    """The pool that was proposed for a block, and how it was to be had."""

    pool: int
    way: Way


def still_open(question: Question, proposed: Mapping[UUID, Proposed]) -> tuple[Allotted, ...]:
    """What can be taken now of what was proposed, by the block's first place. Nothing takes another's place: a bed that
    went is not replaced, and a place by agreement never turns into a favour that nobody was told of."""
    houses = {room.pool: house for house in question.problem.houses for room in house.rooms}
    filling = {house.key: _Now((0,) * len(question.problem.kinds)) for house in question.problem.houses}
    wanted = [
        (proposed[block.id], kind, block)
        for kind, blocks in enumerate(question.blocks)
        for block in blocks
        if block.id in proposed and proposed[block.id].pool in houses
    ]
    wanted.sort(key=lambda item: (_ORDER[item[0].way], -item[2].size))
    taken: list[Allotted] = []
    for wish, kind, block in wanted:
        house = houses[wish.pool]
        found = filling[house.key].taken(question, house, kind, block, wish)
        if found is not None:
            taken.append(found)
    return tuple(taken)


_ORDER: Mapping[Way, int] = {"agreement": 0, "asked": 1, "request": 2}


@dataclass(slots=True)
class _Now:
    """A house as the proposal fills it again."""

    filling: Filling
    beds: tuple[int, ...] = ()
    automatic: int = 0
    asked: int = 0

    def taken(
        self, question: Question, house: House, kind: int, block: Block, wish: Proposed
    ) -> Allotted | None:
        """One more block in the pool proposed, if the bed is free, the rules allow it and the way is still open."""
        room = next(room for room in house.rooms if room.pool == wish.pool)
        then = plus_one(self.filling, kind)
        if kind not in room.admits or self.beds.count(room.pool) >= room.beds:
            return None
        if not apart(house, question.problem.kinds, then):
            return None
        way = self._way(house, wish.way)
        if way is None:
            return None
        self.filling, self.beds = then, (*self.beds, room.pool)
        return Allotted(block, house.key, room.pool, way)

    def _way(self, house: House, proposed: Way) -> Way | None:
        """As proposed, or better: what the agreement gives now comes first (OPS-02)."""
        if self.automatic < house.automatic:
            self.automatic += 1
            return "agreement"
        if proposed == "agreement":
            return None
        if self.asked < house.asked:
            self.asked += 1
            return "asked"
        return "request" if proposed == "request" else None
