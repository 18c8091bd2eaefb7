"""Requests, receipts, and decisions that another person looks at."""

from service.refusals import Said

WORDS = {
    "fund.requests.state": Said("Où elles en sont", "Where they stand"),
    "fund.requests.all": Said("Toutes", "All"),
    "fund.requests.show": Said("Afficher", "Show"),
    "fund.requests.none": Said("Aucune demande ici.", "No request here."),
    "fund.requests.older": Said("Plus anciennes", "Older"),
    "fund.receipts.title": Said("Reçus à venir", "Receipts to come"),
    "fund.receipts.by": Said("d'ici le {day}", "by {day}"),
    "fund.receipts.missing": Said("le reçu manque", "the receipt is missing"),
    "fund.receipts.rest": Said("{sum} à rendre", "{sum} to give back"),
    "fund.receipts.none": Said("Aucun reçu n'est attendu.", "No receipt is awaited."),
    "fund.back": Said("De l'argent est revenu", "Money came back"),
    "fund.back.sum": Said("Montant revenu, ligne {count}", "Amount that came back, line {count}"),
    "fund.back.go": Said("Inscrire le retour", "Record the return"),
    "fund.back.name": Said("Inscrire le retour, ligne {count}", "Record the return, line {count}"),
    "fund.about.back": Said("{sum} reviennent à leur enveloppe.", "{sum} goes back to its envelope."),
    "fund.reviews.title": Said("À relire", "To look at"),
    "fund.reviews.none": Said("Rien à relire.", "Nothing to look at."),
    "fund.reviews.over": Said(
        "Quelqu'un d'autre a déjà répondu. Rien de plus à faire.",
        "Somebody else has answered. Nothing more to do.",
    ),
    "fund.reviews.by": Said("d'ici le {day}", "by {day}"),
    "fund.reviews.another": Said(
        "Vous avez fait cette demande ou vous accompagnez la personne : quelqu'un d'autre relit.",
        "You asked for this or accompany the person: somebody else looks.",
    ),
    "fund.reviews.second_signature": Said(
        "émis seul, deuxième signature due", "issued alone, second signature owed"
    ),
    "fund.reviews.second_look": Said("approuvé par la règle, tiré au sort", "approved by rule, drawn by lot"),
    "fund.reviews.restoration": Said("un droit d'émettre est suspendu", "a right to issue rests"),
    "fund.reviews.agree.second_signature": Said("Signer en second", "Sign second"),
    "fund.reviews.agree.second_look": Said("D'accord", "Agree"),
    "fund.reviews.agree.name": Said("Donner mon accord : {sum}, {code}", "Agree: {sum}, {code}"),
    "fund.reviews.object": Said("Objecter", "Object"),
    "fund.reviews.object.hint.second_signature": Said(
        "Touchez la raison. L'argent reste; le droit d'émettre seul attend deux signatures.",
        "Touch the reason. The money stays; the right to issue alone waits for two signatures.",
    ),
    "fund.reviews.object.hint.second_look": Said(
        "Touchez la raison. L'argent reste; la règle est à revoir.",
        "Touch the reason. The money stays; the rule is to be looked at.",
    ),
    "fund.reviews.objected": Said("Objection : {code}.", "Objection: {code}."),
    "fund.reviews.restored": Said(
        "Signatures pour le rendre : {count} sur 2.", "Signatures to give it back: {count} of 2."
    ),
    "fund.reviews.restore": Said("Rendre le droit d'émettre", "Give the right back"),
    "fund.reviews.restore.name": Said("Rendre le droit d'émettre, {code}", "Give the right back, {code}"),
    "fund.object.could_have_waited": Said("Cela pouvait attendre", "It could have waited"),
    "fund.object.another_way": Said("Un autre moyen existait", "There was another way"),
    "fund.object.amount_too_high": Said("Montant trop haut", "Amount too high"),
    "fund.object.not_covered": Said("Non couvert", "Not covered"),
    "fund.object.facts_missing": Said("Il manque des faits", "Facts are missing"),
    "fund.object.other": Said("Autre raison", "Other reason"),
    "fund.about.agree": Said(
        "Vous allez signer en second sous {sum}, {code}.", "You are about to sign second under {sum}, {code}."
    ),
    "fund.about.object": Said(
        "Vous allez objecter à {sum}, {code}.", "You are about to object to {sum}, {code}."
    ),
    "fund.about.restore": Said(
        "Vous allez rendre le droit d'émettre seul, {code}.",
        "You are about to give back the right to issue alone, {code}.",
    ),
    "done.fund_back": Said("Retour inscrit.", "Return recorded."),
    "done.fund_agreed": Said("Signé en second.", "Signed second."),
    "done.fund_objected": Said("Objection notée.", "Objection noted."),
    "done.fund_restored": Said(
        "Signé : le droit revient avec deux signatures.", "Signed: the right is back with two signatures."
    ),
}
