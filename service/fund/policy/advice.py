"""What each outcome of a rule means for its reader: the rule's name, and what to do next, for whoever asks and for
whoever decides (FND-13, ELG-01). Nothing here is a gate: the rules alone decide, these are their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from service.fund.policy.rules import Finding
from service.refusals import Language, Said

Side = Literal["asks", "decides"]
"""Who reads: the pivot's side, or the fund's."""


@dataclass(frozen=True)
class Advice:
    """What to do next, for each of the two sides."""

    asks: Said
    decides: Said

    def for_(self, side: Side) -> Said:
        """The words for this reader."""
        return self.asks if side == "asks" else self.decides


RULES: Final[Mapping[str, Said]] = {
    "attested": Said("Les trois points attestés", "The three points attested"),
    "approvers": Said("Combien de personnes approuvent", "How many people approve"),
    "covered": Said("Ce que le fonds couvre", "What the fund covers"),
    "line_cap": Said("Plafond de la ligne", "Cap of the line"),
    "unit_cap": Said("Plafond par nuit ou par voyage", "Cap per night or trip"),
    "units": Said("Nombre de nuits sans motif", "Nights without a reason"),
    "automatic": Said("Accord immédiat par la règle", "Approval at once by rule"),
    "self_issued": Said("Émission d'urgence", "Emergency issue"),
    "out_of_hours": Said("Heures de bureau", "Office hours"),
    "self_issue_case": Said("Plafond d'urgence du dossier", "Emergency ceiling of the case"),
    "self_issue_pivot": Said("Plafond d'urgence par personne", "Emergency ceiling per person"),
    "self_issue_organisation": Said(
        "Plafond d'urgence de l'organisme", "Emergency ceiling of the organisation"
    ),
}
"""Each rule by its name."""

_NOTHING = Said("Rien à faire.", "Nothing to do.")
_NOTHING_FOR_BOTH = Advice(_NOTHING, _NOTHING)
_SEND_ON = Advice(
    Said(
        "Émettez ce qui reste, ou laissez la demande à la garde du fonds.",
        "Issue what is left, or leave the request to whoever is on call at the fund.",
    ),
    Said("Décidez de la demande : elle attend une personne.", "Decide the request: it waits for a person."),
)
_ANOTHER_APPROVES = Advice(
    Said(
        "Rien à faire : une personne du fonds décide, et voit que le plafond est dépassé.",
        "Nothing to do: a person of the fund decides, and sees that the cap is passed.",
    ),
    Said(
        "Approuvez avec un motif, qui reste à votre nom, ou approuvez une partie.",
        "Approve with a reason, which stays under your name, or approve part.",
    ),
)

ADVICE: Final[Mapping[tuple[str, str], Advice]] = {
    ("attested", "met"): _NOTHING_FOR_BOTH,
    ("attested", "not_met"): Advice(
        Said(
            "Attestez le point qui manque dès que vous le pouvez. Aucun autre critère ne compte.",
            "Attest the missing point as soon as you can. No other criterion counts.",
        ),
        Said("La personne pivot complète sa demande.", "The pivot worker completes the request."),
    ),
    ("approvers", "needs_people"): Advice(
        Said(
            "Rien à faire : la garde du fonds est avertie jusqu'à sa réponse.",
            "Nothing to do: whoever is on call at the fund is asked until they answer.",
        ),
        Said(
            "Approuvez, en tout ou en partie, ou refusez avec un code.",
            "Approve, whole or in part, or decline with a code.",
        ),
    ),
    ("covered", "met"): _NOTHING_FOR_BOTH,
    ("covered", "not_met"): Advice(
        Said("Demandez à un autre fonds de la région.", "Ask another fund of the region."),
        Said(
            "Rien à décider : deux personnes changent ce que le fonds couvre.",
            "Nothing to decide: two people change what the fund covers.",
        ),
    ),
    ("line_cap", "met"): _NOTHING_FOR_BOTH,
    ("line_cap", "needs_waiver"): _ANOTHER_APPROVES,
    ("unit_cap", "met"): _NOTHING_FOR_BOTH,
    ("unit_cap", "needs_waiver"): _ANOTHER_APPROVES,
    ("units", "met"): _NOTHING_FOR_BOTH,
    ("units", "not_met"): Advice(
        Said("Ajoutez un motif court à la ligne.", "Add a short reason to the line."),
        Said("La personne pivot ajoute un motif court.", "The pivot worker adds a short reason."),
    ),
    ("automatic", "by_rule"): Advice(
        Said("Rien à faire : l'argent est réservé.", "Nothing to do: the money is reserved."), _NOTHING
    ),
    ("automatic", "needs_people"): Advice(
        Said("Rien à faire : une personne du fonds décide.", "Nothing to do: a person of the fund decides."),
        Said("Décidez de cette ligne.", "Decide this line."),
    ),
    ("self_issued", "self_issued"): Advice(
        Said(
            "Rien à faire; sans deuxième signature à temps, le droit d'émettre attend.",
            "Nothing to do; without the second signature in time, the right to issue waits.",
        ),
        Said("Donnez la deuxième signature avant sa date.", "Give the second signature before its date."),
    ),
    ("out_of_hours", "met"): _NOTHING_FOR_BOTH,
    ("out_of_hours", "not_met"): Advice(
        Said(
            "Envoyez la demande à la garde du fonds.", "Send the request to whoever is on call at the fund."
        ),
        Said("Décidez de la demande.", "Decide the request."),
    ),
    ("self_issue_case", "met"): _NOTHING_FOR_BOTH,
    ("self_issue_case", "not_met"): _SEND_ON,
    ("self_issue_pivot", "met"): _NOTHING_FOR_BOTH,
    ("self_issue_pivot", "not_met"): _SEND_ON,
    ("self_issue_organisation", "met"): _NOTHING_FOR_BOTH,
    ("self_issue_organisation", "not_met"): _SEND_ON,
}
"""What to do next, by rule and outcome: as many as there are sentences, and a test counts both."""


def rule_name(finding: Finding, language: Language) -> str:
    """Which rule it was, in the reader's language."""
    return RULES[finding.rule].in_(language)


def advice(finding: Finding, side: Side, language: Language) -> str:
    """What this reader does next, in their language."""
    return ADVICE[finding.rule, finding.outcome].for_(side).in_(language)
