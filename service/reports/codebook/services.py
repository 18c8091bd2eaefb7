"""Codes about beds, money and time (DAT-03)."""

from service.refusals import Said
from service.reports.codebook.terms import Term, terms

OPENED = terms(
    (
        "within_72h",
        "lit et premier besoin payé en 72 h",
        "bed and first need paid within 72 h",
        "Un lit occupé et un paiement du fonds dans les 72 heures de l'ouverture.",
        "A bed slept in and a payment by the fund within 72 hours of opening.",
    ),
    (
        "later_or_never",
        "plus tard, ou sans l'un des deux",
        "later, or without one of the two",
        "L'un des deux est venu plus tard, n'est pas venu, ou n'a pas été demandé.",
        "One of the two came later, did not come, or was not asked for.",
    ),
)
BED = terms(
    (
        "found",
        "premier lit",
        "first bed",
        "Minutes de l'ouverture du dossier au premier lit; la médiane.",
        "Minutes from the opening of the case to the first bed; the median.",
    ),
)
NIGHTS = terms(
    ("used", "utilisées", "used", "Quelqu'un est venu dans ce lit.", "Somebody came to that bed."),
    ("unused", "non utilisées", "unused", "Retenue et restée vide.", "Held and left empty."),
)
URGENCY = terms(
    (
        "critical",
        "immédiate",
        "critical",
        "La personne est en danger maintenant.",
        "The person is in danger now.",
    ),
    ("urgent", "urgente", "urgent", "Dans les heures qui viennent.", "Within hours."),
    ("standard", "courante", "standard", "Dans la journée ouvrable.", "Within the working day."),
)
IN_TIME = {
    f"{urgency}_{when}": Term(
        Said(f"{term.said.fr}, {fr}", f"{term.said.en}, {en}"), Said(f"{term.means.fr} {means_fr}", means_en)
    )
    for urgency, term in URGENCY.items()
    for when, fr, en, means_fr, means_en in (
        (
            "in_time",
            "à temps",
            "in time",
            "Décidé au moment visé ou avant.",
            "Decided by the policy's target.",
        ),
        ("late", "après", "after", "Décidé après le moment visé.", "Decided after the policy's target."),
    )
}
IN_TIME |= terms(
    (
        "undecided",
        "pas encore décidé",
        "not yet decided",
        "Pas décidé quand le rapport a paru.",
        "Not decided when the report appeared.",
    ),
)
UNMET = terms(
    ("no_bed", "aucun lit libre", "no bed free", "Aucune place de la région.", "No place in the region."),
    ("no_answer", "pas de réponse", "no answer", "Personne n'a répondu à temps.", "Nobody answered in time."),
    (
        "security_fear",
        "crainte pour la sécurité",
        "fear for safety",
        "La maison craint pour ses résidentes ou son personnel.",
        "The house fears for its residents or staff.",
    ),
    (
        "not_conjugal_violence",
        "hors violence conjugale",
        "not conjugal violence",
        "La maison n'accueille que la violence conjugale.",
        "The house takes conjugal violence only.",
    ),
    ("criteria", "critères", "criteria", "Un critère d'accueil l'a empêché.", "A criterion prevented it."),
    ("age", "âge", "age", "L'âge de la personne.", "The person's age."),
    ("gender", "genre", "gender", "Le genre de la personne.", "The person's gender."),
    ("language", "langue", "language", "Personne ne parle sa langue.", "Nobody speaks their language."),
    (
        "stay_too_short",
        "séjour trop court",
        "stay too short",
        "La durée offerte est trop courte.",
        "The stay offered is too short.",
    ),
    (
        "several_at_once",
        "plusieurs à la fois",
        "several at once",
        "Un groupe ou une famille qu'aucune maison ne prend ensemble.",
        "A group or family that no house takes together.",
    ),
    ("other", "autre", "other", "Une raison que la liste n'a pas.", "A reason that the list does not have."),
)
CATEGORY = terms(
    (
        "travel_local",
        "transport local",
        "local travel",
        "Dans la ville ou autour.",
        "In and around the city.",
    ),
    (
        "travel_intercity",
        "transport interurbain",
        "intercity travel",
        "Dans la province.",
        "In the province.",
    ),
    (
        "travel_interprovincial",
        "transport interprovincial",
        "interprovincial travel",
        "D'une province à l'autre.",
        "From one province to another.",
    ),
    (
        "travel_international",
        "transport international",
        "international travel",
        "Hors du Canada.",
        "Outside Canada.",
    ),
    ("hotel_nights", "nuits d'hôtel", "hotel nights", "Quelques nuits payées.", "A few nights paid."),
    ("calling_card", "carte d'appel", "calling card", "Pour joindre les siens.", "To reach one's own."),
    ("food", "nourriture", "food", "Repas et épicerie.", "Meals and groceries."),
    ("clothing", "vêtements", "clothing", "Vêtements et chaussures.", "Clothes and shoes."),
    ("hygiene_kit", "trousse d'hygiène", "hygiene kit", "Savon, brosse, soins.", "Soap, brush, care."),
    ("pocket_money", "argent de poche", "pocket money", "Petites dépenses.", "Small expenses."),
    (
        "medication_bridge",
        "médicaments, en attendant",
        "medication bridge",
        "Jusqu'à ce qu'un régime les couvre.",
        "Until a plan covers them.",
    ),
    ("interpreter", "interprète", "interpreter", "Heures d'interprétation.", "Hours of interpretation."),
    ("documents", "documents", "documents", "Frais pour des papiers.", "Fees for papers."),
    (
        "other_immediate",
        "autre besoin immédiat",
        "other immediate need",
        "Un besoin que la liste n'a pas.",
        "A need that the list does not have.",
    ),
)
