"""Plans of the sizes that people meet, drawn: the families that the planner is measured and cross-checked on (P5)."""

import random
from dataclasses import dataclass, replace

from service.operations.allotment.problem import House, Kind, Price, Problem, Room


@dataclass(frozen=True, slots=True)
class Family:
    """How a problem is drawn. `free`: the share of houses with a bed; `bands`: areas in the order of preference."""

    people: int
    shelters: int
    bands: int = 8
    labels: int = 4
    free: float = 0.6
    most_beds: int = 6
    profiles: int = 4
    families: float = 0.15
    alone: float = 0.05
    agreements: float = 0.1
    tied: bool = False
    """Every shelter costs the same: only how few are used is left to decide."""


SHAPES = 24
"""Sorts of shelter: whom they admit."""

FAMILIES: dict[str, Family] = {
    "12 of 50": Family(12, 50),
    "40 of 300": Family(40, 300),
    "40 of 300, few beds": Family(40, 300, free=0.06, most_beds=2, families=0),
    "40 of 300, one label": Family(40, 300, labels=1),
    "40 of 300, two labels": Family(40, 300, labels=2),
    "40 of 300, everybody different": Family(40, 300, labels=10, profiles=40, families=0, free=0.12),
    "40 of 300, families": Family(40, 300, families=0.9),
    "40 of 300, many alone": Family(40, 300, alone=0.4),
    "40 of 300, ample": Family(40, 300, bands=4, free=1.0, most_beds=20, agreements=0.8),
    "40 of 300, all alike": Family(40, 300, tied=True, free=1.0),
    "12 of the country": Family(12, 13_424, bands=56, free=0.6),
    "12 of the country, everybody different": Family(
        12, 13_424, bands=56, profiles=12, labels=12, families=0
    ),
    "12 of the country, one in twenty free": Family(12, 13_424, bands=56, free=0.05),
    "12 of the country, three areas": Family(12, 13_424, bands=3),
    "40 of the country": Family(40, 13_424, bands=56),
    "40 of the country, three areas": Family(40, 13_424, bands=3),
    "100 of 2,000": Family(100, 2_000),
    "100 of 2,000, hard": Family(100, 2_000, labels=12, free=0.08),
    "100 of 2,000, ample": Family(100, 2_000, bands=4, free=1.0, most_beds=20, agreements=0.8),
}


def problem_of(name: str, seed: int) -> Problem:
    """The same at every call."""
    family, dice = FAMILIES[name], random.Random(f"{name} {seed}")
    kinds = _kinds(family, dice)
    shapes = [_shape(family, dice, kinds) for _ in range(SHAPES)]
    prices: dict[Price, tuple[Price, ...]] = {}
    houses = (_house(family, dice, key, shapes) for key in range(family.shelters))
    return Problem(
        kinds,
        tuple(
            replace(house, prices=prices.setdefault(house.prices[0], house.prices * len(kinds)))
            for house in houses
        ),
    )


def _kinds(family: Family, dice: random.Random) -> tuple[Kind, ...]:
    found: dict[tuple[object, ...], int] = {}
    left = family.people
    while left > 0:
        size = min(left, dice.choice((2, 3, 4))) if dice.random() < family.families else 1
        label = frozenset({chr(65 + dice.randrange(family.labels))}) if dice.random() < 0.7 else frozenset()
        who = (size, label, dice.random() < family.alone, dice.randrange(family.profiles))
        found[who] = found.get(who, 0) + 1
        left -= size
    return tuple(
        Kind(who[0], count, who[1], who[2])  # type: ignore[arg-type]
        for who, count in found.items()
    )


def _shape(family: Family, dice: random.Random, kinds: tuple[Kind, ...]) -> frozenset[int]:
    """Whom a sort of shelter admits: single beds or rooms for families, and not every profile."""
    if family.tied:
        return frozenset(range(len(kinds)))
    sleeps = dice.choice((1, 1, 1, 4))
    return frozenset(n for n, kind in enumerate(kinds) if kind.size <= sleeps and dice.random() < 0.7)


def _house(family: Family, dice: random.Random, key: int, shapes: list[frozenset[int]]) -> House:
    free = dice.randint(1, family.most_beds) if dice.random() < family.free else 0
    price = Price(dice.choice((0, 0, 1, 2, 3)), dice.randrange(family.bands), dice.randrange(3))
    price = Price() if family.tied else price
    agreed = dice.random() < family.agreements
    return House(
        key,
        (Room(key, free, dice.choice(shapes)),),
        (price,),
        automatic=dice.randint(1, 4) if agreed and key % 3 else 0,
        asked=dice.randint(1, 4) if agreed and not key % 3 else 0,
    )
