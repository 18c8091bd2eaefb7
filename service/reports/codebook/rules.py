"""Every code of every dimension with its definition in both languages; published with a version (DAT-03).

A code keeps its meaning for ever: a new meaning is a new code, and a change of words that changes what is counted is a
new version. `not_determined` is an answer like the others and is never left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from service.refusals import Said
from service.reports.codebook.people import AGE_BAND, FORM, GENDER
from service.reports.codebook.services import BED, CATEGORY, IN_TIME, NIGHTS, OPENED, UNMET, URGENCY
from service.reports.codebook.terms import Term

VERSION: Final = "1.0"


@dataclass(frozen=True)
class Dimension:
    """What is counted, by which codes. `adds_up`: whether every counted thing has exactly one of them."""

    name: str
    said: Said
    counts: Said
    codes: Mapping[str, Term]
    adds_up: bool = True


_LINES = Said(
    "Lignes de demandes au fonds; une ligne est un besoin (transport, nuits, carte).",
    "Lines of requests to the fund; a line is one need (transport, nights, a card).",
)
_ARRIVALS = Said(
    "Personnes qui ont eu un premier lit dans la période, comptées une fois par code de dossier.",
    "People who had a first bed in the period, counted once per case code.",
)


def _lines(name: str, fr: str, en: str, more_fr: str, more_en: str) -> Dimension:
    """A measure of money: lines and cents by category."""
    counts = Said(f"{_LINES.fr} {more_fr}", f"{_LINES.en} {more_en}")
    return Dimension(name, Said(fr, en), counts, CATEGORY)


_ALL = (
    Dimension(
        "opened",
        Said("Dossiers ouverts, et les premières 72 heures", "Cases opened, and the first 72 hours"),
        Said(
            "Dossiers ouverts dans la période; deux codes reconnus d'une même personne comptent pour un.",
            "Cases opened in the period; two codes agreed to be one person count as one.",
        ),
        OPENED,
    ),
    Dimension("bed", Said("Temps jusqu'au lit", "Time to bed"), _ARRIVALS, BED),
    Dimension("gender", Said("Genre", "Gender"), _ARRIVALS, GENDER),
    Dimension("age_band", Said("Tranche d'âge", "Age band"), _ARRIVALS, AGE_BAND),
    Dimension("form", Said("Formes d'exploitation", "Forms of exploitation"), _ARRIVALS, FORM, adds_up=False),
    Dimension(
        "unmet",
        Said("Besoins sans place, par raison", "Needs without a place, by reason"),
        Said(
            "Recherches sans issue d'une personne accréditée, une fois par dossier et par jour.",
            "Searches by an accredited worker that found nothing, once per case and day.",
        ),
        UNMET,
    ),
    Dimension(
        "nights",
        Said("Nuits retenues par entente", "Nights held under agreements"),
        Said(
            "Nuits que des opérations ont retenues; ce sont des lits, et non des personnes.",
            "Nights that operations held; they are beds, not people.",
        ),
        NIGHTS,
    ),
    _lines("asked", "Demandé", "Asked", "Déposées dans la période.", "Submitted in the period."),
    _lines(
        "promised",
        "Promis",
        "Promised",
        "Dont une promesse a été faite ou levée; montant net.",
        "For which a promise was made or released; net amount.",
    ),
    _lines("paid", "Payé", "Paid", "Dont un paiement est sorti.", "For which a payment left."),
    _lines("returned", "Revenu", "Returned", "Dont de l'argent est revenu.", "For which money came back."),
    _lines(
        "corrected",
        "Corrigé",
        "Corrected",
        "Dont une écriture a été corrigée; rendu à l'enveloppe, net.",
        "For which an entry was corrected; given back to the envelope, net.",
    ),
    Dimension(
        "decision.urgency",
        Said("De la demande à la décision, par urgence", "From request to decision, by urgency"),
        _LINES,
        URGENCY,
    ),
    Dimension(
        "decision.in_time", Said("Décidé dans le temps visé", "Decided within target"), _LINES, IN_TIME
    ),
    Dimension(
        "payment.urgency",
        Said("De la décision au premier paiement, par urgence", "From decision to first payment, by urgency"),
        _LINES,
        URGENCY,
    ),
)

CODE_BOOK: Final[Mapping[str, Dimension]] = MappingProxyType({each.name: each for each in _ALL})
"""Every dimension of a report, in the order in which it is shown."""

CAUTION: Final = Said(
    "Ces chiffres comptent des dossiers et des gestes, jamais des personnes reconnues. "
    "Ils disent ce qui a été demandé et trouvé, et non ce qui existe.",
    "These figures count cases and actions, never people recognised. "
    "They say what was asked and found, not what exists.",
)
"""What a count of this kind can and cannot say: fixed, on every report (DAT-08)."""
