"""Each difference in words, and what to do about it, in both languages (FND-09)."""

from collections.abc import Mapping
from typing import Final

from service.fund.reconciliation.rules import Code
from service.refusals import Said

TITLES: Final[Mapping[Code, Said]] = {
    "payment_found": Said(
        "Un paiement était parti sans que personne ne l'ait dit; il est inscrit.",
        "A payment had left and nobody had said so; it is recorded.",
    ),
    "reversal_found": Said(
        "De l'argent était revenu sans que personne ne l'ait dit; c'est inscrit.",
        "Money had come back and nobody had said so; it is recorded.",
    ),
    "not_in_ledger": Said(
        "Le service de paiement tient un paiement que le grand livre n'a pas.",
        "The payment service holds a payment that the ledger does not.",
    ),
    "not_at_rail": Said(
        "Le grand livre a un paiement que le service de paiement ne montre pas.",
        "The ledger has a payment that the payment service does not show.",
    ),
    "amount_differs": Said("Les deux montants ne sont pas les mêmes.", "The two amounts are not the same."),
    "return_differs": Said(
        "Ce qui est revenu n'est pas le même des deux côtés.",
        "What came back is not the same on both sides.",
    ),
    "twice": Said("Le même paiement est parti deux fois.", "The same payment left twice."),
    "of_another_installation": Said(
        "Ce paiement porte une référence d'une autre installation.",
        "This payment bears the reference of another installation.",
    ),
    "without_order": Said(
        "Ce paiement a été fait à la main, sans commande d'ici.",
        "This payment was made by hand, without an order from here.",
    ),
    "unknown_notice": Said(
        "Un avis parle d'un paiement inconnu ici.", "A notice speaks of a payment unknown here."
    ),
    "payee_payout_failed": Said(
        "La banque d'un fournisseur a renvoyé l'argent à son compte de paiement.",
        "A payee's bank has sent the money back to its payment account.",
    ),
    "balance_short": Said(
        "Le compte de paiement tient moins que ce qui est promis.",
        "The payment account holds less than what is promised.",
    ),
    "reference_twice": Said(
        "Deux paiements portent la même référence.", "Two payments bear the same reference."
    ),
    "receipt_missing": Said("Le reçu n'est pas venu.", "The receipt has not come."),
    "receipt_differs": Said(
        "Le reçu ne rend pas compte de tout l'argent.", "The receipt does not account for all the money."
    ),
    "stock_differs": Said(
        "Le stock n'a pas autant de cartes que Relais en compte.",
        "The stock does not have as many cards as Relais counts.",
    ),
}
ADVICE: Final[Mapping[Code, Said]] = {
    "payment_found": Said("Rien à faire.", "Nothing to do."),
    "reversal_found": Said("Rien à faire.", "Nothing to do."),
    "not_in_ledger": Said(
        "Ouvrez le paiement et choisissez « Vérifier et réessayer ».",
        "Open the payment and choose “Check and try again”.",
    ),
    "not_at_rail": Said(
        "Comparez la référence avec les pages du service de paiement, puis écrivez à son soutien.",
        "Compare the reference with the payment service's own pages, then write to its support.",
    ),
    "amount_differs": Said(
        "Ouvrez le paiement et choisissez « Inscrire ce que tient le service de paiement ».",
        "Open the payment and choose “Record what the payment service holds”.",
    ),
    "return_differs": Said(
        "Inscrivez l'argent revenu sur la ligne.", "Record on the line the money that came back."
    ),
    "twice": Said(
        "Demandez au fournisseur ou au service de paiement de renvoyer le deuxième.",
        "Ask the payee or the payment service to return the second one.",
    ),
    "of_another_installation": Said(
        "Demandez à qui tient la clé du compte quelle installation s'en sert.",
        "Ask whoever holds the account's key which installation uses it.",
    ),
    "without_order": Said(
        "Demandez à qui ouvre les pages du service de paiement pourquoi, et gardez la réponse.",
        "Ask whoever opens the payment service's pages why, and keep the answer.",
    ),
    "unknown_notice": Said(
        "Demandez à qui tient la clé du compte d'où vient ce paiement.",
        "Ask whoever holds the account's key where this payment comes from.",
    ),
    "payee_payout_failed": Said(
        "Dites au fournisseur de revoir son compte bancaire. L'argent est chez lui.",
        "Tell the payee to look at its bank account. The money is with it.",
    ),
    "balance_short": Said(
        "Versez la différence au compte de paiement. L'envoi reprend seul.",
        "Pay the difference into the payment account. Sending resumes by itself.",
    ),
    "reference_twice": Said(
        "Regardez lequel des deux paiements a eu lieu.", "Look which of the two payments took place."
    ),
    "receipt_missing": Said(
        "Demandez le reçu à l'intervenant pivot.", "Ask the pivot worker for the receipt."
    ),
    "receipt_differs": Said(
        "Inscrivez l'argent revenu sur la ligne, ou demandez le reçu corrigé.",
        "Record on the line the money that came back, or ask for the corrected receipt.",
    ),
    "stock_differs": Said(
        "Recomptez avec une autre personne, puis annulez les cartes qui manquent.",
        "Count again with another person, then void the cards that are missing.",
    ),
}
