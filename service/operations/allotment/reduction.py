"""What can be left out of a problem without losing any best plan (decision 18 has the proofs)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from service.operations.allotment.problem import House, Price, Problem, Room
from service.operations.allotment.scale import Scale, scale_of


def reduced(problem: Problem) -> Problem:
    """The same problem with fewer houses: those that admit nobody, those that a better one always replaces,
    and for each kind the houses dearer than as many empty ones as there are blocks."""
    most = problem.blocks()
    groups = _groups(problem.houses)
    scale = scale_of(problem)
    orders: dict[int, list[tuple[int, int]]] = {}
    for kind, who in enumerate(problem.kinds):
        if who.size not in orders or not all(group.uniform for group in groups):
            orders[who.size] = _order(groups, scale, kind, who.size)
        _keep_top(groups, orders[who.size], kind, most)
    near = [_narrowed(house, group.kept, most) for group in groups if group.kept for house in group.houses]
    kept = _enough_of_each((house for house in near if house.rooms), problem, most)
    return Problem(problem.kinds, tuple(sorted(kept, key=lambda house: house.key)))


@dataclass(slots=True)
class _Group:
    """Houses that cost and admit alike. `empty`: nobody of the operation is there yet. `uniform`: they cost the same
    for everybody."""

    prices: tuple[Price, ...]
    admits: frozenset[int]
    automatic: bool
    asked: bool
    empty: bool
    uniform: bool
    houses: list[House] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)

    def alone(self, scale: Scale, kind: int, size: int) -> int:
        """What one block of the kind costs here when nobody else of the operation comes; new shelters aside."""
        way_in = 0 if self.automatic else scale.weights[2] if self.asked else scale.weights[1]
        return way_in + scale.price(self.prices[kind], size)


def _groups(houses: Iterable[House]) -> list[_Group]:
    found: dict[tuple[int, frozenset[int], bool, bool, bool], _Group] = {}
    for house in houses:
        empty = not (house.occupied or house.labels or house.alone)
        key = (id(house.prices), _admitted(house), house.automatic > 0, house.asked > 0, empty)
        group = found.get(key)
        if group is None:
            prices = house.prices
            group = found[key] = _Group(
                prices, *key[1:], not prices or prices.count(prices[0]) == len(prices)
            )
        group.houses.append(house)
    return [group for group in found.values() if group.admits]


def _admitted(house: House) -> frozenset[int]:
    if len(house.rooms) == 1:
        return house.rooms[0].admits if house.rooms[0].beds else frozenset()
    return frozenset().union(*(room.admits for room in house.rooms if room.beds))


def _order(groups: list[_Group], scale: Scale, kind: int, size: int) -> list[tuple[int, int]]:
    """What one block costs in each group, cheapest first, with the group's index."""
    return sorted((group.alone(scale, kind, size), at) for at, group in enumerate(groups))


def _keep_top(groups: list[_Group], order: list[tuple[int, int]], kind: int, most: int) -> None:
    """Top-B: with B blocks in all, B strictly cheaper empty houses always leave one free to move to, where the block
    would be alone, so no best plan uses the dearer pair. Of equal cost all are kept."""
    cheaper = level = here = 0
    for cost, at in order:
        group = groups[at]
        if kind not in group.admits:
            continue
        if cost > level:
            cheaper, level, here = cheaper + here, cost, 0
            if cheaper >= most:
                return
        here += len(group.houses) if group.empty else 0
        group.kept.add(kind)


def _narrowed(house: House, kept: set[int], most: int) -> House:
    """The house without the kinds that no best plan puts there, and no more beds than there are blocks."""
    rooms = (Room(room.pool, min(room.beds, most), room.admits & kept) for room in house.rooms if room.beds)
    rooms_left = tuple(room for room in rooms if room.admits)
    if not rooms_left:
        return replace(house, rooms=())
    return replace(
        house, rooms=rooms_left, automatic=min(house.automatic, most), asked=min(house.asked, most)
    )


def _enough_of_each(houses: Iterable[House], problem: Problem, most: int) -> list[House]:
    """Of empty houses alike in everything but size, the B that have at least as many beds for everybody: whatever a
    plan puts into another one could be moved whole into one of them that it leaves empty."""
    kept: list[House] = []
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    enough: Counter[tuple[object, ...]] = Counter()
    for house in sorted(houses, key=lambda house: (-house.beds(), house.key)):
        likeness = _likeness(house, problem)
        if likeness is None:
            kept.append(house)
            continue
        beds = tuple(room.beds for room in house.rooms)
        if enough[(*likeness, beds)] >= most or _covered(beds, alike[likeness]) >= most:
            continue
        kept.append(house)
        alike[likeness].append(beds)
        enough[(*likeness, beds)] += 1
    return kept


def _covered(beds: tuple[int, ...], larger: list[tuple[int, ...]]) -> int:
    """How many of these have a bed for each of ours, room by room."""
    return sum(all(a >= b for a, b in zip(other, beds, strict=True)) for other in larger)


def _likeness(house: House, problem: Problem) -> tuple[object, ...] | None:
    """What two empty houses without agreement share when one can stand for the other; None: never exchanged."""
    if house.occupied or house.labels or house.alone or house.automatic or house.asked:
        return None
    admits = tuple(room.admits for room in house.rooms)
    lifted = frozenset(n for n, kind in enumerate(problem.kinds) if house.key in kind.lifted_at)
    prices = tuple(house.prices[kind] for kind in sorted(frozenset().union(*admits)))
    return (admits, prices, lifted)
