"""The books, and comparisons with the payment services."""

from service.refusals import Said

WORDS = {
    "fund.books.closing": Said("Fermer jusqu'au {day}", "Close up to {day}"),
    "fund.books.correction": Said("Corriger {sum}", "Correct {sum}"),
    "fund.books.waits": Said(
        "attend une deuxième signature, d'ici le {day}", "waits for a second signature, by {day}"
    ),
    "fund.books.mine": Said(
        "Proposé par vous : une autre personne signe.", "Proposed by you: another person signs."
    ),
    "fund.books.close.sign": Said("Fermer la période", "Close the period"),
    "fund.books.close.name": Said("Fermer la période jusqu'au {day}", "Close the period up to {day}"),
    "fund.books.correct.sign": Said("Signer la correction", "Sign the correction"),
    "fund.books.correct.name": Said(
        "Signer la correction de {sum}, {count}", "Sign the correction of {sum}, {count}"
    ),
    "fund.books.trial": Said("Balance au {day}", "Trial balance on {day}"),
    "fund.books.balanced": Said("Débits et crédits égaux : {sum}.", "Debits equal credits: {sum}."),
    "fund.books.unbalanced": Said("Débits et crédits inégaux.", "Debits and credits differ."),
    "fund.books.account": Said("Compte", "Account"),
    "fund.books.debit": Said("Débit", "Debit"),
    "fund.books.credit": Said("Crédit", "Credit"),
    "fund.books.at": Said("À la fin du (UTC)", "At the end of (UTC)"),
    "fund.books.show": Said("Voir ce jour", "Show that day"),
    "fund.books.ledger": Said("Grand livre général", "General ledger"),
    "fund.books.from": Said("Du", "From"),
    "fund.books.to": Said("Au", "To"),
    "fund.books.download": Said("Télécharger (CSV)", "Download (CSV)"),
    "fund.books.entries": Said("Voir les écritures", "Show the entries"),
    "fund.books.entries.title": Said("Écritures", "Entries"),
    "fund.books.entries.none": Said("Aucune écriture ces jours-là.", "No entry on these days."),
    "fund.books.correct": Said("Corriger", "Correct"),
    "fund.books.wrong": Said("Montant en trop", "Amount that was wrong"),
    "fund.books.correct.propose": Said("Proposer la correction", "Propose the correction"),
    "fund.books.correct.propose.name": Said(
        "Proposer la correction, ligne {count}", "Propose the correction, line {count}"
    ),
    "fund.books.close": Said("Fermer une période", "Close a period"),
    "fund.books.closed": Said("Fermé jusqu'au {day}.", "Closed up to {day}."),
    "fund.books.closed.none": Said("Aucune période fermée.", "No period is closed."),
    "fund.books.until": Said("Premier jour qui reste ouvert", "First day that stays open"),
    "fund.books.until.hint": Said(
        "Plus rien n'est daté avant. En UTC.", "Nothing is dated before it any more. In UTC."
    ),
    "fund.books.close.propose": Said("Proposer la fermeture", "Propose the closing"),
    "fund.why.mistyped": Said("faute de frappe", "mistyped"),
    "fund.why.twice": Said("inscrit deux fois", "recorded twice"),
    "fund.why.not_received": Said("jamais reçu", "never received"),
    "fund.why.wrong_envelope": Said("mauvaise enveloppe", "wrong envelope"),
    "fund.why.bank_reversed": Said("repris par la banque", "taken back by the bank"),
    "fund.about.correct": Said(
        "Vous allez proposer de corriger {sum}.", "You are about to propose correcting {sum}."
    ),
    "fund.about.close": Said(
        "Vous allez proposer de fermer tout jusqu'au {day}.",
        "You are about to propose closing all up to {day}.",
    ),
    "fund.about.closing": Said(
        "Vous allez fermer tout jusqu'au {day}.", "You are about to close all up to {day}."
    ),
    "fund.about.correction": Said(
        "Vous allez signer la correction de {sum}.", "You are about to sign the correction of {sum}."
    ),
    "fund.compare.title": Said("Comparaison", "Comparison"),
    "fund.compare.none": Said(
        "Aucune comparaison. Relais en fait une chaque nuit.", "No comparison. Relais makes one each night."
    ),
    "fund.compare.agrees": Said("les deux côtés s'accordent", "both sides agree"),
    "fund.compare.differs": Said("écarts : {count}", "differences: {count}"),
    "fund.compare.unreachable": Said(
        "le service de paiement ne répond pas", "the payment service cannot be reached"
    ),
    "fund.compare.ask": Said("Comparer maintenant", "Compare now"),
    "fund.compare.go": Said("Comparer", "Compare"),
    "fund.compare.rail": Said("Service de paiement", "Payment service"),
    "fund.compare.ledger": Said("Grand livre", "Ledger"),
    "fund.compare.balance": Said("Solde du compte de paiement", "Balance of the payment account"),
    "fund.compare.open": Said("Ouvrir le paiement", "Open the payment"),
    "done.fund_correction_proposed": Said(
        "Proposée. Une autre personne signe.", "Proposed. Another person signs."
    ),
    "done.fund_closing_proposed": Said(
        "Proposée. Une autre personne signe.", "Proposed. Another person signs."
    ),
    "done.fund_books_signed": Said("Signé par deux personnes.", "Signed by two people."),
    "done.fund_compared": Said(
        "Demandé : la réponse arrive ici dans un instant.", "Asked: the answer comes here in a moment."
    ),
}
