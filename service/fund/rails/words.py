"""What rails have to say to people, in French and English."""

from collections.abc import Mapping

from service.fund.rails.protocol import Cause, Step
from service.refusals import Said

CAUSES: Mapping[Cause, Said] = {
    Cause.PAYEE_MISSING: Said(
        "Ce fournisseur n'a pas de compte de paiement.", "This payee has no payment account."
    ),
    Cause.PAYEE_UNKNOWN: Said(
        "Le service de paiement ne connaît pas ce compte.", "The payment service does not know this account."
    ),
    Cause.PAYEE_NOT_READY: Said(
        "Ce compte ne peut pas encore recevoir d'argent.", "This account cannot receive money yet."
    ),
    Cause.FUNDS_SHORT: Said(
        "Le solde du compte de paiement ne suffit pas.", "The balance of the payment account is too low."
    ),
    Cause.RATE_LIMITED: Said(
        "Le service de paiement est très sollicité; l'envoi reprend seul.",
        "The payment service is busy; sending resumes by itself.",
    ),
    Cause.UNREACHABLE: Said(
        "Le service de paiement ne répond pas; l'envoi reprend seul.",
        "The payment service cannot be reached; sending resumes by itself.",
    ),
    Cause.CREDENTIALS: Said(
        "Le service de paiement refuse la clé de cette installation.",
        "The payment service refuses this installation's key.",
    ),
    Cause.ORDER_CHANGED: Said(
        "Un autre paiement porte déjà cette référence.", "Another payment already bears this reference."
    ),
    Cause.REFUSED: Said("Le service de paiement a refusé.", "The payment service refused."),
    Cause.NO_ANSWER: Said(
        "Pas de réponse du service de paiement; une vérification suit.",
        "No answer from the payment service; a check follows.",
    ),
    Cause.STILL_RUNNING: Said(
        "Le même envoi est déjà en cours; une vérification suit.",
        "The same payment is already under way; a check follows.",
    ),
    Cause.PROVIDER_ERROR: Said(
        "Le service de paiement a eu une panne; une vérification suit.",
        "The payment service had a fault; a check follows.",
    ),
    Cause.RAIL_MISSING: Said(
        "Ce mode de paiement n'est pas installé ici.", "This way of paying is not set up here."
    ),
}

STEPS: Mapping[Step, Said] = {
    Step.SEND_ETRANSFER: Said(
        "Envoyer le virement Interac au fournisseur.", "Send the e-transfer to the payee."
    ),
    Step.WRITE_CHEQUE: Said("Émettre le chèque au nom du fournisseur.", "Write the cheque to the payee."),
    Step.HAND_OVER_CASH: Said("Remettre l'argent comptant.", "Hand over the cash."),
    Step.DRAW_CARD: Said(
        "Tirer une carte du stock et la remettre.", "Draw a card from stock and hand it over."
    ),
    Step.PAY_BY_CARD: Said(
        "Payer le commerçant avec la carte, dans les pages du service de paiement.",
        "Pay the merchant with the card, in the payment service's own pages.",
    ),
    Step.KEEP_RECEIPT: Said("Garder le reçu et le joindre.", "Keep the receipt and attach it."),
    Step.NOTE_REFERENCE: Said(
        "Noter le numéro du virement ou du chèque.", "Note the number of the transfer or cheque."
    ),
    Step.CONFIRM_AMOUNT: Said("Confirmer le montant payé.", "Confirm the amount paid."),
}
