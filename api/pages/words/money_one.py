"""The words of one request for money: its road, its lines, its card and its receipts."""

from service.refusals import Said

ONE = {
    "money.one.title": Said("Demande d'argent", "Request for money"),
    "money.one.heading": Said("Demande de {amount}", "Request for {amount}"),
    "money.road": Said("Où en est la demande", "Where the request stands"),
    "money.road.asked": Said("faite", "made"),
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
        "{late} de retard; la garde suivante est prévenue.",
        "{late} late; the next person on call was told.",
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
    "money.line.back": Said("{paid} payés, reçu noté", "{paid} paid, receipt noted"),
    "money.line.back.next": Said("Ce qui reste revient au fonds.", "What is left goes back to the fund."),
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
    "money.slip.title": Said("Papier", "Slip"),
    "money.slip.link": Said("Papier à remettre à la personne", "Slip that the person may keep"),
    "money.slip.total": Said("En tout", "In all"),
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
