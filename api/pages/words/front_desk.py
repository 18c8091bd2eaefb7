"""The words of a shelter's desk."""

from service.refusals import Said

HOME = {
    "desk.read_before": Said("À lire avant {at}", "To read before {at}"),
    "desk.read_now": Said("Quelques minutes : à lire avant {at}", "A matter of minutes: to read before {at}"),
    "desk.awaiting": Said("La personne doit appeler avant {at}", "The person is to call before {at}"),
    "desk.who_when": Said("{who}, dès {at}", "{who}, from {at}"),
    "desk.between": Said("{who}, de {start} à {end}", "{who}, from {start} to {end}"),
    "desk.nights": Said("{count} nuits", "{count} nights"),
    "desk.one_night": Said("1 nuit", "1 night"),
    "desk.accept": Said("Accepter", "Accept"),
    "desk.accept.of": Said("Accepter la demande {code}", "Accept request {code}"),
    "desk.no_place": Said("Aucune place", "No place"),
    "desk.no_place.of": Said("Aucune place pour la demande {code}", "No place for request {code}"),
    "desk.called": Said("La personne a appelé", "The person called"),
    "desk.called.of": Said(
        "La personne de la demande {code} a appelé", "The person of request {code} called"
    ),
    "desk.read": Said("Lire, autre réponse", "Read, other answer"),
    "desk.read.of": Said(
        "Lire la demande {code}, donner une autre réponse", "Read request {code}, give another answer"
    ),
    "desk.undo.yes": Said(
        "Place confirmée. Le pivot le voit déjà.", "Place confirmed. The pivot worker sees it."
    ),
    "desk.undo.yes.of": Said("Annuler le oui", "Undo the yes"),
    "desk.empty": Said("Lits vides en ce moment", "Empty beds right now"),
    "desk.less.of": Said("Un de moins, {count} : {name}", "One less, {count}: {name}"),
    "desk.more.of": Said("Un de plus, {count} : {name}", "One more, {count}: {name}"),
    "desk.empty.of": Said("Lits vides : {name}", "Empty beds: {name}"),
    "desk.pool": Said("Lits, groupe {number}", "Beds, group {number}"),
    "desk.same": Said("Inchangé", "Unchanged"),
    "desk.same.of": Said("Inchangé : {name}", "Unchanged: {name}"),
    "desk.offered": Said("Offerts aux autres : {count}", "Offered to others: {count}"),
    "desk.offered.one_held": Said(
        "Offerts aux autres : {count} (1 retenu)", "Offered to others: {count} (1 held)"
    ),
    "desk.offered.held": Said(
        "Offerts aux autres : {count} ({held} retenus)", "Offered to others: {count} ({held} held)"
    ),
    "desk.undo.count": Said("Revenir à {before}", "Back to {before}"),
    "desk.undo.count.of": Said(
        "Revenir à {before}, annuler le compte : {name}", "Back to {before}, undo the count: {name}"
    ),
    "desk.type": Said("Écrire un nombre", "Type a number"),
    "desk.no_beds": Said(
        "Cette maison n'a pas encore de lits. La coordination les ajoute.",
        "This shelter has no beds yet. The coordinator adds them.",
    ),
    "desk.arrivals": Said("Arrivées prévues ce soir : {count}", "Arrivals expected tonight: {count}"),
    "desk.arrivals.none": Said(
        "Aucune arrivée prévue. Le compte suffit.", "No arrival expected. The count is enough."
    ),
    "desk.arrived": Said("Arrivée", "Arrived"),
    "desk.arrived.of": Said("Arrivée : demande {code}", "Arrived: request {code}"),
    "desk.late": Said("Prévue à {at}, pas encore là", "Expected at {at}, not here yet"),
    "desk.late.then": Said(
        "Place retenue jusqu'à {until}, puis libérée.", "The place is held until {until}, then released."
    ),
    "desk.late.nothing": Said("Rien n'est noté contre la personne.", "Nothing is noted against the person."),
    "desk.keep": Said("Garder 1 h", "Keep 1 h"),
    "desk.keep.of": Said("Garder 1 h de plus : demande {code}", "Keep 1 h more: request {code}"),
    "desk.release": Said("Libérer", "Release"),
    "desk.release.of": Said("Libérer la place : demande {code}", "Release the place: request {code}"),
    "desk.group": Said("La personne pivot note les arrivées.", "The pivot worker notes the arrivals."),
    "desk.group.door": Said("Quelqu'un n'a pas été accueilli", "Somebody was not taken in"),
    "desk.taken": Said("Lits occupés : {count}", "Beds taken: {count}"),
    "desk.depart": Said("Noter un départ", "Note a departure"),
    "desk.sheets": Said("Si rien ne fonctionne", "If nothing works"),
    "desk.entry.link": Said("Saisir la feuille – {house}", "Enter the sheet – {house}"),
    "desk.fresh.fresh": Said("à jour, compté à {at} ({source})", "fresh, counted at {at} ({source})"),
    "desk.fresh.ageing": Said(
        "à confirmer, compté à {at} ({source})", "to confirm, counted at {at} ({source})"
    ),
    "desk.fresh.asked": Said(
        "Votre compte date de {at} : un nouveau est demandé.",
        "Your count is from {at}: a new one is asked for.",
    ),
    "desk.fresh.call_first": Said(
        "Votre compte date de {at} : on vous appelle d'abord.",
        "Your count is from {at}: people call you first.",
    ),
    "desk.fresh.never": Said(
        "Pas encore de compte : on vous appelle d'abord.", "No count yet: people call you first."
    ),
    "desk.source.desk": Said("accueil", "desk"),
    "desk.source.text": Said("texto", "text"),
    "desk.source.import": Said("fichier", "file"),
    "desk.source.paper": Said("feuille", "sheet"),
}

