"""Pure rules of a voluntary return: what makes it safe, and where it may lead (FND-04, IMM-02, IMM-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from babel import Locale

from service.refusals import Language, Said

Step = Literal[
    "asked_again",
    "lawyer",
    "papers_to_travel",
    "own_view_of_danger",
    "met_on_arrival",
    "somewhere_to_stay",
    "first_days",
    "care_goes_on",
    "children",
    "contact_kept",
]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
Mark = Literal["open", "done", "not_needed"]

WHAT: Final[Mapping[Step, Said]] = {
    "asked_again": Said("Redemander à la personne", "Ask the person again"),
    "lawyer": Said("Parler à une avocate ou un avocat", "Speak to a lawyer"),
    "papers_to_travel": Said("Papiers de voyage", "Papers to travel"),
    "own_view_of_danger": Said("Ce qu'elle craint là-bas", "What she fears there"),
    "met_on_arrival": Said("Quelqu'un à l'arrivée", "Somebody on arrival"),
    "somewhere_to_stay": Said("Un logement là-bas", "Somewhere to stay there"),
    "first_days": Said("De quoi tenir les premiers jours", "Means for the first days"),
    "care_goes_on": Said("Soins et médicaments", "Care and medication"),
    "children": Said("Les enfants", "Children"),
    "contact_kept": Said("Garder contact", "Keeping contact"),
}
WHY: Final[Mapping[Step, Said]] = {
    "asked_again": Said(
        "Rester est toujours possible, et rien ne se perd à changer d'avis.",
        "Staying is always possible, and nothing is lost by a change of mind.",
    ),
    "lawyer": Said("Partir peut fermer des recours.", "Leaving can close doors in law."),
    "papers_to_travel": Said("Ils sont parfois gardés par d'autres.", "They are sometimes kept by others."),
    "own_view_of_danger": Said(
        "La personne sait qui peut la chercher; on ne le note pas.",
        "The person knows who may look for them; it is not written down.",
    ),
    "met_on_arrival": Said(
        "Une maison du réseau accueille à l'aéroport.", "A house of the network meets people at the airport."
    ),
    "somewhere_to_stay": Said(
        "La première nuit est la plus fragile.", "The first night is the most fragile."
    ),
    "first_days": Said(
        "Sans argent ni téléphone, on dépend d'autrui.", "Without money or phone one depends on others."
    ),
    "care_goes_on": Said("Un traitement ne s'arrête pas en route.", "A treatment does not stop on the way."),
    "children": Said("Leurs papiers, et qui a le droit de partir.", "Their papers, and who may leave."),
    "contact_kept": Said(
        "Si la personne le veut : qui appelle qui, et quand.",
        "If the person wishes: who calls whom, and when.",
    ),
}
"""What each step is for, in words that the person may read."""


@dataclass(frozen=True)
class Return:
    """A return that the person chose, to a country by its ISO 3166-1 code."""

    country: str
    person_chose: bool


def country_name(code: str, language: Language) -> str | None:
    """A country by its code, in words; None for what is none, and for Canada: that is no return."""
    if len(code) != 2 or not code.isalpha() or code in {"CA", "EU", "UN", "EZ", "ZZ", "XA", "XB", "QO"}:
        return None
    found: str | None = Locale.parse(f"{language}_CA").territories.get(code)
    return found


def is_a_return(category: str, travel_reason: str | None) -> bool:
    """Whether a line asks for a journey home to another country: its checklist must exist, not be complete (FND-04)."""
    return category == "travel_international" and travel_reason == "repatriation"


Fault = Literal["not_told", "not_chosen", "no_country"]


def fault(category: str, travel_reason: str | None, told: Return | None) -> Fault | None:
    """What keeps a line from being asked for: a return is chosen by the person and leads to a country; nothing else
    says where to (IMM-02)."""
    if not is_a_return(category, travel_reason):
        return None if told is None else "not_told"
    if told is None:
        return "not_told"
    if not told.person_chose:
        return "not_chosen"
    return None if country_name(told.country, "en") else "no_country"
