"""The words of asking for money."""

from service.fund.said import CATEGORIES
from service.refusals import Said

ASK = {
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
        "Hors heures : {possible} possibles maintenant (plafond {ceiling} en 24 h, {before} déjà émis pour ce "
        "dossier).",
        "Out of hours: {possible} possible now (ceiling {ceiling} in 24 h, {before} issued already for this case).",
    ),
    "money.door.self_issue_pivot": Said(
        "Hors heures : {possible} possibles maintenant (plafond {ceiling} en 24 h, {before} déjà émis par vous).",
        "Out of hours: {possible} possible now (ceiling {ceiling} in 24 h, {before} issued already by you).",
    ),
    "money.door.self_issue_organisation": Said(
        "Hors heures : {possible} possibles maintenant (plafond {ceiling} en 24 h, {before} déjà émis par votre "
        "organisme).",
        "Out of hours: {possible} possible now (ceiling {ceiling} in 24 h, {before} issued already by your "
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
    "money.today": Said("Déjà demandé depuis 24 h : {amount}.", "Asked already in 24 h: {amount}."),
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
ONE = {
    "money.one.title": Said("Demande d'argent", "Request for money"),
    "money.one.heading": Said("Demande de {amount}", "Request for {amount}"),
    "money.road": Said("Où en est la demande", "Where the request stands"),
    "money.road.asked": Said("demandée", "asked"),
    "money.road.one": Said("signée", "signed"),
    "money.road.1": Said("1re", "1st"),
    "money.road.2": Said("2e", "2nd"),
    "money.road.3": Said("3e", "3rd"),
    "money.road.rule": Said("par la règle", "by rule"),
    "money.road.alone": Said("émise", "issued"),
    "money.road.sent": Said("payée", "paid"),
    "money.road.received": Said("reçue", "received"),
    "money.road.declined": Said("déclinée", "declined"),
    "money.road.withdrawn": Said("retirée", "withdrawn"),
    "money.asked_at": Said("Demandée le {time}.", "Asked on {time}."),
    "money.target": Said("Cible {time}.", "Target {time}."),
    "money.on_call": Said(
        "Sans réponse, la garde suivante du fonds est appelée.",
        "Without an answer, the next person on call at the fund is called.",
    ),
    "money.line.waiting": Said("attend la garde du fonds", "waits for the person on call at the fund"),
    "money.line.waiting.next": Said(
        "Cible affichée plus haut. Rien à faire.", "Target shown above. Nothing to do."
    ),
    "money.line.signed": Said("{signed} signature sur {needed}", "{signed} of {needed} signatures"),
    "money.line.signed.next": Said(
        "Une autre personne du fonds signe. Rien à faire.", "Another person of the fund signs. Nothing to do."
    ),
    "money.line.late": Said("cible {time} passée", "target {time} has passed"),
    "money.line.late.next": Said(
        "{minutes} min de retard; la garde suivante est prévenue.",
        "{minutes} min late; the next person on call was told.",
    ),
    "money.line.partly": Said("{approved} approuvés, {open} attendent", "{approved} approved, {open} wait"),
    "money.line.partly.next": Said("Le fonds décide du reste.", "The fund decides the rest."),
    "money.line.approved": Said("approuvé, réservé", "approved, reserved"),
    "money.line.approved.next": Said(
        "Approuvé n'est pas payé : le fonds paie ensuite.", "Approved is not paid: the fund pays next."
    ),
    "money.line.card": Said("approuvé, la carte est prête", "approved, the card is ready"),
    "money.line.card.next": Said("Montrez le code à la personne.", "Show the code to the person."),
    "money.line.shown": Said("Montré à {time}", "Shown at {time}"),
    "money.line.shown.next": Said("Chaque fois est au journal.", "Each time is on record."),
    "money.line.condition": Said("approuvé, attend une condition", "approved, waits for a condition"),
    "money.line.condition.next": Said("Le paiement part ensuite.", "The payment leaves then."),
    "money.line.declined": Said("décliné", "declined"),
    "money.line.declined.next": Said(
        "Une autre personne peut relire, ou demandez autrement.",
        "Another person can look again, or ask another way.",
    ),
    "money.line.withdrawn": Said("retiré", "withdrawn"),
    "money.line.withdrawn.next": Said(
        "Rien n'est noté contre personne.", "Nothing is noted against anybody."
    ),
    "money.line.failed": Said("n'a pas abouti", "did not go through"),
    "money.line.failed.next": Said(
        "L'argent reste promis. Le fonds choisit une autre voie.",
        "The money stays promised. The fund chooses another way.",
    ),
    "money.line.paying": Said("paiement en route", "payment on its way"),
    "money.line.paying.next": Said(
        "Reçu quand le fournisseur le dit.", "Received when the supplier says so."
    ),
    "money.line.receipt": Said("{paid} payés, reçu à noter", "{paid} paid, receipt to note"),
    "money.line.receipt.next": Said("Notez ce qui a été dépensé.", "Note what was spent."),
    "money.line.paid": Said("{paid} payés", "{paid} paid"),
    "money.line.paid.next": Said("Rien à faire.", "Nothing to do."),
    "money.line.settled": Said("payé, reçu noté", "paid, receipt noted"),
    "money.line.settled.next": Said("Rien à faire.", "Nothing to do."),
    "money.declined.not_covered": Said(
        "Ce fonds ne couvre pas ce besoin.", "This fund does not cover this need."
    ),
    "money.declined.another_source_pays": Said(
        "Une autre source paie à temps.", "Another source pays in time."
    ),
    "money.declined.envelope_short": Said("L'enveloppe n'a plus assez.", "The envelope is short."),
    "money.declined.amount_unclear": Said("Le montant n'est pas clair.", "The amount is not clear."),
    "money.declined.other_way_found": Said("Une autre voie est trouvée.", "Another way is found."),
    "money.declined.other": Said("Une autre raison.", "Another reason."),
    "money.book": Said("Réserver chez {name} : {code}", "Book with {name}: {code}"),
    "money.condition.receipt_of_previous": Said(
        "Attend le reçu d'un paiement d'avant, jusqu'au {time}.",
        "Waits for the receipt of an earlier payment, until {time}.",
    ),
    "money.condition.booking_confirmed": Said(
        "Attend la réservation, jusqu'au {time}.", "Waits for the booking, until {time}."
    ),
    "money.condition.bed_confirmed": Said(
        "Attend que la place soit confirmée, jusqu'au {time}.",
        "Waits for the place to be confirmed, until {time}.",
    ),
    "money.condition.travel_date_reached": Said(
        "Attend le jour du voyage, jusqu'au {time}.", "Waits for the day of the journey, until {time}."
    ),
    "money.condition.met.booking_confirmed": Said("La réservation est faite", "The booking is made"),
    "money.condition.met.bed_confirmed": Said("La place est confirmée", "The place is confirmed"),
    "money.about.condition": Said("Dire que la condition est remplie", "Say that the condition is met"),
    "money.about.issue": Said(
        "Émettre {amount} sans attendre le fonds", "Issue {amount} without waiting for the fund"
    ),
    "money.about.card": Said(
        "Montrer le code d'une carte de {amount}", "Show the code of a card of {amount}"
    ),
    "money.look.ask": Said("Demander un deuxième regard", "Ask for a second look"),
    "money.look.open": Said(
        "Deuxième regard demandé, réponse avant le {time}.", "Second look asked, answer by {time}."
    ),
    "money.look.confirmed": Said("Une autre personne a relu : décliné.", "Another person looked: declined."),
    "money.look.overturned": Said(
        "Une autre personne a relu : approuvé.", "Another person looked: approved."
    ),
    "money.look.withdrawn": Said("Deuxième regard retiré.", "Second look withdrawn."),
    "money.above": Said("{amount} dépensés de plus que payés.", "{amount} spent above what was paid."),
    "money.above.ask": Said("Demander {amount} en remboursement", "Ask for {amount} back"),
    "money.rest": Said(
        "{amount} à rendre; le fonds note le retour.", "{amount} to give back; the fund notes it."
    ),
    "money.pictures": Said("Photos du reçu : {count}", "Pictures of the receipt: {count}"),
    "money.door": Said("Sans attendre le fonds", "Without waiting for the fund"),
    "money.withdraw": Said("Retirer la demande", "Withdraw the request"),
    "money.withdraw.why": Said(
        "{amount} reviennent ou ne sont plus demandés. Une nouvelle demande reste bienvenue.",
        "{amount} goes back or is asked no more. A new request is as welcome.",
    ),
    "money.withdraw.all": Said("Tout retirer", "Withdraw all of it"),
    "money.withdraw.open": Said("Retirer les {amount} qui attendent", "Withdraw the {amount} that waits"),
    "money.rules": Said("Ce que dit la politique v{version}", "What policy v{version} says"),
    "money.series": Said("Série de {times} voyages", "Series of {times} journeys"),
    "money.series.left": Said(
        "Pris : {drawn}. Restent : {left}, au plus {each} chacun, jusqu'au {day}.",
        "Taken: {drawn}. Left: {left}, at most {each} each, until {day}.",
    ),
    "money.trip.amount": Said("Prix de ce voyage", "Price of this journey"),
    "money.trip.draw": Said("Prendre le voyage {number}", "Take journey {number}"),
    "money.series.end": Said("Terminer la série", "End the series"),
    "money.series.end.why": Said(
        "Ce que personne n'a pris revient au fonds. Aucune raison n'est demandée.",
        "What nobody took goes back to the fund. No reason is asked.",
    ),
    "money.series.end.do": Said("Terminer et rendre le reste", "End and give the rest back"),
    "money.series.ended": Said("terminée", "ended"),
    "money.return": Said("Retour choisi", "Chosen return"),
    "money.return.why": Said("Une aide, jamais une condition.", "A help, never a condition."),
    "money.step.done": Said("fait", "done"),
    "money.step.not_needed": Said("pas nécessaire", "not needed"),
    "money.step.open": Said("à voir", "to see"),
    "money.step.do.done": Said("Fait", "Done"),
    "money.step.do.not_needed": Said("Pas nécessaire", "Not needed"),
    "money.step.do.open": Said("Rouvrir", "Open again"),
    "money.card.title": Said("Carte", "Card"),
    "money.card.show": Said("Montrer le code", "Show the code"),
    "money.card.again": Said("Montrer encore", "Show again"),
    "money.card.check": Said(
        "Qui voit le code a l'argent. Ayez la personne près de vous.",
        "Whoever sees the code has the money. Have the person beside you.",
    ),
    "money.card.place": Said("Où est la carte", "Where the card lies"),
    "money.card.do": Said("Montrer le code une fois", "Show the code once"),
    "money.card.proof": Said(
        "Demande votre clé d'accès. C'est noté au journal.", "Asks for your passkey. It is recorded."
    ),
    "money.card.until": Said("jusqu'au {day}", "until {day}"),
    "money.card.aloud": Said(
        "Notez-le pour la personne, puis quittez cette page.",
        "Write it down for the person, then leave this page.",
    ),
    "money.card.done": Said("C'est transmis", "Passed on"),
}
RECEIPT = {
    "money.receipt.title": Said("Reçu", "Receipt"),
    "money.receipt.note": Said("Noter le reçu", "Note the receipt"),
    "money.receipt.change": Said("Changer le reçu", "Change the receipt"),
    "money.receipt.by": Said("Reçu attendu avant le {day}", "Receipt due by {day}"),
    "money.spent": Said("Dépensé", "Spent"),
    "money.spent.hint": Said("80, 80,50 ou 80.50.", "80, 80.50 or 80,50."),
    "money.picture": Said("Photo du reçu", "Picture of the receipt"),
    "money.picture.hide": Said("Cachez tout nom avant la photo.", "Hide any name before the photo."),
    "money.picture.hint": Said(
        "Le lieu et l'heure que le téléphone y ajoute sont effacés. JPEG ou PNG, 10 Mo au plus.",
        "The place and time that the phone adds are erased. JPEG or PNG, 10 MB at most.",
    ),
    "money.receipt.send": Said("Envoyer le reçu", "Send the receipt"),
    "money.pictures.title": Said("Photos gardées", "Pictures kept"),
    "money.picture.see": Said("Voir la photo {number}", "See picture {number}"),
    "money.picture.record": Said("La regarder est noté au journal.", "Looking at it is recorded."),
    "money.picture.remove": Said("Retirer la photo {number}", "Take picture {number} away"),
    "money.picture.remove.short": Said("Retirer", "Take away"),
    "money.photograph": Said("Photographier", "Photograph"),
    "money.owed": Said("Reçus à joindre : {count}", "Receipts to add: {count}"),
    "money.owed.by": Said("avant le {day}", "by {day}"),
    "money.owed.late": Said("attendu le {day}", "was due on {day}"),
    "money.owed.back": Said("à rendre au fonds, avant le {day}", "to give back to the fund, by {day}"),
}
MINE = {
    "money.mine.title": Said("Mes demandes d'argent", "My requests for money"),
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