COUNTS = {
    "desk.counts.title": Said("Compter les lits vides", "Count the empty beds"),
    "desk.counts.hint": Said(
        "Tous les lits vides, même ceux qui sont retenus. Relais fait la soustraction.",
        "Every empty bed, even those that are held. Relais does the subtraction.",
    ),
    "desk.counts.of": Said("Lits vides", "Empty beds"),
    "desk.counts.send": Said("Noter ce nombre", "Note this number"),
    "desk.counts.send.of": Said("Noter le nombre : {name}", "Note the number: {name}"),
    "done.counted": Said("Compte noté.", "Count noted."),
    "done.count_same": Said("Noté : rien n'a changé.", "Noted: nothing has changed."),
    "done.count_open": Said(
        "Compte noté. Un départ manque peut-être : voyez les lits occupés.",
        "Count noted. A departure may be missing: see the beds taken.",
    ),
    "done.count_newer": Said(
        "Non appliqué : un compte plus récent existe. Rien à refaire.",
        "Not applied: a newer count exists. Nothing to redo.",
    ),
    "done.undone": Said("Annulé : le compte d'avant est revenu.", "Undone: the count from before is back."),
    "done.undo_over": Said(
        "Deux minutes ont passé. Comptez de nouveau.", "Two minutes have passed. Count again."
    ),
}

