"""From blocks and sites to the search's question, and back from its plan to who goes where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Literal

from service.operations.allotment.problem import House, Kind, Plan, Price, Problem, Room
from service.operations.parties.rules import Block
from service.operations.sites.rules import (
    Pool,
    Site,
    Wanted,
    area_rank,
    pool_barriers,
    price,
    promised,
    site_barriers,
)

Way = Literal["agreement", "asked", "request"]
"""How a place is had: at once by agreement, after the shelter's answer within one, or as a favour (OPS-02,
OPS-03)."""


@dataclass(frozen=True, slots=True)
class Allotted:
    """One block, the shelter and pool that take it, and the way."""

    block: Block
    site: int
    pool: int
    way: Way


@dataclass(frozen=True, slots=True)
class Question:
    """The search's problem and, for each of its kinds, the blocks behind it."""

    problem: Problem
    blocks: tuple[tuple[Block, ...], ...]


def question(blocks: Iterable[Block], sites: Sequence[Site], wanted: Wanted) -> Question:
    """Blocks that no site tells apart become one kind; sites in no area asked for stay out (OPS-01)."""
    look = _Look(wanted)
    near = [(site, rank) for site in sites if (rank := look.rank(site)) is not None]
    groups = look.alike(blocks, [site for site, _ in near])
    kinds = tuple(_kind(members) for members in groups)
    houses = tuple(look.house(site, rank) for site, rank in near)
    return Question(Problem(_plain(kinds, houses), houses), tuple(map(tuple, groups)))


class _Look:
    """What is asked of thousands of sites is worked out once for those that are alike: sorts of pool, and prices."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._sorts: dict[tuple[object, ...], Pool] = {}
        self._admits: dict[tuple[object, ...], frozenset[int]] = {}
        self._prices: dict[Price, tuple[Price, ...]] = {}
        self._ranks: dict[tuple[str, str, bool], int | None] = {}
        self._kinds = 0

    def rank(self, site: Site) -> int | None:
        """The site's place in the order of areas, or None."""
        where = (site.region, site.city, site.terms is None)
        if where not in self._ranks:
            self._ranks[where] = area_rank(site, self.wanted.areas)
        return self._ranks[where]

    def alike(self, blocks: Iterable[Block], sites: Sequence[Site]) -> list[list[Block]]:
        """Blocks in groups that every sort of pool treats alike."""
        self._sorts = {_sort(pool): pool for site in sites if not site_barriers(site) for pool in site.pools}
        groups: dict[tuple[object, ...], list[Block]] = {}
        for block in blocks:
            fits = tuple(not pool_barriers(pool, block) for pool in self._sorts.values())
            likeness = (block.size, block.labels, block.alone, block.lifted_at, fits)
            groups.setdefault(likeness, []).append(block)
        self._kinds = len(groups)
        firsts = [members[0] for members in groups.values()]
        self._admits = {
            sort: frozenset(kind for kind, block in enumerate(firsts) if not pool_barriers(pool, block))
            for sort, pool in self._sorts.items()
        }
        return list(groups.values())

    def house(self, site: Site, rank: int) -> House:
        """The site as the search meets it. One that has said no gives only what its agreement has at once (OPS-03)."""
        automatic, asked = promised(site, self.wanted)
        barred = bool(site_barriers(site))
        rooms = tuple(
            Room(
                pool.key,
                min(pool.free, automatic) if site.refused else pool.free,
                frozenset() if barred else self._admits[_sort(pool)],
            )
            for pool in (sorted(site.pools, key=_smallest_first) if len(site.pools) > 1 else site.pools)
        )
        each = price(site, rank, self.wanted)
        prices = self._prices.setdefault(each, (each,) * self._kinds)
        return House(site.key, rooms, prices, automatic, asked, site.labels, site.occupied, site.alone)


def _sort(pool: Pool) -> tuple[object, ...]:
    """All that a pool's barriers look at."""
    return pool.sleeps, pool.genders, pool.ages, pool.family_unit, pool.private


def _kind(members: Sequence[Block]) -> Kind:
    first = members[0]
    return Kind(first.size, len(members), first.labels, first.alone, first.lifted_at)


def _plain(kinds: Sequence[Kind], houses: Sequence[House]) -> tuple[Kind, ...]:
    """A label that one block alone bears, and no place already held, keeps nobody apart."""
    held = frozenset().union(*(house.labels for house in houses))
    bearers: dict[str, int] = {}
    for kind in kinds:
        for label in kind.labels:
            bearers[label] = bearers.get(label, 0) + kind.count
    binding = {label for label, count in bearers.items() if count > 1} | held
    return tuple(Kind(k.size, k.count, k.labels & binding, k.alone, k.lifted_at) for k in kinds)


def _smallest_first(pool: Pool) -> tuple[int, int]:
    """Large rooms are left to families."""
    return pool.sleeps, pool.key


def allotted(question: Question, plan: Plan) -> tuple[Allotted, ...]:
    """Who goes where. In each house the largest blocks use the agreement first, so that fewest people
    wait."""
    waiting = [list(blocks) for blocks in question.blocks]
    given = [
        (waiting[put.kind].pop(0), put.house, put.pool)
        for put in sorted(plan.puts, key=lambda put: (put.kind, put.house, put.pool))
        for _ in range(put.count)
    ]
    ways = {house.key: _ways(house) for house in question.problem.houses}
    given.sort(key=lambda item: -item[0].size)
    return tuple(Allotted(block, house, pool, next(ways[house])) for block, house, pool in given)


def _ways(house: House) -> Iterator[Way]:
    """The ways of the places of one house in the order they are used; requests end only with its beds."""
    automatic: Iterator[Way] = repeat("agreement", house.automatic)
    asked: Iterator[Way] = repeat("asked", house.asked)
    requests: Iterator[Way] = repeat("request")
    return chain(automatic, asked, requests)


def left_over(question: Question, plan: Plan) -> Mapping[int, tuple[Block, ...]]:
    """For each kind, the blocks that the plan left without a place."""
    left = plan.left(question.problem)
    return {kind: question.blocks[kind][len(question.blocks[kind]) - n :] for kind, n in enumerate(left) if n}
