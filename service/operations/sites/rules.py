"""Whom a shelter admits for an operation, and at which price (ADM-01, BED-03, BED-14, BED-15, OPS-01,
OPS-02).

An operation asks nothing about a person beyond counts, so every criterion but gender and age stays unasked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from service.beds.words import GENDERS, Criterion
from service.cases.rules import AgeBand
from service.operations.allotment.problem import Price
from service.operations.parties.rules import Block, Place

Barrier = Literal["kind", "security", "hotel_not_vetted", "criterion", "gender", "age", "size"]


@dataclass(frozen=True, slots=True)
class Criteria:
    """A shelter's criteria by weight; the others are not required (ADM-01)."""

    required: frozenset[Criterion] = frozenset()
    flexible: frozenset[Criterion] = frozenset()

    def __and__(self, other: "Criteria") -> "Criteria":
        return Criteria(self.required & other.required, self.flexible & other.flexible)

    def __len__(self) -> int:
        return len(self.required) + len(self.flexible)


NEVER_PROPOSED: Final = frozenset({"detox", "secure_youth_residence", "exit_prostitution_residential"})
"""By referral only (BED-01), or only where the person chooses it (BED-12)."""

BARRED: Final = Criteria(
    required=frozenset({"claimant", "legal_status", "conjugal_violence", "trafficking"}),
    flexible=frozenset({"programme"}),
)
"""What no operation can satisfy: it asks what nobody may ask (IMM, BED-05), counts as unmet while unasked
(ADM-03), excludes the people concerned, or wants the person's own choice (BED-12)."""

TO_SETTLE: Final = Criteria(
    required=frozenset({"sobriety", "self_call"}), flexible=frozenset({"conjugal_violence", "trafficking"})
)
"""What is settled by a call: required but unasked, flexible but unmet, case by case, or a call by the
person."""

EVERYONE: Final = frozenset(GENDERS)
ADULTS: Final[frozenset[AgeBand]] = frozenset({"18-20", "21-24", "25+"})
GROWN: Final[frozenset[AgeBand]] = frozenset({"21-24", "25+"})
MINORS: Final[frozenset[AgeBand]] = frozenset({"<16", "16-17"})


