"""The words of asking for money."""

from api.pages.words.money_one import ONE, RECEIPT
from service.fund.said import CATEGORIES
from service.refusals import Said

ASK = {
    "money.of": Said("{what} : {of}", "{what}: {of}"),
    "money.ask.title": Said("Demander de l'argent", "Ask for money"),
    "money.people": Said("{count} personnes", "{count} people"),
    "money.no_fund": Said("Aucun fonds ne reçoit de demandes ici.", "No fund takes requests here."),
    "money.no_fund.ways": Said(
        "La région peut aider cette nuit, et une place ne coûte rien.",
        "The region can help tonight, and a place costs nothing.",
    ),
    "money.no_fund.tonight": Said("Chercher une place", "Look for a place"),
    "money.agree": Said(
        "La personne n'a pas encore accepté qu'un fonds soit demandé.",
        "The person has not yet agreed that a fund is asked.",
    ),
    "money.agree.why": Said(
        "Le fonds ne voit ni dossier ni nom : des besoins et des montants.",
        "The fund sees no case and no name: needs and amounts.",
    ),
    "money.agree.do": Said("Noter : la personne est d'accord", "Note: the person agrees"),
    "money.over": Said("{total} dépassent de {over}.", "{total} is over by {over}."),
    "money.over.ways": Said("Vous pouvez :", "You can:"),
    "money.over.rest": Said(
        "Ce qui reste va à la garde du fonds, cible {time}.",
        "What is left goes to the person on call at the fund, target {time}.",
    ),
    "money.issue": Said("Émettre {amount}", "Issue {amount}"),
    "money.issue.now": Said("Émettre maintenant", "Issue now"),
    "money.send.on_call": Said("Envoyer {amount} à la garde", "Send {amount} to the person on call"),
    "money.proposed": Said("{fund} propose, politique v{version}", "{fund} proposes, policy v{version}"),
    "money.others": Said("Autres besoins ({count})", "Other needs ({count})"),
    "money.room": Said(
        "Chambre d'hôtel déjà demandée avec son argent, nuits : {count}.",
        "Hotel room already asked with its money, nights: {count}.",
    ),
    "money.room.open": Said("Voir la demande", "See the request"),
    "money.sending": Said("Quand, et combien en tout", "When, and how much in all"),
    "money.when": Said("Pour quand", "For when"),
    "money.when.tonight": Said("Ce soir", "Tonight"),
    "money.when.tomorrow": Said("Demain", "Tomorrow"),
    "money.when.later": Said("Plus tard", "Later"),
    "money.attest": Said("Vous attestez trois points", "You attest three points"),
    "money.attested": Said("Attesté le {day}. Revoir", "Attested on {day}. Review"),
    "money.attest.why": Said(
        "En envoyant, vous attestez ce qui est coché. Rien d'autre ne compte.",
        "By sending, you attest what is ticked. Nothing else counts.",
    ),
    "money.attest.leaving_or_at_risk": Said(
        "La personne quitte une situation d'exploitation, ou est à risque",
        "The person is leaving exploitation, or is at risk",
    ),
    "money.attest.need_is_immediate": Said("Le besoin est immédiat", "The need is immediate"),
    "money.attest.nobody_else_pays_in_time": Said(
        "Personne d'autre ne paie à temps", "Nobody else pays in time"
    ),
    "money.send": Said("Envoyer la demande", "Send the request"),
    "money.count": Said("Recalculer le total", "Work out the total"),
    "money.second": Said(
        "Émettre seul demande votre clé d'accès; une deuxième signature suit d'ici {count} jours.",
        "Issuing alone asks for your passkey; a second signature follows within {count} days.",
    ),
    "money.never": Said(
        "Ni plainte ni statut : Relais ne les demande pas et ne les garde pas.",
        "Neither complaint nor status: Relais does not ask for them and does not keep them.",
    ),
    "money.funds": Said("Demander à un autre fonds", "Ask another fund"),
    "money.funds.why": Said("Ce que vous avez écrit est gardé.", "What you typed is kept."),
    "money.funds.ask": Said("Voir {name}", "See {name}"),
    "money.not_for": Said("Ce que ce fonds ne paie pas", "What this fund does not pay"),
    "money.door.self_issue_case": Said(
        "Hors heures : {possible} possibles maintenant (plafond {ceiling} en 24\u00a0h, {before} déjà émis pour ce "
        "dossier).",
        "Out of hours: {possible} possible now (ceiling {ceiling} in 24\u00a0h, {before} issued already for this "
        "case).",
    ),
    "money.door.self_issue_pivot": Said(
        "Hors heures : {possible} possibles maintenant (plafond {ceiling} en 24\u00a0h, {before} déjà émis par vous).",
        "Out of hours: {possible} possible now (ceiling {ceiling} in 24\u00a0h, {before} issued already by you).",
    ),
    "money.door.self_issue_organisation": Said(
        "Hors heures : {possible} possibles maintenant (plafond {ceiling} en 24\u00a0h, {before} déjà émis par votre "
        "organisme).",
        "Out of hours: {possible} possible now (ceiling {ceiling} in 24\u00a0h, {before} issued already by your "
        "organisation).",
    ),
    "money.total.nothing": Said("Rien de coché pour l'instant.", "Nothing is ticked yet."),
    "money.total.unclear": Said(
        "Il manque un montant ou un mot : le total attend.",
        "An amount or a word is missing: the total waits.",
    ),
    "money.total.at_once": Said(
        "Total {total}, approuvés tout de suite.", "Total {total}, approved at once."
    ),
    "money.total.people": Said(
        "Total {total} : {who}, cible {time}.", "Total {total}: {who}, target {time}."
    ),
    "money.total.both": Said(
        "Total {total} : {at_once} approuvés tout de suite; {waiting} {who}, cible {time}.",
        "Total {total}: {at_once} approved at once; {waiting} {who}, target {time}.",
    ),
    "money.who.1": Said("par une personne", "by one person"),
    "money.who.2": Said("par deux personnes", "by two people"),
    "money.who.more": Said("par {count} personnes", "by {count} people"),
}
NEED = {
    "money.cap": Said("au plus {amount}", "at most {amount}"),
    "money.cap.night": Said("au plus {amount} l'unité", "at most {amount} each"),
    "money.cap.at_once": Said("tout de suite jusqu'à {amount}", "at once up to {amount}"),
    "money.amount.of": Said("Montant, {name}", "Amount, {name}"),
    "money.today": Said("{amount} demandés depuis 24\u00a0h", "{amount} asked in 24\u00a0h"),
    "money.carrier": Said("Entente : {name}, {percent} % de moins.", "Agreement: {name}, {percent}% less."),
    "money.more": Said("Préciser", "Say more"),
    "money.what": Said("Quel besoin", "Which need"),
    "money.what.hint": Said(
        "Le besoin seul, par exemple « manteau d'hiver ».", "The need alone, such as “winter coat”."
    ),
    "money.nights": Said("Nuits", "Nights"),
    "money.nights.hint": Said(
        "Le montant est celui d'une nuit. Au-delà de {count}, un motif.",
        "The amount is for one night. Beyond {count}, a reason.",
    ),
    "money.journey": Said("Pourquoi ce voyage", "Why this journey"),
    "money.journey.none": Said("Sans le dire", "Not said"),
    "money.journey.protection": Said("S'éloigner pour être en sécurité", "Distance, to be safe"),
    "money.journey.return_to_relatives": Said("Rejoindre des proches", "Joining relatives"),
    "money.journey.better_shelter": Said("Une maison qui convient mieux", "A shelter that fits better"),
    "money.journey.court": Said("Une audience ailleurs", "A hearing elsewhere"),
    "money.journey.detention_release": Said("Une sortie de détention", "Release from detention"),
    "money.journey.repatriation": Said("Rentrer dans son pays", "Going back home"),
    "money.journey.other": Said("Autre", "Other"),
    "money.trips": Said("Voyages", "Journeys"),
    "money.trips.hint": Said("Plusieurs : approuvés une fois.", "Several: approved once."),
    "money.until": Said("Jusqu'au", "Until"),
    "money.until.hint": Said("Au besoin.", "If needed."),
    "money.country": Said("Pays du retour", "Country of the return"),
    "money.country.hint": Said(
        "Seulement pour rentrer dans son pays. Effacé une fois réglé.",
        "Only for going back home. Erased once settled.",
    ),
    "money.chose": Said("La personne l'a choisi", "The person chose it"),
    "money.chose.hint": Said("Rester est toujours possible.", "Staying is always possible."),
    "money.payee": Said("Payer à", "Pay to"),
    "money.payee.none": Said("Le fonds choisit", "The fund chooses"),
    "money.pay": Said("Comment", "How"),
    "money.pay.none": Said("Comme le fonds fait d'habitude", "As the fund usually does"),
    "money.pay.direct_to_supplier": Said("Le fonds paie le fournisseur", "The fund pays the supplier"),
    "money.pay.voucher": Said("Carte ou bon", "Card or voucher"),
    "money.pay.cash_by_worker": Said("Remis par vous, avec un reçu", "Handed over by you, with a receipt"),
    "money.pay.reimbursement_to_organisation": Said(
        "Remboursé à votre organisme", "Paid back to your organisation"
    ),
    "money.why": Said("Motif, au-delà d'un plafond", "Reason, above a cap"),
    "money.why.hint": Said(
        "Une phrase sur le besoin. Elle demande l'exception.",
        "One sentence on the need. It asks for the exception.",
    ),
    "money.other_payer": Said("Quelqu'un paiera peut-être plus tard", "Somebody may pay later"),
    "money.other_payer.hint": Said("Ne change rien à la décision.", "Changes nothing in the decision."),
}
DONE = {
    "done.money_asked": Said("Demande envoyée.", "Request sent."),
    "done.money_approved": Said("Approuvé tout de suite par la règle.", "Approved at once by rule."),
    "done.money_issued": Said("Émis. Une deuxième signature suit.", "Issued. A second signature follows."),
    "done.money_withdrawn": Said(
        "Retiré. Ce qui n'était pas parti est revenu au fonds.",
        "Withdrawn. What had not left is back in the fund.",
    ),
    "done.money_looked": Said(
        "Deuxième regard demandé à une autre personne.", "Second look asked of another person."
    ),
    "done.money_condition": Said("Noté : le paiement peut partir.", "Noted: the payment can leave."),
    "done.money_trip": Said("Voyage pris dans la série.", "Journey taken from the series."),
    "done.money_series_ended": Said(
        "Série terminée. Le reste est revenu au fonds.", "Series ended. The rest is back in the fund."
    ),
    "done.money_step": Said("Noté.", "Noted."),
    "done.money_receipt": Said("Reçu noté.", "Receipt noted."),
    "done.money_picture_gone": Said("Photo retirée.", "Picture taken away."),
    "done.money_card": Said("Code montré. C'est au journal.", "Code shown. It is on record."),
}
MINE = {
    "money.mine.title": Said("Mes demandes d'argent", "My requests for money"),
    "money.mine.for": Said("Demander pour quel dossier", "Ask for which case"),
    "money.mine.ask.for": Said("Demander pour {case}", "Ask for {case}"),
    "money.mine.waiting": Said("En cours", "Under way"),
    "money.mine.over": Said("Terminées : {count}", "Over: {count}"),
    "money.mine.none": Said(
        "Aucune demande en cours. Ouvrez un dossier pour demander de l'argent.",
        "No request under way. Open a case to ask for money.",
    ),
    "money.waiting": Said("Argent qui attend : {count}", "Money that waits: {count}"),
    "money.state.submitted": Said("attend le fonds", "waits for the fund"),
    "money.state.late": Said(
        "en retard; la garde suivante est prévenue", "late; the next person on call was told"
    ),
    "money.state.approved": Said("approuvée, le paiement suit", "approved, the payment follows"),
    "money.state.partly_approved": Said("approuvée en partie", "approved in part"),
    "money.state.declined": Said("déclinée", "declined"),
    "money.state.paying": Said("paiement en route", "payment on its way"),
    "money.state.paid": Said("payée", "paid"),
    "money.state.settled": Said("payée, reçu noté", "paid, receipt noted"),
    "money.state.withdrawn": Said("retirée", "withdrawn"),
    "money.state.failed": Said(
        "n'a pas abouti; le fonds choisit une autre voie", "did not go through; the fund chooses another way"
    ),
}
CATEGORY = {
    f"money.category.{code}": Said(said.fr[0].upper() + said.fr[1:], said.en[0].upper() + said.en[1:])
    for code, said in CATEGORIES.items()
}
WORDS: dict[str, Said] = {**ASK, **NEED, **ONE, **RECEIPT, **MINE, **CATEGORY, **DONE}
