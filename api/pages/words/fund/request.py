"""One request on one screen: what is asked, what was looked at, and the three ways of deciding."""

from service.refusals import Said

WORDS = {
    "fund.request.title": Said("Demande", "Request"),
    "fund.people.n": Said("personnes : {count}", "people: {count}"),
    "fund.asked": Said("demandée {at}", "asked {at}"),
    "fund.asked.by": Said("Demandée par un intervenant pivot : {at}.", "Asked by a pivot worker: {at}."),
    "fund.signed.at": Said("Première signature : {at}.", "First signature: {at}."),
    "fund.signed.you": Said("Vous avez signé : {at}.", "You signed: {at}."),
    "fund.second.may": Said("Vous pouvez signer en second.", "You may sign second."),
    "fund.road": Said("Où en est l'argent", "Where the money is"),
    "fund.road.asked": Said("demandé", "asked"),
    "fund.road.approved": Said("approuvé", "approved"),
    "fund.road.signed.1": Said("1re", "1st"),
    "fund.road.signed.2": Said("2e", "2nd"),
    "fund.road.sent": Said("envoyé", "sent"),
    "fund.road.received": Said("reçu", "received"),
    "fund.line.submitted": Said("attend une décision", "waits for a decision"),
    "fund.line.approved": Said("approuvé, pas encore payé", "approved, not yet paid"),
    "fund.line.partly_approved": Said("approuvé en partie", "approved in part"),
    "fund.line.declined": Said("décliné", "declined"),
    "fund.line.paying": Said("en paiement", "being paid"),
    "fund.line.paid": Said("payé", "paid"),
    "fund.line.settled": Said("payé, reçu rendu", "paid, receipt given"),
    "fund.line.withdrawn": Said("retiré", "withdrawn"),
    "fund.line.failed": Said("n'a pas abouti", "did not go through"),
    "fund.line.part": Said("{sum} approuvés", "{sum} approved"),
    "fund.line.needed": Said("pour {at}", "for {at}"),
    "fund.line.reason": Said("Motif : {reason}", "Reason: {reason}"),
    "fund.checked": Said("Ce que Relais a vérifié", "What Relais checked"),
    "fund.check.caps": Said(
        "Sous les plafonds de la politique v{version}.", "Under the caps of policy v{version}."
    ),
    "fund.check.no_waiver": Said("Aucune dérogation.", "No waiver."),
    "fund.check.elsewhere.none": Said(
        "Autres fonds, {days} jours : aucun.", "Other funds, {days} days: none."
    ),
    "fund.check.elsewhere.other": Said(
        "Un autre fonds a payé ceci ({category}) depuis {days} jours, tranche {band} $. Ce n'est pas un refus.",
        "Another fund paid for this ({category}) within {days} days, band {band} dollars. It is no refusal.",
    ),
    "fund.check.elsewhere.own": Said(
        "Une autre enveloppe de ce fonds a payé ceci ({category}) depuis {days} jours, tranche {band} $.",
        "Another envelope of this fund paid for this ({category}) within {days} days, band {band} dollars.",
    ),
    "fund.after": Said("{code} après : {free} → {after} libres", "{code} after this: {free} → {after} free"),
    "fund.short": Said(
        "Les enveloppes n'ont pas cette somme. Approuvez une partie.",
        "The envelopes do not hold this sum. Approve part.",
    ),
    "fund.purse": Said("{code} : {free} libres", "{code}: {free} free"),
    "fund.purse.none": Said("Aucune enveloppe en cours ne convient.", "No running envelope fits."),
    "fund.decide.title": Said("Décider", "Decide"),
    "fund.approve": Said("Approuver {sum}", "Approve {sum}"),
    "fund.approve.next": Said(
        "Approuver réserve l'argent. Le paiement vient ensuite.",
        "Approving reserves the money. Paying is the next step.",
    ),
    "fund.reason": Said("Motif", "Reason"),
    "fund.reason.hint": Said(
        "En une phrase, sans rien dire de la personne. Il reste à votre nom.",
        "In one sentence, saying nothing of the person. It stays under your name.",
    ),
    "fund.part": Said("Approuver en partie", "Approve part"),
    "fund.part.hint": Said(
        "Un montant vide laisse la ligne ouverte.", "An empty amount leaves the line open."
    ),
    "fund.part.amount": Said("{what} : sur {sum}", "{what}: of {sum}"),
    "fund.part.wait": Said("Payer plus tard : {what}", "Pay later: {what}"),
    "fund.part.condition": Said("Payer une fois confirmé : {what}", "Pay once confirmed: {what}"),
    "fund.part.at_once": Said("Payer tout de suite", "Pay at once"),
    "fund.part.until": Said("Au plus tard le : {what}", "At the latest on: {what}"),
    "fund.part.from": Said("Jour du départ : {what}", "Day of departure: {what}"),
    "fund.part.envelope": Said("Enveloppe", "Envelope"),
    "fund.part.envelope.any": Said("La première à finir", "The soonest to end"),
    "fund.part.go": Said("Approuver ces montants", "Approve these amounts"),
    "fund.decline": Said("Décliner", "Decline"),
    "fund.decline.hint": Said("Touchez la raison.", "Touch the reason."),
    "fund.decline.not_covered": Said("Ce fonds ne couvre pas ceci", "This fund does not cover this"),
    "fund.decline.another_source_pays": Said("Une autre source paie", "Another source pays"),
    "fund.decline.envelope_short": Said("Il manque d'argent", "Money is short"),
    "fund.decline.amount_unclear": Said("Montant à préciser", "Amount unclear"),
    "fund.decline.other_way_found": Said("Un autre moyen est trouvé", "Another way was found"),
    "fund.decline.other": Said("Autre raison", "Other reason"),
    "fund.look.how": Said(
        "Pour une deuxième lecture, l'intervenant pivot la demande d'un geste; une autre personne du fonds répond.",
        "For a second look the pivot worker asks in one tap; another person of the fund answers.",
    ),
    "fund.look.title": Said("Relire un refus", "Look at a refusal again"),
    "fund.look.text": Said(
        "Décliné : {code}. Réponse attendue : {at}.", "Declined: {code}. Answer due: {at}."
    ),
    "fund.look.approve": Said("Approuver tout de même {sum}", "Approve {sum} after all"),
    "fund.look.confirm": Said("Confirmer le refus", "Confirm the refusal"),
    "fund.look.asked": Said("deuxième lecture attendue, {at}", "second look due, {at}"),
    "fund.look.confirmed": Said("refus confirmé, {at}", "refusal confirmed, {at}"),
    "fund.look.overturned": Said("approuvé tout de même, {at}", "approved after all, {at}"),
    "fund.look.withdrawn": Said("deuxième lecture retirée, {at}", "second look taken back, {at}"),
    "fund.done": Said("Décidé", "Decided"),
    "fund.own.own": Said(
        "Vous avez fait cette demande : une autre personne décide.",
        "You asked for this: another person decides.",
    ),
    "fund.own.signed": Said(
        "Vous avez signé. Une autre personne signe en second.",
        "You have signed. Another person signs second.",
    ),
    "fund.own.declined_by_you": Said(
        "Vous avez décliné ceci : une autre personne relit.", "You declined this: another person looks at it."
    ),
    "fund.already.approved": Said(
        "Déjà approuvée à {at}. Rien de plus à faire.", "Already approved at {at}. Nothing more to do."
    ),
    "fund.already.rule": Said("Approuvée par la règle à {at}.", "Approved by rule at {at}."),
    "fund.already.declined": Said(
        "Déjà déclinée à {at}. Rien de plus à faire.", "Already declined at {at}. Nothing more to do."
    ),
    "fund.already.withdrawn": Said("Retirée par l'intervenant pivot.", "Withdrawn by the pivot worker."),
    "fund.already.nothing": Said("Rien à décider ici.", "Nothing to decide here."),
    "fund.already.next": Said("La suite est le paiement, plus bas.", "Paying is the next step, below."),
    "fund.changed": Said(
        "La somme a changé entre-temps. Lisez la nouvelle, puis approuvez.",
        "The sum has changed meanwhile. Read the new one, then approve.",
    ),
    "fund.about.alone": Said(
        "Vous allez approuver {sum} de {envelope}, {code}.",
        "You are about to approve {sum} from {envelope}, {code}.",
    ),
    "fund.about.first": Said(
        "Vous allez signer en premier pour {sum} de {envelope}, {code}.",
        "You are about to sign first for {sum} from {envelope}, {code}.",
    ),
    "fund.about.second": Said(
        "Vous allez signer en second pour {sum} de {envelope}, {code}.",
        "You are about to sign second for {sum} from {envelope}, {code}.",
    ),
    "fund.about.condition": Said(
        "Vous allez confirmer {what} : {sum} partent, {code}.",
        "You are about to confirm {what}: {sum} leaves, {code}.",
    ),
    "fund.condition.until": Said(
        "Sinon, l'argent revient le {day}.", "Otherwise the money goes back on {day}."
    ),
    "fund.condition.from": Said("Pas avant le {day}.", "Not before {day}."),
    "fund.condition.met": Said("C'est confirmé", "It is so"),
    "fund.condition.met.name": Said("C'est confirmé : {what}, {count}", "It is so: {what}, {count}"),
    "fund.decisions": Said("Décisions : {count}", "Decisions: {count}"),
    "fund.decision.people": Said("Approuvé", "Approved"),
    "fund.decision.by_rule": Said("Approuvé par la règle", "Approved by rule"),
    "fund.decision.self_issued": Said("Émis par l'intervenant pivot", "Issued by the pivot worker"),
    "fund.decision.declined": Said("Décliné", "Declined"),
    "fund.policy.version": Said("politique v{version}", "policy v{version}"),
    "fund.waiver": Said("Dérogation : {sum}, plafond {cap}.", "Waiver: {sum}, cap {cap}."),
    "done.fund_approved": Said(
        "Approuvé : l'argent est réservé. Le paiement vient ensuite.",
        "Approved: the money is reserved. Paying is the next step.",
    ),
    "done.fund_signed": Said(
        "Signé. Une autre personne signe en second.", "Signed. Another person signs second."
    ),
    "done.fund_declined": Said(
        "Décliné. L'intervenant pivot lit la raison.", "Declined. The pivot worker reads the reason."
    ),
    "done.fund_overturned": Said("Approuvé tout de même.", "Approved after all."),
    "done.fund_confirmed": Said("Refus confirmé.", "Refusal confirmed."),
    "done.fund_met": Said("Confirmé : le paiement part.", "Confirmed: the payment leaves."),
}
