"""From what an investigator asks to places, and from places to indivisible blocks (OPS-01, OPS-07, OPS-08,
OPS-09).

Languages are what police expect to need, as they said it; nothing here comes back per person, and nothing here says or
suggests an immigration status (IMM-03).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

from service.cases.rules import AgeBand, Gender

LABELS: Final = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""A separation label is one capital letter: it can carry no meaning."""

MOST_PLACES: Final = 100
"""Places of one operation, at most; larger ones are several operations."""

Mistake = Literal[
    "no_places", "too_many_places", "unknown_label", "family_of_one", "family_too_large", "numbers_disagree"
]

LARGEST_FAMILY: Final = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """So many people of one profile. Bands, never a birth date (BED-04)."""

    gender: Gender
    age_band: AgeBand
    count: int


@dataclass(frozen=True, slots=True)
class Party:
    """People asked for together. `keep_together`: one family, one room (OPS-08). `label`: kept apart from the others
    with the same letter (OPS-07). `alone`: each where nobody else of it is, without a stated reason (OPS-09).

    What was done to them is not asked: labour or sexual exploitation keeps nobody out of a house, and a letter or
    `alone` is how a service says that it would rather not (OPS-10).
    """

    people: tuple[Counted, ...]
    keep_together: bool = False
    label: str | None = None
    alone: bool = False

    def size(self) -> int:
        return sum(counted.count for counted in self.people)


@dataclass(frozen=True, slots=True)
class Place:
    """One expected person of an operation. `family` is shared by those who stay together."""

    id: UUID
    gender: Gender
    age_band: AgeBand
    label: str | None = None
    family: UUID | None = None
    alone: bool = False
    lifted_at: frozenset[int] = frozenset()
    """Shelters (by key) where a coordinator lifted the label for this place."""


@dataclass(frozen=True, slots=True)
class Block:
    """Places that one bed takes: a person, or a family (OPS-08). A family's labels bind it only towards
    others."""

    places: tuple[Place, ...] = field(default=())

    @property
    def id(self) -> UUID:
        """The place that stands for the block: the claim names it."""
        return self.places[0].id

    @property
    def size(self) -> int:
        return len(self.places)

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(place.label for place in self.places if place.label)

    @property
    def alone(self) -> bool:
        return any(place.alone for place in self.places)

    @property
    def lifted_at(self) -> frozenset[int]:
        """Only where every labelled place of the block was lifted does the block go free of labels."""
        labelled = [place.lifted_at for place in self.places if place.label]
        return frozenset.intersection(*labelled) if labelled else frozenset()


def mistakes(parties: Sequence[Party], minimum: int, expected: int, maximum: int) -> tuple[Mistake, ...]:
    """What is wrong with a question or a hold; empty when nothing is (OPS-01: minimum, expected, maximum)."""
    size = sum(party.size() for party in parties)
    found: list[Mistake] = []
    if size == 0 or any(counted.count < 1 for party in parties for counted in party.people):
        found.append("no_places")
    if size > MOST_PLACES or maximum > MOST_PLACES:
        found.append("too_many_places")
    if any(party.label is not None and party.label not in LABELS for party in parties):
        found.append("unknown_label")
    if any(party.keep_together and party.size() == 1 for party in parties):
        found.append("family_of_one")
    if any(party.keep_together and party.size() > LARGEST_FAMILY for party in parties):
        found.append("family_too_large")
    if not 1 <= minimum <= expected <= maximum or size != expected:
        found.append("numbers_disagree")
    return tuple(found)


def places_of(parties: Iterable[Party], ids: Iterable[UUID]) -> tuple[Place, ...]:
    """One place per expected person, in the order of the parties; `ids` are fresh and as many as are
    needed."""
    fresh = iter(ids)
    places: list[Place] = []
    for party in parties:
        family = next(fresh) if party.keep_together else None
        for counted in party.people:
            places += [
                Place(next(fresh), counted.gender, counted.age_band, party.label, family, party.alone)
                for _ in range(counted.count)
            ]
    return tuple(places)


def blocks_of(places: Iterable[Place]) -> tuple[Block, ...]:
    """Families first gathered, then everybody alone; in the order of the places (OPS-08: together wins over
    apart)."""
    families: dict[UUID, list[Place]] = {}
    for place in places:
        families.setdefault(place.family or place.id, []).append(place)
    return tuple(Block(tuple(members)) for members in families.values())
