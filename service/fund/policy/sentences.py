"""Each finding of a policy as one sentence in French and one in English."""

from collections.abc import Mapping
from typing import Any, Final

from service.fund.money import money
from service.fund.policy.rules import Finding
from service.fund.said import ATTESTATIONS
from service.refusals import Language, Said

SENTENCES: Final[Mapping[tuple[str, str], Said]] = {
    ("attested", "met"): Said("Les trois points sont attestés.", "The three points are attested."),
    ("attested", "not_met"): Said(
        "Il manque une attestation : {missing}.", "An attestation is missing: {missing}."
    ),
    ("approvers", "needs_people"): Said(
        "{total} pour ce dossier en 24 h : {who}. Une seule suffit jusqu'à {one_person_up_to}.",
        "{total} for this case in 24 h: {who}. One is enough up to {one_person_up_to}.",
    ),
    ("covered", "met"): Said("Le fonds couvre cette catégorie.", "The fund covers this category."),
    ("covered", "not_met"): Said(
        "Ce fonds ne couvre pas cette catégorie.", "This fund does not cover this category."
    ),
    ("line_cap", "met"): Said(
        "{amount}, dans le plafond de {cap}{for_people}.", "{amount}, within the cap of {cap}{for_people}."
    ),
    ("line_cap", "needs_waiver"): Said(
        "{amount}, au-dessus du plafond de {cap}{for_people} : une personne peut approuver, avec un motif.",
        "{amount}, above the cap of {cap}{for_people}: a person may approve, with a reason.",
    ),
    ("unit_cap", "met"): Said(
        "{amount} l'unité, dans le plafond de {cap}{for_people}.",
        "{amount} each, within the cap of {cap}{for_people}.",
    ),
    ("unit_cap", "needs_waiver"): Said(
        "{amount} l'unité, au-dessus du plafond de {cap}{for_people} : une personne peut approuver, avec un motif.",
        "{amount} each, above the cap of {cap}{for_people}: a person may approve, with a reason.",
    ),
    ("units", "met"): Said(
        "Nuits : {units}; un motif est demandé après {without_reason}.",
        "Nights: {units}; a reason is asked after {without_reason}.",
    ),
    ("units", "not_met"): Said(
        "{units} nuits : au-delà de {without_reason}, donnez un motif.",
        "{units} nights: beyond {without_reason}, give a reason.",
    ),
    ("automatic", "by_rule"): Said(
        "{total} en 24 h pour cette catégorie, {ceiling} au plus : approuvé tout de suite par la règle.",
        "{total} in 24 h for this category, {ceiling} at most: approved at once by rule.",
    ),
    ("automatic", "needs_people"): Said(
        "{total} en 24 h pour cette catégorie; la règle n'approuve seule que jusqu'à {ceiling}.",
        "{total} in 24 h for this category; the rule alone approves up to {ceiling} only.",
    ),
    ("self_issued", "self_issued"): Said(
        "Émis par l'intervenant pivot; une deuxième signature suit.",
        "Issued by the pivot worker; a second signature follows.",
    ),
    ("out_of_hours", "met"): Said("Hors des heures de bureau.", "Outside office hours."),
    ("out_of_hours", "not_met"): Said(
        "Pendant les heures de bureau, une autre personne approuve.",
        "During office hours another person approves.",
    ),
    ("self_issue_case", "met"): Said(
        "{total} émis en 24 h pour ce dossier, {ceiling} au plus.",
        "{total} issued in 24 h for this case, {ceiling} at most.",
    ),
    ("self_issue_case", "not_met"): Said(
        "{total} dépassent {ceiling} en 24 h pour ce dossier. Il reste {possible}.",
        "{total} is over {ceiling} in 24 h for this case. {possible} is left.",
    ),
    ("self_issue_pivot", "met"): Said(
        "{total} émis en 24 h par cette personne, {ceiling} au plus.",
        "{total} issued in 24 h by this person, {ceiling} at most.",
    ),
    ("self_issue_pivot", "not_met"): Said(
        "{total} dépassent {ceiling} en 24 h pour une même personne. Il reste {possible}.",
        "{total} is over {ceiling} in 24 h for one person. {possible} is left.",
    ),
    ("self_issue_organisation", "met"): Said(
        "{total} émis en 24 h par l'organisme, {ceiling} au plus.",
        "{total} issued in 24 h by the organisation, {ceiling} at most.",
    ),
    ("self_issue_organisation", "not_met"): Said(
        "{total} dépassent {ceiling} en 24 h pour l'organisme. Il reste {possible}.",
        "{total} is over {ceiling} in 24 h for the organisation. {possible} is left.",
    ),
}


WAYS: Final[Mapping[str, Said]] = {
    "by_rule": Said("par la règle", "by rule"),
    "person": Said("par une personne", "by one person"),
    "people": Said("par {approvers} personnes", "by {approvers} people"),
    "self_issued": Said("par l'intervenant pivot seul", "by the pivot worker alone"),
    "refused": Said("refusé", "refused"),
}
"""Who decides a line; one person is said in the singular."""

ONE_APPROVES: Final = Said("une personne approuve", "one person approves")
SOME_APPROVE: Final = Said("{approvers} personnes approuvent", "{approvers} people approve")

FOR_PEOPLE: Final = Said(" pour {people} personnes", " for {people} people")


def sentence(finding: Finding, language: Language) -> str:
    """What a rule said, with its numbers, in the reader's language."""
    said = SENTENCES[finding.rule, finding.outcome]
    return said.in_(language, _facts(finding, language))


def _facts(finding: Finding, language: Language) -> dict[str, Any]:
    """Amounts in words under the fact's short name (`total_cents` becomes `total`), codes in words, and for how many
    people a cap was raised (ELG-07)."""
    words: dict[str, Any] = {
        name.removesuffix("_cents"): money(int(fact), language) if name.endswith("_cents") else fact
        for name, fact in finding.facts.items()
    }
    if "missing" in words:
        codes = str(words["missing"]).split(", ")
        words["missing"] = ", ".join(ATTESTATIONS[code].in_(language) for code in codes)
    if "approvers" in words:
        words["who"] = (ONE_APPROVES if words["approvers"] == 1 else SOME_APPROVE).in_(language, words)
    words["for_people"] = FOR_PEOPLE.in_(language, finding.facts) if "people" in finding.facts else ""
    return words
