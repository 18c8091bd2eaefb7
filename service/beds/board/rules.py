"""What a question meets, leaves unmet or does not ask, and what each shelter makes of it (ADM-01, BED-01 to BED-14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from service.beds.party.rules import Party
from service.beds.shelters.rules import Criteria
from service.beds.words import AGE_BANDS, CRITERIA, OFFERS, SECURITY, Criterion, Offer, Security, bits

Fact = Literal["partner", "shared_home"]
"""Facts that satisfy a conjugal-violence criterion. They are ticked, used, and forgotten (ADM-03)."""
Purpose = Literal["ordinary", "trafficking"]

FITS: Final = 0
FLEXIBLE: Final = 1
TO_NEGOTIATE: Final = 2
HOTEL: Final = 3
"""The tiers of the board, in the order of the answer; a hidden shelter has none."""

UNLESS_ASKED: Final[Security] = "standard"


@dataclass(frozen=True)
class Area:
    """A region (ISO 3166-2), or one city of it: both levels are asked for, and several provinces at once (GEO-02,
    GEO-05)."""

    region: str
    city: str | None = None


@dataclass(frozen=True)
class AwayFrom:
    """Places that never answer a question: filters that travel with a case, read by no shelter (SAF-04, CNF-07)."""

    regions: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    shelters: tuple[UUID, ...] = ()
    organisations: tuple[UUID, ...] = ()


NOWHERE: Final = AwayFrom()


@dataclass(frozen=True)
class Question:
    """Where tonight, for this party? `met` and `unmet` are part of the question and never stored (IMM-02, ADM-02).

    Whether anybody was moved, and what was done to them, is no part of it: the same beds answer (EXP-02, EXP-04).
    """

    party: Party
    areas: tuple[Area, ...] = ()
    nights: int = 1
    purpose: Purpose = "ordinary"
    met: frozenset[Criterion] = frozenset()
    unmet: frozenset[Criterion] = frozenset()
    facts: frozenset[Fact] = frozenset()
    wants: frozenset[Offer] = frozenset()
    security: Security | None = None
    languages: tuple[str, ...] = ()
    away_from: AwayFrom = NOWHERE

    @property
    def lowest_security(self) -> int:
        """The lowest level that answers, as its place in the list. Low only when it was asked for by name, so that
        nobody, a man least of all, falls back on a drop-in unawares (BED-03, BED-14)."""
        return SECURITY.index(self.security or UNLESS_ASKED)

    @property
    def wants_mask(self) -> int:
        return bits(self.wants, OFFERS)


@dataclass(frozen=True)
class Answers:
    """What the question says of each criterion; what is in neither set is unasked."""

    met: frozenset[Criterion]
    unmet: frozenset[Criterion]

    @property
    def met_mask(self) -> int:
        return bits(self.met, CRITERIA)

    @property
    def unmet_mask(self) -> int:
        return bits(self.unmet, CRITERIA)


def answers_of(question: Question) -> Answers:
    """Each criterion as met, unmet or unasked (ADM-01).

    Conjugal violence unasked counts as unmet (design.md section 13); so does a structured programme that nobody
    chose (BED-12). Couples and trafficking are met by whoever is not concerned (BED-07, ADM-04).
    """
    met = set(question.met)
    if question.facts:
        met.add("conjugal_violence")
    if not question.party.couple:
        met.add("couple")
    if question.purpose != "trafficking":
        met.add("trafficking")
    presumed: set[Criterion] = {"conjugal_violence", "programme", "couple", "trafficking"}
    return Answers(frozenset(met), frozenset((question.unmet | presumed) - met))


@dataclass(frozen=True)
class Named:
    """A criterion to speak about: what the shelter says of it, and what the question does."""

    criterion: Criterion | Literal["language"]
    weight: Literal["required", "flexible"]
    answer: Literal["unmet", "unasked"]


@dataclass(frozen=True)
class Verdict:
    """Where a shelter stands on the board, and the criteria named with it; tier `None` hides it (ADM-01)."""

    tier: int | None
    named: tuple[Named, ...] = ()


def judge(criteria: Criteria, answers: Answers, *, speaks: bool = True, hotel: bool = False) -> Verdict:
    """Required and unmet hides; required and unasked is to negotiate; flexible and unmet ranks lower and is named.

    A language that nobody there `speaks` ranks lower and is named (ADM-08). Hotels come after all houses (BED-09).
    """
    if criteria.required & answers.unmet:
        return Verdict(None)
    named = tuple(_named(criteria, answers)) + (() if speaks else (Named("language", "flexible", "unmet"),))
    if hotel:
        return Verdict(HOTEL, named)
    if any(item.weight == "required" for item in named):
        return Verdict(TO_NEGOTIATE, named)
    return Verdict(FLEXIBLE if named else FITS, named)


def _named(criteria: Criteria, answers: Answers) -> Iterable[Named]:
    required, flexible = criteria.required - answers.met, criteria.flexible & answers.unmet
    for criterion in CRITERIA if required or flexible else ():
        if criterion in required:
            yield Named(criterion, "required", "unasked")
        elif criterion in flexible:
            yield Named(criterion, "flexible", "unmet")


def speaks(languages: Iterable[str], asked: Iterable[str]) -> bool:
    """Whether a shelter answers in one of the languages asked for; a question without any is always answered."""
    wanted = set(asked)
    return not wanted or not wanted.isdisjoint(languages)


def met_by(question: Question) -> dict[Criterion, str]:
    """Which ticked fact satisfied a criterion, for the answer only: "criterion met by: shared home" (ADM-03)."""
    return {"conjugal_violence": min(question.facts)} if question.facts else {}


@dataclass(frozen=True)
class PlaceOffered:
    """Equal beds of one shelter, as a question looks at them; masks as in `words`."""

    pool_key: int
    genders: int
    age_bands: int
    sleeps: int
    family_unit: bool
    set_aside: bool
    offers: int
    free: int
    private: bool = False


OF_AGE: Final = bits(("21-24", "25+"), tuple(AGE_BANDS))
"""Bands with whom a youth of sixteen does not share a room unasked; eighteen to twenty are youths too (BED-04)."""


def mixes_ages(place: PlaceOffered, party: Party) -> bool:
    """Whether a minor without an adult of their own would share a room there with adults whom nobody knows (MIN-03).

    Such a bed is never given by default: the person asks for it, or nothing else is left, and the worker says which.
    """
    shared = not place.private and not place.family_unit and place.sleeps == 1
    return party.minors_alone and shared and bool(place.age_bands & OF_AGE)


def suits(place: PlaceOffered, question: Question) -> bool:
    """Whether these beds can take the party at all, free or not (BED-02, BED-04, BED-06, ADM-07, ADM-10)."""
    party = question.party
    return (
        place.genders & party.genders == party.genders
        and place.age_bands & party.age_bands == party.age_bands
        and place.sleeps >= party.sleeps
        and (place.family_unit or not party.children)
        and (question.purpose == "trafficking" or not place.set_aside)
        and place.offers & question.wants_mask == question.wants_mask
    )


def choose(places: Iterable[PlaceOffered], question: Question) -> dict[int, int]:
    """Which beds to take: so many of each pool, or none at all when the party does not fit whole.

    Set-aside beds first where they may be used, so that ordinary ones stay for others; then the smallest unit that is
    enough, so that a family's room is not taken by one person (BED-02, BED-06). Before all that, where a minor is not
    among adults (MIN-03).
    """
    wanted, taken = question.party.beds, dict[int, int]()
    party = question.party
    for place in sorted(places, key=lambda p: (mixes_ages(p, party), not p.set_aside, p.sleeps, p.pool_key)):
        number = min(wanted, place.free) if suits(place, question) else 0
        if number > 0:
            taken[place.pool_key] = number
            wanted -= number
    return taken if wanted == 0 else {}
