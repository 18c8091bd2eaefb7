"""Which words a network may choose, and what they are until it does (RIG-04, ELG-02)."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from service.refusals import Said

Term = Literal[
    "person",
    "labour",
    "sexual",
    "domestic_servitude",
    "forced_marriage",
    "forced_criminality",
    "child_servitude",
]
TERMS: Final[tuple[Term, ...]] = get_args(Term)
LONGEST: Final = 60
"""Signs of one word in one language."""

NEUTRAL: Final[Mapping[Term, Said]] = {
    "person": Said("personne concernée", "person concerned"),
    "labour": Said("exploitation au travail", "labour exploitation"),
    "sexual": Said("exploitation sexuelle", "sexual exploitation"),
    "domestic_servitude": Said("servitude domestique", "domestic servitude"),
    "forced_marriage": Said("mariage forcé", "forced marriage"),
    "forced_criminality": Said("actes commis sous la contrainte", "acts done under constraint"),
    "child_servitude": Said("servitude d'enfant", "child servitude"),
}
"""What is said when a network says nothing. The codes stay the same for everybody: reports compare codes (DAT-03)."""


def chosen(said: Mapping[Term, list[Said]]) -> dict[Term, Said]:
    """The words of an organisation, from those of its networks: where two of them differ, the neutral one stands."""
    return {
        term: found[0] if len(found := list(dict.fromkeys(said.get(term, [])))) == 1 else neutral
        for term, neutral in NEUTRAL.items()
    }
