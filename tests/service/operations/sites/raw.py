"""A plan taken down to people and shelters, judged from raw rows by the rules as they are written: none of the
planner's own arithmetic is used here."""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from service.operations.parties.rules import Block, Place
from service.operations.sites.problem import Allotted
from service.operations.sites.rules import ADULTS, EVERYONE, Area, Criteria, Pool, Site, Terms, Wanted

NOW = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
CITIES = ("Hamilton", "Toronto", "Ottawa")
WANTED = Wanted(
    tuple(Area("CA-ON", city) for city in CITIES),
    frozenset({"hu", "fr"}),
    NOW,
    NOW + timedelta(hours=18),
    NOW + timedelta(hours=24),
)


@dataclass(frozen=True)
class Scene:
    """Who comes, and where they could go."""

    blocks: tuple[Block, ...]
    sites: tuple[Site, ...]


def scene(seed: int) -> Scene:
    """Twenty people or so and fifteen shelters, drawn."""
    dice = random.Random(seed)
    return Scene(
        tuple(_block(dice, n) for n in range(dice.randint(4, 16))), tuple(_site(dice, n) for n in range(15))
    )


def _block(dice: random.Random, number: int) -> Block:
    size = dice.choice((1, 1, 1, 2, 3))
    label, alone = dice.choice(("A", "B", None)), dice.random() < 0.1
    places = (
        Place(
            UUID(int=100 * number + at + 1),
            dice.choice(("woman", "man", "not_determined")),
            dice.choice(("25+", "18-20")) if not at else dice.choice(("<16", "25+")),
            label,
            UUID(int=100 * number + 99) if size > 1 else None,
            alone,
        )
        for at in range(size)
    )
    return Block(tuple(places))


def _site(dice: random.Random, key: int) -> Site:
    pools = tuple(_pool(dice, 10 * key + n) for n in range(dice.choice((1, 1, 2))))
    asks = dice.random() < 0.3
    terms = (
        Terms(dice.randint(0, 3), dice.choice((2, 20)), dice.choice((20, 48)), asks)
        if dice.random() < 0.5
        else None
    )
    occupied = dice.random() < 0.2
    return Site(
        key,
        dice.choice(("shelter", "shelter", "detox", "hotel_partner")),
        "CA-ON",
        dice.choice((*CITIES, "Windsor")),
        pools,
        security=dice.choice(("standard", "high", "low")),
        vetted=dice.random() < 0.7,
        stale=dice.random() < 0.2,
        criteria=Criteria(
            frozenset({"sobriety"}) if dice.random() < 0.3 else frozenset(),
            frozenset({"conjugal_violence"}) if dice.random() < 0.3 else frozenset(),
        ),
        languages=frozenset({dice.choice(("en", "fr", "hu"))}),
        interpreter=dice.random() < 0.5,
        terms=terms if dice.random() < 0.5 else None,
        labels=frozenset("A") if occupied else frozenset(),
        occupied=occupied,
    )


def _pool(dice: random.Random, key: int) -> Pool:
    sleeps = dice.choice((1, 1, 4))
    genders = dice.choice((EVERYONE, frozenset({"woman"}), frozenset({"man"})))
    return Pool(key, dice.randint(0, 3), sleeps, genders, ADULTS, family_unit=sleeps > 1)


def broken(scene: Scene, given: Sequence[Allotted]) -> list[str]:
    """Every rule that this plan breaks; empty when it keeps them all."""
    sites = {site.key: site for site in scene.sites}
    inside: dict[int, list[Block]] = defaultdict(list)
    used = Counter(item.pool for item in given)
    found = []
    for item in given:
        site = sites[item.site]
        pool = next(pool for pool in site.pools if pool.key == item.pool)
        inside[item.site].append(item.block)
        found += _unfit(site, pool, item.block)
        if used[pool.key] > pool.free:
            found.append("more people than beds")
    for key, blocks in inside.items():
        found += _together(sites[key], blocks)
    if len({item.block.id for item in given}) < len(given):
        found.append("somebody is in two places")
    return found


def _unfit(site: Site, pool: Pool, block: Block) -> list[str]:
    found = []
    if site.security == "low" or site.kind == "detox" or (site.kind == "hotel_partner" and not site.vetted):
        found.append("a shelter that is never proposed")
    if site.city not in CITIES:
        found.append("a city that nobody asked for")
    if len(block.places) > pool.sleeps:
        found.append("a family divided")
    for place in block.places:
        if place.gender not in pool.genders and not (
            place.gender == "not_determined" and pool.genders == EVERYONE
        ):
            found.append("a gender that is not admitted")
        child = place.age_band == "<16" and place.family is not None and pool.family_unit
        if place.age_band not in pool.ages and not child:
            found.append("an age that is not admitted")
    return found


def _together(site: Site, blocks: Sequence[Block]) -> list[str]:
    labels = Counter(label for block in blocks for label in {place.label for place in block.places} if label)
    found = []
    if any(count > 1 or label in site.labels for label, count in labels.items()):
        found.append("two of one label")
    if any(block.places[0].alone for block in blocks) and (site.occupied or len(blocks) > 1):
        found.append("company for who is to be alone")
    return found


def scored(scene: Scene, given: Sequence[Allotted]) -> tuple[int, ...]:
    """The seven figures, counted on people and shelters."""
    sites = {site.key: site for site in scene.sites}
    people = sum(len(block.places) for block in scene.blocks)
    negotiate = area = language = 0
    ways: Counter[str] = Counter()
    for key in {item.site for item in given}:
        ways.update(_ways(sites[key], sum(item.site == key for item in given)))
    for item in given:
        site, size = sites[item.site], len(item.block.places)
        people -= size
        negotiate += size * (
            ("sobriety" in site.criteria.required) + ("conjugal_violence" in site.criteria.flexible)
        )
        area += size * CITIES.index(site.city)
        language += size * (0 if site.languages & {"hu", "fr"} else 1 if site.interpreter else 2)
    new = {item.site for item in given if not sites[item.site].occupied}
    return (people, ways["request"], ways["asked"], negotiate, area, language, len(new))


def _ways(site: Site, blocks: int) -> Counter[str]:
    """How the places of one shelter are had: 18 hours' notice, 24 hours held, nothing promised on an old count."""
    terms = site.terms
    promised = 0
    if terms and not site.stale and terms.notice_hours <= 18 and terms.longest_hold_hours >= 24:
        promised = terms.places_left
    name = "asked" if terms and terms.asks else "agreement"
    within = min(blocks, promised)
    return Counter({name: within}) + Counter({"request": blocks - within})
