"""Pure rules about people under 18."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from service.cases.rules import MINOR_BANDS, AgeBand
from service.refusals import Said

BEFORE_18: Final = timedelta(days=90)
"""How long before the change a pivot prepares it (MIN-05)."""


def remind_on(month: date) -> date:
    """The day on which to prepare somebody's turning 18: 90 days before the month that was told begins (MIN-05).

    Nothing else is kept of that month, and nothing ends on that day.
    """
    return month.replace(day=1) - BEFORE_18


def adults_beside(age_band: AgeBand, dependants: Iterable[AgeBand]) -> bool:
    """Whether somebody under 18 would be entered with somebody who may be an adult (MIN-06).

    Who came with a minor may be who exploits them: an adult has a case of their own, and is never part of a minor's
    party unless a person decides so elsewhere.
    """
    return age_band in MINOR_BANDS and any(band not in MINOR_BANDS for band in dependants)


@dataclass(frozen=True)
class DutyRule:
    """What a province's rule says, where that comes from, as of when, and whether a lawyer has read it (MIN-02)."""

    text: Said
    source: str
    stated_on: date
    checked_by_lawyer: bool


_ANY_LAW: Final = Said(
    "La loi de protection de l'enfance d'ici (son nom reste à vérifier)",
    "The child protection law here (its name is still to be checked)",
)


def said(law: Said, whom: Said, particular: Said) -> Said:
    """The rule in a few sentences, in both languages: what to do now, and what is particular here (MIN-01)."""
    return Said(
        _sentence(
            f"{law.fr or _ANY_LAW.fr} : moins de 18 ans, vérifiez sans délai avec {whom.fr} s'il faut signaler.",
            particular.fr,
            "L'âge et les exceptions changent selon la province. Demander n'est pas signaler; aucun lit n'attend cela.",
        ),
        _sentence(
            f"{law.en or _ANY_LAW.en}: under 18, check without delay with {whom.en} whether to report.",
            particular.en,
            "Age and exceptions differ by province. Asking is not reporting, and no bed waits for this.",
        ),
    )


def _sentence(*parts: str) -> str:
    return " ".join(part for part in parts if part)
