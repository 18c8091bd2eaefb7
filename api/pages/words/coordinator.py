"""The words of a shelter's coordinator: home, rooms and closures; the others stand in their own folder."""

from api.pages.words.house import agreements, duty, profile, settings
from service.refusals import Said

HOME = {
    "house.todo.one": Said("1 chose vous attend", "1 thing waits for you"),
    "house.todo": Said("{count} choses vous attendent", "{count} things wait for you"),
    "house.todo.none": Said("Rien ne presse", "Nothing presses"),
    "house.todo.empty": Said(
        "Chaque garde a quelqu'un et rien n'attend. Les prochaines dates paraîtront ici.",
        "Every shift has somebody and nothing waits. The next dates will show here.",
    ),
    "house.plan": Said("Planifier la garde", "Plan who is on call"),
    "house.plan.of": Said("Planifier la garde, {house}", "Plan who is on call, {house}"),
    "house.gap.tonight": Said(
        "Les demandes de ce moment iront à la région.", "Requests made then go to the region."
    ),
    "house.gap.then": Said(
        "Sans personne de garde, les demandes vont à la région.",
        "With nobody on call, requests go to the region.",
    ),
    "house.fill": Said("Combler", "Fill"),
    "house.fill.of": Said("Combler. {gap}", "Fill. {gap}"),
    "house.question": Said("Une demande attend, avant {time}", "A request waits, until {time}"),
    "house.question.who": Said(
        "1 personne, nuits : {nights}. Elle est chez la garde de {house}.",
        "1 person, nights: {nights}. The desk of {house} has it.",
    ),
    "house.question.whom": Said(
        "{count} personnes, nuits : {nights}. Elle est chez la garde de {house}.",
        "{count} people, nights: {nights}. The desk of {house} has it.",
    ),
    "house.request.one": Said("1 place demandée à {house}", "1 place asked of {house}"),
    "house.request.many": Said("{count} places demandées à {house}", "{count} places asked of {house}"),
    "house.read": Said("Lire la demande", "Read the request"),
    "house.read.of": Said("Lire la demande {code}", "Read request {code}"),
    "house.criteria.old": Said("Critères revus le {day}", "Criteria reviewed on {day}"),
    "house.criteria.never": Said("Critères jamais revus", "Criteria never reviewed"),
    "house.true": Said("Toujours vrais", "Still true"),
    "house.true.of": Said("Toujours vrais, {house}", "Still true, {house}"),
    "house.change": Said("Changer", "Change"),
    "house.change.of": Said("Changer le profil de {house}", "Change the profile of {house}"),
    "house.displaced.count": Said(
        "Un compte a pris la place de quelqu'un.", "A count took somebody's held place."
    ),
    "house.displaced.arrival": Said("Une arrivée a pris une place retenue.", "An arrival took a held place."),
    "house.displaced.stay_goes_on": Said(
        "Un séjour qui continue occupe une place retenue.", "A stay that goes on fills a held place."
    ),
    "house.displaced.closure": Said(
        "Une fermeture a pris une place retenue.", "A closure took a held place."
    ),
    "house.displaced.since": Said(
        "Depuis {time}. La personne attend encore une place.",
        "Since {time}. The person still waits for a place.",
    ),
    "house.place_again": Said("Trouver une place", "Find a place"),
    "house.place_again.of": Said("Trouver une place, {number}", "Find a place, {number}"),
    "house.review": Said(
        "Entente {partner} : à revoir le {day}", "Agreement with {partner}: review by {day}"
    ),
    "house.review.late": Said(
        "Entente {partner} : revue due depuis le {day}", "Agreement with {partner}: review due since {day}"
    ),
    "house.review.do": Said("Revoir", "Review"),
    "house.review.of": Said(
        "Revoir l'entente {partner}, {house}", "Review the agreement with {partner}, {house}"
    ),
    "house.number.missing": Said("Aucun numéro de garde n'est écrit.", "No duty number is written."),
    "house.number.why": Said(
        "Sans lui, personne ne sait où appeler la maison la nuit.",
        "Without it nobody knows where to call the house at night.",
    ),
    "house.number.write": Said("Écrire le numéro", "Write the number"),
    "house.tonight.none": Said(
        "Ce soir, aucun des {beds} lits n'est pris", "Tonight none of {beds} beds is taken"
    ),
    "house.tonight.one": Said("Ce soir, 1 lit sur {beds} est pris", "Tonight 1 of {beds} beds is taken"),
    "house.tonight.many": Said(
        "Ce soir, {taken} lits sur {beds} sont pris", "Tonight {taken} of {beds} beds are taken"
    ),
    "house.tonight.held.one": Said("1 retenu", "1 held"),
    "house.tonight.held.many": Said("{count} retenus", "{count} held"),
    "house.tonight.closed.one": Said("1 fermé", "1 closed"),
    "house.tonight.closed.many": Said("{count} fermés", "{count} closed"),
    "house.tonight.no_beds": Said("Cette maison n'a pas encore de lits.", "This shelter has no beds yet."),
    "house.tonight.none_full": Said(
        "; aucun des treize soirs d'avant n'était complet.", "; none of the thirteen nights before was full."
    ),
    "house.tonight.one_full": Said("; un soir était complet.", "; one night was full."),
    "house.tonight.many_full": Said("; {count} soirs étaient complets.", "; {count} nights were full."),
    "house.night": Said("Nuit du", "Night of"),
    "house.night.taken": Said("pris", "taken"),
    "house.night.held": Said("retenus", "held"),
    "house.night.closed": Said("fermés", "closed"),
    "house.night.empty": Said("vides", "empty"),
    "house.none": Said(
        "Votre organisme n'a pas encore de maison dans Relais.",
        "Your organisation has no shelter in Relais yet.",
    ),
    "house.create": Said("Ajouter une maison", "Add a shelter"),
    "house.way.rooms": Said("Chambres et lits", "Rooms and beds"),
    "house.way.profile": Said("Profil et critères", "Profile and criteria"),
    "house.way.counting": Said("Comptes", "Counts"),
    "house.way.address": Said("Adresse", "Address"),
    "house.day": Said("Jour", "Day"),
    "house.hour": Said("Heure", "Time"),
    "house.day.end": Said("Jour de fin", "Last day"),
    "house.hour.end": Said("Heure de fin", "End time"),
    "done.criteria": Said("Critères confirmés aujourd'hui.", "Criteria confirmed today."),
}
ROOMS = {
    "rooms.title": Said("Chambres et lits", "Rooms and beds"),
    "rooms.tonight": Said(
        "ce soir, pris : {taken}, retenus : {held}, libres : {free}, fermés : {closed}",
        "tonight, taken: {taken}, held: {held}, free: {free}, closed: {closed}",
    ),
    "rooms.bed": Said("Lit {label}", "Bed {label}"),
    "rooms.taken": Said("occupé", "taken"),
    "rooms.held": Said("retenu", "held"),
    "rooms.empty": Said("vide", "empty"),
    "rooms.closed": Said("fermé jusqu'au {until}", "closed until {until}"),
    "rooms.promise": Said("Retenu du {first} au {last}", "Held from {first} to {last}"),
    "rooms.promise.agreement": Said(
        "Retenu par l'entente {partner}, du {first} au {last}",
        "Held by agreement {partner}, from {first} to {last}",
    ),
    "rooms.shared": Said("Lits partagés", "Shared beds"),
    "rooms.private": Said("Chambres privées", "Private rooms"),
    "rooms.family": Said("Unités familiales", "Family units"),
    "rooms.cots": Said("Lits d'appoint de cette nuit", "Cots of this night"),
    "rooms.cots.why": Said(
        "un compte les a trouvés; ils partent à l'heure de bascule et ne sont offerts à personne",
        "a count found them; they fold at the turnover and are offered to nobody",
    ),
    "rooms.ages.adults": Said("18 ans et plus", "18 and over"),
    "rooms.ages.from": Said("dès {low} ans", "from age {low}"),
    "rooms.ages.to": Said("18 à {high} ans", "18 to {high}"),
    "rooms.ages.both": Said("{low} à {high} ans", "{low} to {high}"),
    "rooms.sleeps": Said("{count} personnes par pièce", "sleeps {count}"),
    "rooms.aside": Said(
        "Mis de côté pour qui sort de la traite.", "Set aside for people who leave trafficking."
    ),
    "rooms.set_aside": Said("Mettre de côté", "Set aside"),
    "rooms.set_aside.of": Said("Mettre de côté : {room}, {nth}", "Set aside: {room}, {nth}"),
    "rooms.share": Said("Remettre en commun", "Back to general use"),
    "rooms.share.of": Said("Remettre en commun : {room}, {nth}", "Back to general use: {room}, {nth}"),
    "rooms.close": Said("Fermer", "Close"),
    "rooms.close.of": Said("Fermer le lit {label}, {room}, {nth}", "Close bed {label}, {room}, {nth}"),
    "rooms.reopen": Said("Rouvrir", "Reopen"),
    "rooms.reopen.of": Said("Rouvrir le lit {label}, {room}, {nth}", "Reopen bed {label}, {room}, {nth}"),
    "rooms.none": Said("Aucun lit encore. Ajoutez les premiers.", "No bed yet. Add the first ones."),
    "rooms.sheet": Said("Feuille à imprimer", "Sheet to print"),
    "done.aside": Said("Mis de côté.", "Set aside."),
    "done.shared": Said("Remis en commun.", "Back in general use."),
    "done.reopened": Said("Le lit est rouvert.", "The bed is open again."),
    "done.closed": Said(
        "C'est fermé. Vous pouvez rouvrir quand vous voulez.", "Closed. You can reopen whenever you like."
    ),
    "closing.title": Said("Fermer des lits", "Close beds"),
    "closing.one": Said("Fermer le lit {label}", "Close bed {label}"),
    "closing.many": Said("Fermer {count} lits", "Close {count} beds"),
    "closing.for": Said("Dès maintenant, pour :", "From now, for:"),
    "closing.night": Said("1 nuit", "1 night"),
    "closing.nights": Said("{count} nuits", "{count} nights"),
    "closing.from": Said("Fermé dès", "Closed from"),
    "closing.to": Said("Rouvre", "Opens again"),
    "closing.when": Said("Du {first} au {last}", "From {first} to {last}"),
    "closing.other": Said("Autres jours", "Other days"),
    "closing.occupied": Said(
        "Quelqu'un est dans ce lit, ou il est déjà fermé : {beds}. Notez d'abord le départ.",
        "Somebody is in this bed, or it is closed already: {beds}. Note the departure first.",
    ),
    "closing.nothing": Said(
        "Aucune place n'y est retenue pendant ce temps.", "No place is held there in that time."
    ),
    "closing.room": Said("mêmes règles", "same rules"),
    "closing.moves": Said(
        "La place retenue du {first} au {last} passe au lit {to} ({room}).",
        "The place held from {first} to {last} moves to bed {to} ({room}).",
    ),
    "closing.no_free_bed": Said(
        "La place retenue du {first} au {last} perd son lit : aucun autre n'est libre tout ce temps.",
        "The place held from {first} to {last} loses its bed: no other is free all that time.",
    ),
    "closing.none_as_good": Said(
        "La place retenue du {first} au {last} perd son lit : aucun lit pareil n'est libre.",
        "The place held from {first} to {last} loses its bed: no equal bed is free.",
    ),
    "closing.look": Said("Voir ce que cela change", "Show what it changes"),
    "closing.do": Said("Fermer ce lit", "Close this bed"),
    "closing.do.many": Said("Fermer ces lits", "Close these beds"),
    "closing.rule": Said(
        "Personne n'est déplacé sans que la maison le sache.", "Nobody is moved without the house knowing."
    ),
}
WORDS: dict[str, Said] = {
    **HOME,
    **ROOMS,
    **agreements.WORDS,
    **duty.WORDS,
    **profile.WORDS,
    **settings.WORDS,
}
