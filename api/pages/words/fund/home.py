"""A fund's first page: what waits, by deadline, and where everything else is."""

from service.refusals import Said

WORDS = {
    "fund.decide": Said("À décider : {count}", "To decide: {count}"),
    "fund.decide.none": Said(
        "Rien à décider. Une demande arrive ici dès qu'un intervenant pivot l'envoie.",
        "Nothing to decide. A request comes here once a pivot worker sends it.",
    ),
    "fund.decide.go": Said("Décider", "Decide"),
    "fund.decide.name": Said("Décider {sum}, {what}, {code}", "Decide {sum}, {what}, {code}"),
    "fund.decide.more": Said("Tout ce qui attend : {count}", "All that waits: {count}"),
    "fund.open.name": Said("Ouvrir {sum}, {what}, {code}", "Open {sum}, {what}, {code}"),
    "fund.waiting.title": Said("Ce qui attend", "What waits"),
    "fund.late": Said("{age} de retard (cible {at})", "{age} late (target {at})"),
    "fund.target": Said("cible {at}", "target {at}"),
    "fund.until": Said("au plus tard {at}", "by {at} at the latest"),
    "fund.signed": Said("{count} signature sur {needed}", "{count} of {needed} signatures"),
    "fund.people": Said("pour {count} personnes", "for {count} people"),
    "fund.elsewhere": Said(
        "un autre fonds ou une autre enveloppe a payé ceci il y a peu",
        "another fund or envelope paid for this lately",
    ),
    "fund.cap": Said("un plafond est dépassé", "a cap is exceeded"),
    "fund.look": Said("deuxième regard sur un refus", "second look at a refusal"),
    "fund.condition": Said("à confirmer : {what}", "to confirm: {what}"),
    "fund.another": Said("Une autre personne décide.", "Another person decides."),
    "fund.nhand": Said("Paiements à reprendre : {count}", "Payments that need a hand: {count}"),
    "fund.pay.failed": Said("Choisir un autre moyen", "Choose another way"),
    "fund.pay.differs": Said("Voir la différence", "See the difference"),
    "fund.pay.held": Said("Laisser partir", "Let it leave"),
    "fund.pay.waiting": Said("Noter le paiement", "Note the payment"),
    "fund.pay.ready": Said("Noter le paiement", "Note the payment"),
    "fund.pay.name": Said("{do}, {sum}, {what}, {code}", "{do}, {sum}, {what}, {code}"),
    "fund.envelopes": Said("Enveloppes", "Envelopes"),
    "fund.envelopes.none": Said("Aucune enveloppe en cours.", "No envelope is running."),
    "fund.envelopes.all": Said("Toutes les enveloppes", "All envelopes"),
    "fund.pay.all": Said("Tous les paiements", "All payments"),
    "fund.envelopes.open": Said("Ouvrir une enveloppe", "Open an envelope"),
    "fund.free": Said("{free} libres sur {received}", "{free} free of {received}"),
    "fund.low": Said("sous le seuil", "below its mark"),
    "fund.overrun": Said("dépassement de {sum} à couvrir", "overrun of {sum} to cover"),
    "fund.burn": Said(
        "{code} a {free} libres; à ce rythme, jusqu'au {day}.",
        "{code} has {free} free; at this pace until {day}.",
    ),
    "fund.burn.still": Said(
        "{code} a {free} libres; rien n'en est parti depuis 30 jours.",
        "{code} has {free} free; nothing left it in 30 days.",
    ),
    "fund.burn.none": Said("{code} n'a plus rien de libre.", "{code} has nothing free."),
    "fund.burn.legend": Said(
        "Ligne : libre. Hachures : promis, pas encore payé. Tirets : rythme égal. Trait : aujourd'hui.",
        "Line: free. Hatching: promised, not yet paid. Dashes: an even pace. Upright: today.",
    ),
    "fund.burn.day": Said("Jour", "Day"),
    "fund.burn.free": Said("Libre", "Free"),
    "fund.burn.promised": Said("Promis", "Promised"),
    "fund.times.title": Said("Temps de décision, 30 jours", "Time to decision, 30 days"),
    "fund.times": Said(
        "{in_time} sur {count} décidées dans le délai visé.",
        "{in_time} of {count} were decided within target.",
    ),
    "fund.times.lane": Said(
        "{urgency}, cible {target} : {in_time} sur {count}",
        "{urgency}, target {target}: {in_time} of {count}",
    ),
    "fund.times.urgency": Said("Urgence", "Urgency"),
    "fund.times.in_time": Said("Dans le délai", "In time"),
    "fund.times.all": Said("Décidées", "Decided"),
    "fund.minutes": Said("{count} min", "{count} min"),
    "fund.hours": Said("{count} h", "{count} h"),
    "fund.days": Said("{count} j", "{count} d"),
    "fund.urgency.critical": Said("Critique", "Critical"),
    "fund.urgency.urgent": Said("Urgente", "Urgent"),
    "fund.urgency.standard": Said("Courante", "Standard"),
    "fund.stand.to_send": Said("à envoyer\u00a0{count}", "to send\u00a0{count}"),
    "fund.stand.sent": Said("envoyés\u00a0{count}", "sent\u00a0{count}"),
    "fund.stand.received": Said("reçus\u00a0{count}", "received\u00a0{count}"),
    "fund.stand.not_through": Said("n'ont pas abouti\u00a0{count}", "did not go through\u00a0{count}"),
    "fund.open.what": Said("Ouvrir : {what}", "Open: {what}"),
    "fund.also": Said("Aussi", "Also"),
    "fund.owed": Said(
        "Deuxièmes signatures dues : {count}, d'ici le {day}", "Second signatures owed: {count}, by {day}"
    ),
    "fund.owed.late": Said(
        "Deuxièmes signatures dues : {count}, dont {late} en retard",
        "Second signatures owed: {count}, {late} late",
    ),
    "fund.sampled": Said(
        "Décisions tirées à relire : {count}, d'ici le {day}", "Drawn decisions to look at: {count}, by {day}"
    ),
    "fund.restore": Said("Droits d'émettre à rendre : {count}", "Rights to issue to give back: {count}"),
    "fund.sign.policy": Said("Politique à signer : version {version}", "Policy to sign: version {version}"),
    "fund.sign.payee": Said("Fournisseurs à confirmer : {count}", "Payees to confirm: {count}"),
    "fund.sign.other": Said("Réglages à signer : {count}", "Settings to sign: {count}"),
    "fund.sign.books": Said(
        "Écritures et périodes à signer : {count}", "Entries and periods to sign: {count}"
    ),
    "fund.receipts": Said("Reçus en retard : {count}", "Receipts overdue: {count}"),
    "fund.vouchers.low": Said("Cartes à regarnir : {count}", "Cards to restock: {count}"),
    "fund.differs": Said(
        "Écarts avec les services de paiement : {count}", "Differences with payment services: {count}"
    ),
    "fund.carriers.due": Said(
        "Ententes de transport à revoir : {count}", "Carriers' agreements to review: {count}"
    ),
    "fund.link.requests": Said("Demandes", "Requests"),
    "fund.link.payments": Said("Paiements", "Payments"),
    "fund.link.policy": Said("Politique", "Policy"),
    "fund.link.payees": Said("Fournisseurs", "Payees"),
    "fund.link.vouchers": Said("Cartes et billets", "Cards and tickets"),
    "fund.link.carriers": Said("Transporteurs", "Carriers"),
    "fund.link.books": Said("Grand livre", "Books"),
    "fund.link.compare": Said("Comparaisons", "Comparisons"),
    "fund.link.people": Said("Qui approuve", "Who approves"),
    "fund.link.reports": Said("Rapports", "Reports"),
    "fund.condition.receipt_of_previous": Said("le reçu précédent", "the receipt before"),
    "fund.condition.booking_confirmed": Said("la réservation", "the booking"),
    "fund.condition.bed_confirmed": Said("le lit", "the bed"),
    "fund.condition.travel_date_reached": Said("le jour du départ", "the day of departure"),
}
