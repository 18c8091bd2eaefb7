"""Payments, and what is done about one."""

from service.refusals import Said

WORDS = {
    "fund.hand.none": Said("Rien à reprendre.", "Nothing needs a hand."),
    "fund.pay.title": Said("Paiement", "Payment"),
    "fund.pay.newest": Said("Les plus récents", "The newest"),
    "fund.pay.sent": Said("envoyé {at}", "sent {at}"),
    "fund.pay.to": Said("À qui", "To whom"),
    "fund.pay.to.nobody": Said("aucun fournisseur nommé", "no payee named"),
    "fund.pay.by": Said("Comment", "How"),
    "fund.pay.for": Said("Pour", "For"),
    "fund.pay.reference": Said("Référence", "Reference"),
    "fund.pay.reference.hint": Said(
        "Celle de la banque, du chèque ou de la carte; aucun nom.",
        "The bank's, the cheque's or the card's; no name.",
    ),
    "fund.pay.amount": Said("Montant payé", "Amount paid"),
    "fund.pay.amount.hint": Said(
        "Le montant réel : moins rend le reste à l'enveloppe.", "The real amount: less gives the rest back."
    ),
    "fund.pay.charged": Said("Payé", "Paid"),
    "fund.pay.found": Said("Chez le service de paiement", "At the payment service"),
    "fund.pay.returned": Said("Revenu", "Came back"),
    "fund.pay.kept": Said(
        "L'argent reste réservé jusqu'à votre choix.", "The money stays reserved until you choose."
    ),
    "fund.pay.held.why": Said(
        "Une personne qui n'a ni demandé ni approuvé le laisse partir.",
        "Somebody who neither asked nor approved lets it leave.",
    ),
    "fund.pay.next": Said("Ce que vous pouvez faire", "What you can do"),
    "fund.pay.over": Said(
        "Quelqu'un s'en est déjà occupé : {state}. Rien de plus à faire.",
        "Somebody has taken care of it: {state}. Nothing more to do.",
    ),
    "fund.about.pay": Said("{do} : {sum}, {code}.", "{do}: {sum}, {code}."),
    "fund.rail.stripe_connect": Said("compte de paiement du fournisseur", "the payee's payment account"),
    "fund.rail.stripe_issuing": Said("carte à usage limité", "a card for this purpose"),
    "fund.rail.manual_etransfer": Said("virement Interac, à la main", "e-transfer, by hand"),
    "fund.rail.manual_cheque": Said("chèque", "cheque"),
    "fund.rail.manual_cash": Said("argent comptant", "cash"),
    "fund.rail.voucher": Said("carte du stock", "a card from stock"),
    "done.fund_pay_release": Said("Le paiement part.", "The payment leaves."),
    "done.fund_pay_confirm": Said("Paiement noté.", "Payment noted."),
    "done.fund_pay_retry": Said("Vérification et nouvel essai en cours.", "Checking and trying again."),
    "done.fund_pay_otherwise": Said("Payé autrement, c'est noté.", "Paid in another way, and noted."),
    "done.fund_pay_cancel": Said(
        "Annulé : l'argent est revenu à l'enveloppe.", "Cancelled: the money is back in its envelope."
    ),
    "done.fund_pay_accept": Said(
        "Inscrit comme le tient le service de paiement.", "Recorded as the payment service holds it."
    ),
}