REQUEST = {
    "desk.request.title": Said("Demande", "Request"),
    "desk.request.of": Said("Demande {code}", "Request {code}"),
    "desk.who": Said("Qui", "Who"),
    "desk.house": Said("Maison", "Shelter"),
    "desk.when": Said("Quand", "When"),
    "desk.when.from": Said("dès {at}", "from {at}"),
    "desk.when.between": Said("de {start} à {end}", "from {start} to {end}"),
    "desk.how_long": Said("Nuits", "Nights"),
    "desk.language": Said("Langue", "Language"),
    "desk.wish": Said("Souhait", "Wish"),
    "desk.wish.together": Said("ensemble, dans une même pièce", "together, in one room"),
    "desk.wish.near": Said("certaines personnes restent ensemble", "some people stay together"),
    "desk.call_back": Said("Rappel", "Call back"),
    "desk.call.of": Said("Appeler le {number}", "Call {number}"),
    "desk.no_number": Said("aucun numéro", "no number"),
    "desk.agreement": Said("Entente", "Agreement"),
    "desk.exceptions": Said("À négocier", "To negotiate"),
    "desk.exception.yes": Said("Accepter cette fois", "Accept this once"),
    "desk.exception.no": Said("Pas cette fois", "Not this time"),
    "desk.exception.other": Said(
        "Une exception est demandée : la coordination répond. Montrez-lui cette page.",
        "An exception is asked for: the coordinator answers. Show them this page.",
    ),
    "desk.exception.counts": Said(
        "L'une ou l'autre réponse est comptée, et reprochée à personne.",
        "Either answer is counted, and held against nobody.",
    ),
    "desk.silence": Said(
        "Réponse attendue avant {at}. Sans réponse, la garde suivante est appelée. Un silence n'est pas un oui.",
        "An answer is expected before {at}. Without one the next person on call is asked. Silence is not a yes.",
    ),
    "desk.silence.held": Said(
        "Place retenue jusqu'à {at}. Sans réponse elle est libérée. Un silence n'est pas un oui.",
        "The place is held until {at}. Without an answer it is released. Silence is not a yes.",
    ),
    "desk.confirmed": Said("Confirmée, retenue jusqu'à {at}", "Confirmed, held until {at}"),
    "desk.accept.places": Said("Accepter {count} places", "Accept {count} places"),
    "desk.accept.fewer": Said("Accepter moins de places", "Accept fewer places"),
    "desk.accept.number": Said("Nombre de places", "Number of places"),
    "desk.accept.number.send": Said("Accepter ce nombre", "Accept this number"),
    "desk.decline": Said("Décliner : touchez la raison", "Decline: touch the reason"),
    "desk.decline.others": Said("Autres raisons ({count})", "Other reasons ({count})"),
    "desk.decline.why": Said(
        "La raison sert aux statistiques, pas à juger la maison.",
        "The reason is for statistics, not to judge the shelter.",
    ),
    "desk.door": Said("Venue, mais pas accueillie", "Came, but was not taken in"),
    "desk.door.why": Said(
        "La raison, en une touche. La place suivante est cherchée tout de suite.",
        "The reason, in one tap. The next place is looked for at once.",
    ),
    "desk.reason.no_bed": Said("Aucune place", "No place"),
    "desk.reason.language": Said("Langue", "Language"),
    "desk.reason.stay_too_short": Said("Séjour trop court", "Stay too short"),
    "desk.reason.age": Said("Âge", "Age"),
    "desk.reason.several_at_once": Said("Plusieurs à la fois", "Several at once"),
    "desk.reason.security_fear": Said("Sécurité de la maison", "Safety of the shelter"),
    "desk.reason.not_conjugal_violence": Said("Hors du mandat de la maison", "Outside the shelter's mandate"),
    "desk.reason.substance": Said("Consommation", "Substance use"),
    "desk.reason.status": Said("Papiers", "Papers"),
    "desk.reason.gender": Said("Genre", "Gender"),
    "desk.reason.other": Said("Autre", "Other"),
    "desk.over": Said("Cette demande en est à : {state}.", "This request is at: {state}."),
    "desk.over.nothing": Said("Rien d'autre à faire ici.", "Nothing more to do here."),
    "desk.asked.state.requested": Said("délai passé", "time passed"),
    "desk.asked.state.confirmed": Said("acceptée", "accepted"),
    "desk.asked.state.partly": Said("acceptée en partie", "accepted in part"),
    "desk.asked.state.declined": Said("déclinée", "declined"),
    "desk.asked.state.no_answer": Said("sans réponse à temps", "no answer in time"),
    "desk.asked.state.withdrawn": Said("retirée", "withdrawn"),
    "done.accepted": Said(
        "Accepté. La place attend la personne.", "Accepted. The place waits for the person."
    ),
    "done.taken_back": Said(
        "Annulé. La place reste retenue; répondez de nouveau.", "Undone. The place stays held; answer again."
    ),
    "done.declined": Said("Décliné. On cherche ailleurs.", "Declined. Another place is looked for."),
    "done.called": Said("Noté : la personne a appelé.", "Noted: the person called."),
    "done.arrived": Said("Arrivée notée.", "Arrival noted."),
    "done.kept": Said("Gardée une heure de plus.", "Kept for one hour more."),
    "done.released": Said(
        "Place libérée. Rien n'est noté contre la personne.",
        "Place released. Nothing is noted against the person.",
    ),
    "done.asked_confirmed": Said("Accepté. Les places sont retenues.", "Accepted. The places are held."),
    "done.asked_partly": Said(
        "Accepté en partie : moins de lits sont libres.", "Accepted in part: fewer beds are free."
    ),
    "done.asked_declined": Said("Décliné. On cherche ailleurs.", "Declined. Another place is looked for."),
    "done.asked_noted": Said(
        "Noté. Une autre maison a déjà été demandée.", "Noted. Another shelter has been asked already."
    ),
    "desk.door.title": Said("À la porte", "At the door"),
    "desk.door.none": Said("Aucune place n'est retenue pour un groupe.", "No place is held for a group."),
    "desk.door.choose": Said("{who}, place {number}", "{who}, place {number}"),
    "done.door": Said("Noté. Une autre place est cherchée.", "Noted. Another place is looked for."),
}

