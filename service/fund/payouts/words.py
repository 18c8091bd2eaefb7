"""What whoever pays is told about a payment that did not simply leave (FND-09)."""

from collections.abc import Mapping
from typing import Final

from service.fund.rails.words import CAUSES
from service.refusals import Language, Said

PROBLEMS: Final[Mapping[str, Said]] = {
    **{str(cause): said for cause, said in CAUSES.items()},
    "not_found": Said(
        "Le service de paiement n'a rien reçu; l'envoi reprend seul.",
        "The payment service received nothing; sending resumes by itself.",
    ),
    "key_too_old": Said(
        "L'envoi date de plus d'un jour; une vérification suit avant tout nouvel envoi.",
        "The first sending is more than a day old; a check comes before anything is sent again.",
    ),
    "differs": Said(
        "Le service de paiement tient autre chose que ce qui a été commandé.",
        "The payment service holds something other than what was ordered.",
    ),
    "twice": Said(
        "L'argent est parti une deuxième fois. Demandez-en le retour au fournisseur ou au service de paiement.",
        "The money left a second time. Ask the payee or the payment service to return it.",
    ),
    "earmark_expired": Said(
        "La somme réservée a pris fin avant l'envoi.", "The sum set aside ended before it was sent."
    ),
}
BUTTONS: Final[Mapping[str, Said]] = {
    "release": Said("Laisser partir", "Let it leave"),
    "confirm": Said("Noter le paiement fait", "Note the payment made"),
    "retry": Said("Vérifier et réessayer", "Check and try again"),
    "otherwise": Said("Payer autrement et noter la référence", "Pay in another way and note the reference"),
    "cancel": Said(
        "Annuler et rendre l'argent à l'enveloppe", "Cancel and give the money back to the envelope"
    ),
    "accept": Said("Inscrire ce que tient le service de paiement", "Record what the payment service holds"),
}


def problem_in(problem: str | None, language: Language) -> str | None:
    """The problem of a payment in words; one that has none is shown by its code."""
    if problem is None:
        return None
    return PROBLEMS[problem].in_(language) if problem in PROBLEMS else problem