@dataclass(frozen=True, slots=True)
class Area:
    """A region, or one city of it."""

    region: str
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement still gives one operation (OPS-02). `places_left` is what other operations have not
    used.

    `asks`: the shelter answers each time, within the agreement. Notice and longest hold in hours, both
    inclusive.
    """

    places_left: int
    notice_hours: int = 0
    longest_hold_hours: int = 24
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """Equivalent beds of one shelter; `free` over the whole period wanted. `sleeps` > 1, or `private`, is a room of its
    own."""

    key: int
    free: int
    sleeps: int = 1
    genders: frozenset[str] = EVERYONE
    ages: frozenset[str] = ADULTS
    family_unit: bool = False
    private: bool = False

    @property
    def shared(self) -> bool:
        """Whether strangers sleep in the same room."""
        return self.sleeps == 1 and not self.private and not self.family_unit


@dataclass(frozen=True, slots=True)
class Site:
    """A shelter with what this operation already holds there (OPS-05)."""

    key: int
    kind: str
    region: str
    city: str
    """Empty for a house without one (BED-08)."""
    pools: tuple[Pool, ...]
    security: str = "standard"
    vetted: bool = True
    stale: bool = False
    """Counted too long ago to be promised without asking (BED-15)."""
    criteria: Criteria = field(default_factory=Criteria)
    languages: frozenset[str] = frozenset()
    interpreter: bool = False
    too_short: bool = False
    """The shelter usually takes longer stays than this one (ADM-06)."""
    terms: Terms | None = None
    labels: frozenset[str] = frozenset()
    occupied: bool = False
    alone: bool = False
    refused: bool = False
    """It has already said no to this operation, or not answered: only its agreement is still used
    (OPS-03)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What holds for the whole operation: areas by preference, languages, when asked and until when held."""

    areas: tuple[Area, ...]
    languages: frozenset[str]
    now: datetime
    starts_at: datetime
    ends_at: datetime


def area_rank(site: Site, areas: Sequence[Area]) -> int | None:
    """The site's place in the investigator's order, or None when it is in no area asked for (OPS-01).

    A house without a city, such as a rotating one (BED-08), answers when its whole region is asked. For a
    city of its region it answers only to a partner that has an agreement with it, after all named cities:
    otherwise asking city by city would find the house.
    """
    for rank, area in enumerate(areas):
        if area.region == site.region and (area.city is None or area.city == site.city):
            return rank
    nearby = not site.city and any(area.region == site.region for area in areas)
    return len(areas) if nearby and site.terms is not None else None


def promised(site: Site, wanted: Wanted) -> tuple[int, int]:
    """(automatic, asked) places that the agreement gives this operation (OPS-02).

    None when the notice is too short, the hold would be too long, or the shelter's count is stale (BED-15):
    then every place there is a request. The hold runs from now to the end of the arrival window.
    """
    terms = site.terms
    if terms is None or site.stale:
        return 0, 0
    if wanted.starts_at - wanted.now < timedelta(hours=terms.notice_hours):
        return 0, 0
    if wanted.ends_at - wanted.now > timedelta(hours=terms.longest_hold_hours):
        return 0, 0
    left = max(0, terms.places_left)
    return (0, left) if terms.asks else (left, 0)


def site_barriers(site: Site) -> tuple[Barrier, ...]:
    """What keeps a shelter out of every operation: low security is never proposed (BED-14), so neither are
    drop-ins for men (BED-03); nor an unvetted hotel (BED-10), nor what asks a question that nobody may
    ask."""
    found: list[Barrier] = []
    if site.kind in NEVER_PROPOSED:
        found.append("kind")
    if site.security == "low":
        found.append("security")
    if site.kind == "hotel_partner" and not site.vetted:
        found.append("hotel_not_vetted")
    if _barred(site.criteria):
        found.append("criterion")
    return tuple(found)


def pool_barriers(pool: Pool, block: Block) -> tuple[Barrier, ...]:
    """What keeps a block out of a pool: gender (ADM-07), age (BED-04, MIN-03), or a bed that does not sleep it
    whole (BED-06)."""
    found: list[Barrier] = []
    if not all(_gender_fits(pool, place) for place in block.places):
        found.append("gender")
    if not all(_age_fits(pool, place) for place in block.places) or _among_adults(pool, block):
        found.append("age")
    if pool.sleeps < block.size:
        found.append("size")
    return tuple(found)


def kept_out(block: Block, sites: Iterable[Site]) -> Mapping[str, int]:
    """How many sites with a free bed would admit this block but for one rule, by that rule (OPS-07). What only the
    person can choose (BED-12) is no rule to lift."""
    found: Counter[str] = Counter()
    for site in sites:
        of_site = site_barriers(site)
        alone = {
            barriers[0]
            for pool in site.pools
            if pool.free and len(barriers := of_site + pool_barriers(pool, block)) == 1
        }
        found.update(alone - {"kind"})
    return dict(sorted(found.items()))


def admits(site: Site, pool: Pool, block: Block) -> bool:
    """No barrier between this block and this pool of this shelter (ADM-01). Free beds are another matter."""
    return not site_barriers(site) and not pool_barriers(pool, block)


def price(site: Site, rank: int, wanted: Wanted) -> Price:
    """Criteria to negotiate, place in the order of areas, language: per person, for everyone alike (ADM-01,
    ADM-08)."""
    return Price(to_negotiate(site), rank, _language(site, wanted.languages))


def to_negotiate(site: Site) -> int:
    """How many criteria a call has to settle before this shelter takes somebody whom nobody asked (ADM-01,
    ADM-05)."""
    return _to_settle(site.criteria) + site.too_short


@lru_cache(maxsize=4096)
def _barred(criteria: Criteria) -> bool:
    return bool(criteria & BARRED)


@lru_cache(maxsize=4096)
def _to_settle(criteria: Criteria) -> int:
    return len(criteria & TO_SETTLE)


def _language(site: Site, languages: frozenset[str]) -> int:
    """0 where a language is shared or none is asked for, 1 with an interpreter, 2 with neither (LNG-02)."""
    if not languages or site.languages & languages:
        return 0
    return 1 if site.interpreter else 2


def _among_adults(pool: Pool, block: Block) -> bool:
    """Whether minors without an adult of their own would share a room with adults whom nobody knows (MIN-03). A house
    for the young, up to 20, is one kind of house."""
    alone = all(place.age_band in MINORS for place in block.places)
    return alone and pool.shared and bool(pool.ages & GROWN)


def _gender_fits(pool: Pool, place: Place) -> bool:
    """Whoever is not determined fits only where everybody does (ADM-07)."""
    return place.gender in pool.genders or (place.gender == "not_determined" and pool.genders >= EVERYONE)


def _age_fits(pool: Pool, place: Place) -> bool:
    """The whole band fits (BED-04); children come with their family into a family's unit. Not determined is
    an adult."""
    if place.age_band == "not_determined":
        return pool.ages >= ADULTS
    if pool.family_unit and place.family is not None and place.age_band in MINORS:
        return True
    return place.age_band in pool.ages