HERE = {
    "desk.here.title": Said("Qui est là", "Who is here"),
    "desk.here.bed": Said("Lit {label}", "Bed {label}"),
    "desk.here.since": Said("compté depuis le {since}", "counted since {since}"),
    "desk.here.dates": Said("depuis le {since}, jusqu'au {until}", "since {since}, until {until}"),
    "desk.here.left": Said("Départ", "Left"),
    "desk.here.left.of": Said("Départ du lit {label}, {house}", "Left bed {label}, {house}"),
    "desk.here.nobody": Said(
        "Personne dans cette maison, autant qu'on sache.", "Nobody is in this shelter, as far as is known."
    ),
    "desk.here.gone": Said("Départs récents", "Recent departures"),
    "desk.here.gone.on": Said("Demande {code}, le {day}", "Request {code}, {day}"),
    "desk.here.no_name": Said("Aucun nom ici, ni où les gens vont.", "No name here, nor where people go."),
    "done.departed": Said("Départ noté. Le lit est libre.", "Departure noted. The bed is free."),
}

ENTRY = {
    "desk.entry.title": Said("Saisir la feuille de nuit", "Enter the night sheet"),
    "desk.entry.hint": Said(
        "Une heure est celle des 24 dernières heures. Les lignes vides ne comptent pas.",
        "A time is one of the last 24 hours. Empty lines do not count.",
    ),
    "desk.entry.line": Said("Ligne {number}", "Line {number}"),
    "desk.entry.at": Said("Heure", "Time"),
    "desk.entry.what": Said("Quoi", "What"),
    "desk.entry.value": Said("Nombre, code ou n° du lit", "Number, code or bed no."),
    "desk.entry.choose": Said("Choisir", "Choose"),
    "desk.entry.count": Said("Compte", "Count"),
    "desk.entry.unchanged": Said("Inchangé", "Unchanged"),
    "desk.entry.arrival": Said("Arrivée", "Arrival"),
    "desk.entry.departure": Said("Départ", "Departure"),
    "desk.entry.send": Said("Saisir ces lignes", "Enter these lines"),
    "desk.entered.title": Said("Feuille saisie", "Sheet entered"),
    "desk.entered.done": Said("fait", "done"),
    "desk.entered.not_applied": Said("noté, un compte plus récent existe", "noted, a newer count exists"),
    "desk.entered.known": Said("déjà saisi", "entered already"),
    "desk.entered.refused": Said("non appliqué : {why}", "not applied: {why}"),
    "desk.entered.destroy": Said("La feuille peut être détruite.", "The sheet can be destroyed."),
    "desk.entered.home": Said("Revenir à l'accueil", "Back to home"),
}

