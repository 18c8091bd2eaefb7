"""The steps and their words: a list to lean on, of which nothing is mandatory (AGR-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from service.refusals import Said

Step = Literal[
    "interpreter",
    "health",
    "shelter",
    "hotel",
    "case_data",
    "secondary_needs",
    "options",
    "reported_back",
]
"""Whom to bring in, what to gather, what else is needed, and the person's options: in the protocol's order."""
State = Literal["open", "done", "not_needed"]
DoneBy = Literal["pivot_worker", "shelter_coordinator", "regional_coordinator", "partner", "person"]
"""The role of who did it, never a name; `person` when the person did it, `partner` for any other partner."""
STEPS: Final[tuple[Step, ...]] = get_args(Step)

SAID: Final[Mapping[Step, Said]] = {
    "interpreter": Said("Interprète joint", "Interpreter brought in"),
    "health": Said("Soins de santé joints", "Health care brought in"),
    "shelter": Said("Maison d'hébergement jointe", "Shelter brought in"),
    "hotel": Said("Hôtel joint", "Hotel brought in"),
    "case_data": Said("Ce qui sert au dossier est réuni", "What the case needs is gathered"),
    "secondary_needs": Said("Autres besoins passés en revue", "Other needs gone through"),
    "options": Said("Options vues avec la personne", "Options gone through with the person"),
    "reported_back": Said("Suites rapportées aux partenaires", "Partners told what came of it"),
}


@dataclass(frozen=True)
class Mark:
    """Where a step stands: done on a day by a role, not needed, or open, as all are before anybody says more."""

    step: Step
    state: State = "open"
    done_on: date | None = None
    done_by: DoneBy | None = None


def is_clear(mark: Mark, today: date) -> bool:
    """A step that is done has its day, up to `today` (UTC), and its role; any other has neither (AGR-04)."""
    if mark.state != "done":
        return mark.done_on is None and mark.done_by is None
    return mark.done_by is not None and mark.done_on is not None and mark.done_on <= today


def checklist(marks: Mapping[Step, Mark]) -> list[Mark]:
    """Every step once, in the protocol's order; those that nobody marked are open (AGR-04)."""
    return [marks.get(step, Mark(step)) for step in STEPS]
