"""From blocks and sites to the search's question, and back from its plan to who goes where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Literal

from service.operations.allotment.problem import House, Kind, Plan, Price, Problem, Room
from service.operations.parties.rules import Block
from service.operations.sites.rules import Pool, Site, Wanted, admits, area_rank, price, promised

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
    ranked = [(site, area_rank(site, wanted.areas)) for site in sites]
    near = [(site, rank) for site, rank in ranked if rank is not None]
    groups = _alike(blocks, [site for site, _ in near])
    kinds = tuple(_kind(members) for members in groups)
    houses = tuple(_house(site, rank, groups, wanted) for site, rank in near)
    return Question(Problem(_plain(kinds, houses), houses), tuple(map(tuple, groups)))


def _alike(blocks: Iterable[Block], sites: Sequence[Site]) -> list[list[Block]]:
    groups: dict[tuple[object, ...], list[Block]] = {}
    for block in blocks:
        fits = tuple(admits(site, pool, block) for site in sites for pool in site.pools)
        likeness = (block.size, block.labels, block.alone, block.lifted_at, fits)
        groups.setdefault(likeness, []).append(block)
    return list(groups.values())


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


def _house(site: Site, rank: int, groups: Sequence[Sequence[Block]], wanted: Wanted) -> House:
    automatic, asked = promised(site, wanted)
    most = automatic if site.refused else None
    rooms = tuple(
        Room(
            pool.key,
            pool.free if most is None else min(pool.free, most),
            frozenset(i for i, group in enumerate(groups) if admits(site, pool, group[0])),
        )
        for pool in sorted(site.pools, key=_smallest_first)
    )
    prices: tuple[Price, ...] = (price(site, rank, wanted),) * len(groups)
    return House(site.key, rooms, prices, automatic, asked, site.labels, site.occupied, site.alone)


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