PEOPLE = {
    "desk.gender.woman.one": Said("1 femme", "1 woman"),
    "desk.gender.woman.many": Said("{count} femmes", "{count} women"),
    "desk.gender.man.one": Said("1 homme", "1 man"),
    "desk.gender.man.many": Said("{count} hommes", "{count} men"),
    "desk.gender.trans_woman.one": Said("1 femme trans", "1 trans woman"),
    "desk.gender.trans_woman.many": Said("{count} femmes trans", "{count} trans women"),
    "desk.gender.trans_man.one": Said("1 homme trans", "1 trans man"),
    "desk.gender.trans_man.many": Said("{count} hommes trans", "{count} trans men"),
    "desk.gender.non_binary.one": Said("1 personne non binaire", "1 non-binary person"),
    "desk.gender.non_binary.many": Said("{count} personnes non binaires", "{count} non-binary people"),
    "desk.age.<16": Said("moins de 16\u00a0ans", "under\u00a016"),
    "desk.age.16-17": Said("16\u2060–\u206017\u00a0ans", "16\u2060–\u206017"),
    "desk.age.18-20": Said("18\u2060–\u206020\u00a0ans", "18\u2060–\u206020"),
    "desk.age.21-24": Said("21\u2060–\u206024\u00a0ans", "21\u2060–\u206024"),
    "desk.age.25+": Said("25\u00a0ans et plus", "25\u00a0and over"),
    "desk.children.one": Said("1 enfant", "1 child"),
    "desk.children.many": Said("{count} enfants", "{count} children"),
}

OFFLINE = {
    "offline.since": Said("Hors ligne depuis {at}.", "Offline since {at}."),
    "offline.from": Said("depuis {at}", "since {at}"),
    "offline.back": Said("Vous êtes de nouveau en ligne.", "You are online again."),
    "offline.count": Said("Vous pouvez encore compter.", "You can still count."),
    "offline.read_only": Said(
        "Ce que vous lisez date de {at}; rien ne peut partir.",
        "What you read is from {at}; nothing can be sent.",
    ),
    "offline.not_sent": Said(
        "Rien n'est parti. Ce que vous avez écrit est encore ici.",
        "Nothing was sent. What you typed is still here.",
    ),
    "offline.by_text": Said(
        "Répondre à une demande : par texto, OUI ou NON suivi du code.",
        "To answer a request: by text, YES or NO followed by the code.",
    ),
    "offline.kept": Said("gardé ici, {at}; partira tout seul", "kept here, {at}; it will go by itself"),
    "offline.sending": Said("envoi", "sending"),
    "offline.sent": Said("envoyé à {at}", "sent at {at}"),
    "offline.newer": Said("non appliqué : un compte plus récent existe", "not applied: a newer count exists"),
    "offline.old": Said("trop ancien, recomptez", "too old, count again"),
    "offline.refused": Said("non appliqué", "not applied"),
    "offline.sign_in": Said(
        "gardé ici, {at}; entrez de nouveau pour l'envoyer", "kept here, {at}; sign in again to send it"
    ),
    "offline.title": Said("Hors ligne", "Offline"),
    "offline.text": Said(
        "Relais n'a pas pu s'ouvrir. Rien n'est affiché ici, par prudence.",
        "Relais could not open. Nothing is shown here, to be safe.",
    ),
    "offline.again": Said("Réessayer", "Try again"),
    "offline.waiting": Said("Un compte attend sur cet appareil.", "A count waits on this device."),
    "until.left": Said("({count}\u00a0min)", "({count}\u00a0min)"),
    "live.pause": Said("Mettre les mises à jour en pause", "Pause updates"),
    "live.resume": Said("Reprendre les mises à jour", "Resume updates"),
    "live.one_change": Said("1 changement. Afficher", "1 change. Show"),
    "live.spoken": Said("La page a changé.", "The page has changed."),
    "live.ends": Said("Un délai se termine dans {count} minutes.", "A time limit ends in {count} minutes."),
    "exit.twice": Said("Encore 2 fois Majuscule pour quitter.", "Shift 2 more times to leave."),
    "exit.once": Said("Encore 1 fois Majuscule pour quitter.", "Shift once more to leave."),
}

WORDS: dict[str, Said] = {**HOME, **COUNTS, **REQUEST, **HERE, **ENTRY, **PEOPLE, **OFFLINE}
