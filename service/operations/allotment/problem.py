"""What the search for an allotment is asked, in numbers: kinds of blocks, houses, rooms (OPS-06).

A *block* is indivisible: a person, or a family that stays together. Each block takes exactly one bed of a
pool (a bed is what one claim takes: a single bed, or a whole room that sleeps the family), so nobody's
family is split (BED-06) and no two blocks share a private room. Blocks that no rule can tell apart form one
*kind*.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """Blocks that are alike to every rule. `size` people a block, `count` blocks.

    `lifted_at`: houses where an override lets these blocks ignore their labels (OPS-07); `alone`: OPS-09.
    """

    size: int
    count: int
    labels: frozenset[str] = frozenset()
    alone: bool = False
    lifted_at: frozenset[int] = frozenset()

    def labels_at(self, house: int) -> frozenset[str]:
        """The labels that bind such a block in this house: none where an override lifts them (OPS-07)."""
        return frozenset() if house in self.lifted_at else self.labels


@dataclass(frozen=True, slots=True)
class Price:
    """What placing one person of a kind in a house costs: criteria to negotiate, place of the area in the
    order of preference, language (0 shared, 1 interpreter, 2 none)."""

    negotiate: int = 0
    area: int = 0
    language: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """Equivalent free beds of one pool: how many, and which kinds (by index) they admit."""

    pool: int
    beds: int
    admits: frozenset[int]


@dataclass(frozen=True, slots=True)
class House:
    """A shelter as this operation meets it.

    `automatic` and `asked` are the places its agreement still has, taken at once or after its answer
    (OPS-02); beyond them it is asked as a favour (OPS-03). `labels`, `occupied` and `alone` tell of the
    places this operation already holds there: they are constants (OPS-05).
    """

    key: int
    rooms: tuple[Room, ...]
    prices: tuple[Price, ...]
    automatic: int = 0
    asked: int = 0
    labels: frozenset[str] = frozenset()
    occupied: bool = False
    alone: bool = False

    def beds(self) -> int:
        return sum(room.beds for room in self.rooms)

    def admits(self, kind: int) -> bool:
        return any(room.beds and kind in room.admits for room in self.rooms)


@dataclass(frozen=True, slots=True)
class Problem:
    kinds: tuple[Kind, ...]
    houses: tuple[House, ...]

    def blocks(self) -> int:
        return sum(kind.count for kind in self.kinds)


@dataclass(frozen=True, slots=True, order=True)
class Figures:
    """What a plan is judged by, in this order; smaller is better. The first, and only the first, counts
    people not placed; requests and asked count places; the next three are summed over people; the last
    counts new shelters."""

    unplaced: int = 0
    requests: int = 0
    asked: int = 0
    negotiate: int = 0
    areas: int = 0
    language: int = 0
    shelters: int = 0


@dataclass(frozen=True, slots=True)
class Put:
    """`count` blocks of a kind in one pool of one house."""

    kind: int
    house: int
    pool: int
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """An allotment. `bound` is what no plan can do better than; it equals `figures` when `proven`."""

    puts: tuple[Put, ...]
    figures: Figures
    proven: bool
    bound: Figures = field(default_factory=Figures)

    def left(self, problem: Problem) -> tuple[int, ...]:
        """How many blocks of each kind have no place."""
        placed = [0] * len(problem.kinds)
        for put in self.puts:
            placed[put.kind] += put.count
        return tuple(kind.count - done for kind, done in zip(problem.kinds, placed, strict=True))
