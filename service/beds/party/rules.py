"""A party as counts: gender and age band of each person, children by band (BED-04, BED-06, CNF-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.beds.words import AGE_BANDS, GENDERS, MINORS, AgeBand, Gender, bits

LARGEST = 20
"""People whom one referral can bring; more is an operation, or several referrals."""


@dataclass(frozen=True)
class People:
    """So many people of one gender and age band."""

    gender: Gender
    age_band: AgeBand
    count: int = 1


@dataclass(frozen=True)
class Party:
    """People who look for beds, with the children they bring.

    `together` asks for one unit. With children it always holds: a family is never split (BED-06).
    A `couple` is placed only after a worker spoke to each person alone (BED-07).
    """

    people: tuple[People, ...]
    children: int = 0
    together: bool = False
    couple: bool = False

    @property
    def adults(self) -> int:
        """Everyone but the children who come along; an unaccompanied minor is one of them."""
        return sum(group.count for group in self.people)

    @property
    def size(self) -> int:
        return self.adults + self.children

    @property
    def one_unit(self) -> bool:
        """Whether the party takes one unit and nothing less (BED-06)."""
        return self.together or self.couple or self.children > 0

    @property
    def beds(self) -> int:
        """How many claims it needs: one for a unit, else one for each person."""
        return 1 if self.one_unit else self.adults

    @property
    def sleeps(self) -> int:
        """How many must sleep in what one claim takes."""
        return self.size if self.one_unit else 1

    @property
    def genders(self) -> int:
        """The mask that a bed's accepted genders must contain: men and non-binary people as well as women (ADM-07,
        EXP-05)."""
        return bits((group.gender for group in self.people), GENDERS)

    @property
    def age_bands(self) -> int:
        """The mask that a bed's age bands must contain. Children are the family unit's affair (BED-04)."""
        return bits((group.age_band for group in self.people), tuple(AGE_BANDS))

    @property
    def men(self) -> bool:
        return any(group.gender in {"man", "trans_man"} for group in self.people)

    @property
    def minors_alone(self) -> bool:
        """Whether nobody in it is of age (MIN-03)."""
        return all(group.age_band in MINORS for group in self.people)

    @property
    def minors(self) -> bool:
        """Whether someone is under 18: the duty to report opens, nothing is blocked (MIN-01)."""
        return self.children > 0 or any(group.age_band in MINORS for group in self.people)


def fault_of(party: Party) -> str | None:
    """Why a party cannot be searched for, as a code; `None` when it can.

    Children come with an adult; an unaccompanied child is a person of a band (MIN-03, MIN-06).
    """
    if not party.people or any(group.count < 1 for group in party.people) or party.children < 0:
        return "nobody"
    if party.size > LARGEST:
        return "too_many"
    if party.children and all(group.age_band in MINORS for group in party.people):
        return "children_without_adult"
    if party.couple and party.adults != 2:
        return "couple_of_two"
    return None


def summary(party: Party, languages: Sequence[str] = ()) -> dict[str, Any]:
    """What a front desk may see of the people who come: counts, bands and languages, never origin or form (SAF-08)."""
    return {
        "people": [
            {"gender": group.gender, "age_band": group.age_band, "count": group.count}
            for group in party.people
        ],
        "children": party.children,
        "one_unit": party.one_unit,
        "languages": list(languages),
    }
