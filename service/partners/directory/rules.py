"""Pure rules of the directory: the needs, the words by which they are found, and what a pledge must say.

Peer support is a need like any other, which a person may ask for: never a step, and no testimony goes with it (PIV-11).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from service.refusals import Said

Need = Literal[
    "interpreter",
    "immigration_lawyer",
    "criminal_lawyer",
    "health",
    "mental_health",
    "detox",
    "dental",
    "transport",
    "clothing",
    "food",
    "hygiene",
    "furniture",
    "child_care",
    "schooling",
    "language_course",
    "work",
    "housing",
    "telephone",
    "documents",
    "peer_support",
    "cultural_support",
    "accompaniment",
    "return_home",
]
"""What an organisation can promise. `peer_support` is a service that a person may ask for, never a step (PIV-11)."""
NEEDS: Final[tuple[Need, ...]] = get_args(Need)

SAID: Final[Mapping[Need, Said]] = {
    "interpreter": Said("Interprète", "Interpreter"),
    "immigration_lawyer": Said("Avocat en immigration", "Immigration lawyer"),
    "criminal_lawyer": Said("Avocat criminaliste", "Criminal lawyer"),
    "health": Said("Soins de santé", "Health care"),
    "mental_health": Said("Santé mentale", "Mental health"),
    "detox": Said("Désintoxication", "Detox"),
    "dental": Said("Soins dentaires", "Dental care"),
    "transport": Said("Transport", "Transport"),
    "clothing": Said("Vêtements", "Clothing"),
    "food": Said("Nourriture", "Food"),
    "hygiene": Said("Hygiène", "Hygiene kit"),
    "furniture": Said("Meubles", "Furniture"),
    "child_care": Said("Garde d'enfants", "Child care"),
    "schooling": Said("École", "School"),
    "language_course": Said("Cours de langue", "Language course"),
    "work": Said("Emploi", "Work"),
    "housing": Said("Logement", "Housing"),
    "telephone": Said("Téléphone", "Telephone"),
    "documents": Said("Papiers d'identité", "Identity papers"),
    "peer_support": Said("Soutien par les pairs", "Peer support"),
    "cultural_support": Said("Soutien culturel autochtone", "Indigenous cultural support"),
    "accompaniment": Said("Accompagnement", "Accompaniment"),
    "return_home": Said("Retour au pays choisi", "Return home, when chosen"),
}
MORE_WORDS: Final[Mapping[Need, str]] = {
    "interpreter": "traduction translation langue language",
    "immigration_lawyer": "legal juridique avocate asile asylum",
    "criminal_lawyer": "legal juridique avocate",
    "health": "medecin doctor clinique clinic infirmiere nurse",
    "mental_health": "psychologue therapy counselling",
    "transport": "taxi autobus bus train",
    "housing": "appartement apartment loyer rent",
    "work": "travail job",
    "telephone": "cellulaire phone",
}
"""By which other words a need is looked for."""

Condition = Literal[
    "women_only",
    "men_only",
    "adults_only",
    "minors_only",
    "by_appointment",
    "business_hours",
    "person_calls_first",
    "through_a_pivot",
    "without_police_present",
    "status_asked",
    "health_card_asked",
    "lives_here",
    "no_written_agreement",
]
"""What a member can and cannot do, told before anybody asks (AGR-05)."""
CONDITIONS: Final[tuple[Condition, ...]] = get_args(Condition)

LONGEST: Final = timedelta(days=1100)
"""From its first day to its last: three years, so that every promise is made anew now and then."""
REVIEW_AFTER: Final = timedelta(days=365)


@dataclass(frozen=True)
class Terms:
    """What is promised: a need, free or for `fee_cents` (`None`: said on the telephone), in which regions and
    languages, on which conditions, whether at any hour, from the first day to the last, both included (AGR-03)."""

    need: Need
    free: bool
    regions: tuple[str, ...]
    starts_on: date
    until: date
    fee_cents: int | None = None
    languages: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    on_call: bool = False

    def in_order(self) -> "Terms":
        """The same with its lists in one order: what is said twice is recognised."""
        lists = {
            name: tuple(sorted(set(getattr(self, name)))) for name in ("regions", "languages", "conditions")
        }
        return Terms(**{**{name: getattr(self, name) for name in self.__dataclass_fields__}, **lists})


Fault = Literal["ends_before_it_starts", "over_already", "too_long", "free_and_paid", "contradiction"]


def fault(terms: Terms, today: date) -> Fault | None:
    """What makes no sense in a pledge, if anything (AGR-03)."""
    if terms.until < terms.starts_on:
        return "ends_before_it_starts"
    if terms.until < today:
        return "over_already"
    if terms.until - terms.starts_on > LONGEST:
        return "too_long"
    if terms.free and terms.fee_cents is not None:
        return "free_and_paid"
    for one, other in (("women_only", "men_only"), ("adults_only", "minors_only")):
        if one in terms.conditions and other in terms.conditions:
            return "contradiction"
    return None


def needs_of(word: str) -> tuple[Need, ...]:
    """The needs that a word means, in French or English, accents and case aside: "interpreter" finds
    `interpreter`, "avocat" both lawyers (AGR-03). Nothing for an empty word."""
    wanted = plain(word)
    if not wanted:
        return ()
    return tuple(need for need in NEEDS if any(each.startswith(wanted) for each in _words(need)))


def _words(need: Need) -> list[str]:
    said = SAID[need]
    whole = [plain(said.fr), plain(said.en), need.replace("_", " ")]
    return whole + [word for text in (*whole, MORE_WORDS.get(need, "")) for word in text.split()]


def plain(text: str) -> str:
    """A text without accents, in lower case, its white space collapsed."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("'", " ").replace("’", " ").split())


def review_is_due(declared_on: date, today: date) -> bool:
    """Whether a pledge was last declared more than a year ago (AGR-03, ADM-14): it is flagged, and still holds."""
    return today - declared_on > REVIEW_AFTER
