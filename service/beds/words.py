"""The closed lists of the room, each with the bit by which PostgreSQL knows it (migration 0002)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, get_args

ShelterKind = Literal[
    "women_violence",
    "women_difficulty",
    "youth",
    "men_migrant",
    "migrant_refugee_women_families",
    "families",
    "trafficking_specialised",
    "exit_prostitution_residential",
    "transition",
    "homeless",
    "safe_house_rotating",
    "hotel_partner",
    "secure_youth_residence",
    "detox",
    "other",
]
"""The kinds of shelter (BED-01)."""
REFERRAL_ONLY: Final = frozenset({"secure_youth_residence", "detox"})
"""Kinds that the board never offers: one is sent there by a person, not by a search."""

Security = Literal["low", "standard", "enhanced"]
SECURITY: Final = get_args(Security)
"""From the lowest level up; the position is what the database stores (BED-14)."""

Gender = Literal["woman", "man", "trans_woman", "trans_man", "non_binary"]
GENDERS: Final[tuple[Gender, ...]] = get_args(Gender)
"""The multi-valued acceptance of a bed; the person decides where they are placed (ADM-07)."""

AgeBand = Literal["<16", "16-17", "18-20", "21-24", "25+"]
AGE_BANDS: Final[Mapping[AgeBand, tuple[int, int]]] = MappingProxyType(
    {"<16": (0, 15), "16-17": (16, 17), "18-20": (18, 20), "21-24": (21, 24), "25+": (25, 25)}
)
"""Bands, never birth dates, each with the ages that a bed must take. `25+` has no top: taking 25 is enough (BED-04)."""
MINORS: Final[frozenset[AgeBand]] = frozenset({"<16", "16-17"})

Criterion = Literal[
    "sobriety",
    "conjugal_violence",
    "claimant",
    "legal_status",
    "self_call",
    "trafficking",
    "couple",
    "programme",
]
CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
"""What a shelter may require of a question, in the order of their bits (ADM-01)."""
NEVER_STORED: Final[frozenset[Criterion]] = frozenset({"sobriety", "claimant", "legal_status"})
"""Parts of a question that are forgotten with the answer (IMM-02, ADM-02)."""

Offer = Literal[
    "wheelchair",
    "hearing_visual",
    "medical_needs",
    "pets",
    "no_curfew",
    "no_mandatory_activities",
    "individual_follow_up",
    "immigration_support",
    "interpreter",
    "open_all_hours",
    "staff_trained",
    "cultural_support",
    "no_children_on_site",
    "private_room",
    "harm_reduction",
    "no_status_asked",
]
OFFERS: Final[tuple[Offer, ...]] = get_args(Offer)
"""What a question may want of the place. What a shelter has not stated, it does not offer (ADM-10, BED-13)."""

DeclineReason = Literal[
    "no_bed",
    "security_fear",
    "not_conjugal_violence",
    "substance",
    "status",
    "age",
    "gender",
    "language",
    "stay_too_short",
    "several_at_once",
    "other",
]
DECLINE_REASONS: Final[tuple[DeclineReason, ...]] = get_args(DeclineReason)
"""A refusal carries exactly one of these (ADM-04)."""

StoredReason = Literal[
    "no_bed",
    "no_answer",
    "security_fear",
    "not_conjugal_violence",
    "criteria",
    "age",
    "gender",
    "language",
    "stay_too_short",
    "several_at_once",
    "other",
]
"""What a referral and an unmet need keep of it (design.md section 13)."""


def bits(chosen: Iterable[str], among: tuple[str, ...]) -> int:
    """The mask of some words of a closed list. Raises `ValueError` for a word that is not in it."""
    mask = 0
    for word in chosen:
        mask |= 1 << among.index(word)
    return mask


@lru_cache(maxsize=4096)
def words(mask: int, among: tuple[str, ...]) -> tuple[str, ...]:
    """The words whose bits are set, in the list's order."""
    return tuple(word for place, word in enumerate(among) if mask >> place & 1)
