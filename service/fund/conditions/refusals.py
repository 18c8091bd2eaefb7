"""Each reason for a no about a payment that waits for something (FND-11)."""

from service.refusals import Reason, Said

CONDITION_NOT_POSSIBLE = Reason(
    "condition_not_possible",
    422,
    Said("Cette condition ne peut pas être remplie à temps.", "This condition cannot be met in time."),
    Said(
        "Donnez une date de fin à venir, dans 180 jours au plus; un jour de départ pour un voyage, et pour rien "
        "d'autre.",
        "Give an end to come, within 180 days; a day of departure for a journey, and for nothing else.",
    ),
)
CONDITION_OPEN = Reason(
    "condition_not_met",
    409,
    Said("Ce paiement attend encore sa condition.", "This payment still waits for its condition."),
    Said(
        "Confirmez la condition d'abord; à sa date de fin, l'argent retourne à l'enveloppe.",
        "Confirm the condition first; at its end the money goes back to the envelope.",
    ),
)
CONDITION_NOT_YET = Reason(
    "condition_not_yet",
    409,
    Said(
        "Cette condition n'est pas encore remplie, ou une autre personne la confirme.",
        "This condition is not met yet, or another person confirms it.",
    ),
    Said(
        "Attendez le jour du départ ou le reçu qui manque. Le fonds confirme chaque condition; l'intervenant pivot, "
        "une chambre ou un lit.",
        "Wait for the day of departure or the missing receipt. The fund confirms each condition; the pivot worker, a "
        "room or a bed.",
    ),
)
CONDITION_OVER = Reason(
    "condition_over",
    409,
    Said("Cette condition n'attend plus.", "This condition waits no longer."),
    Said("Ouvrez la demande pour voir où en est la ligne.", "Open the request to see where the line stands."),
)
