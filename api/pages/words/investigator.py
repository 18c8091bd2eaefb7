"""The words of an investigator."""

from api.pages.words import investigator_forms
from service.refusals import Said

WORDS: dict[str, Said] = {
    "inv.today": Said("aujourd'hui", "today"),
    "inv.tomorrow": Said("demain", "tomorrow"),
    "inv.yesterday": Said("hier", "yesterday"),
    "inv.mine": Said("Mes opérations : {count}", "My operations: {count}"),
    "inv.none": Said(
        "Aucune opération. La faisabilité ne retient rien.", "No operation. Feasibility holds nothing."
    ),
    "inv.new": Said("Nouvelle réservation", "New reservation"),
    "inv.question": Said("Faisabilité", "Feasibility"),
    "inv.closed": Said("Terminées depuis 30 jours : {count}", "Closed in the last 30 days: {count}"),
    "inv.counts_only": Said(
        "Vous voyez des nombres. Personne ici ne voit qui est où.",
        "You see counts. Nobody here sees who is where.",
    ),
    "inv.open": Said("Ouvrir", "Open"),
    "inv.open.of": Said("Ouvrir {code}", "Open {code}"),
    "inv.of": Said("{what}, {code}", "{what}, {code}"),
    "inv.board": Said("Réservation", "Reservation"),
    "inv.places": Said("Places", "Places"),
    "inv.numbers": Said("Voir les chiffres", "Show the numbers"),
    "inv.letter": Said("Lettre", "Letter"),
    "inv.col.held": Said("retenue", "held"),
    "inv.col.asked": Said("demandée", "asked"),
    "inv.col.waiting": Said("sans place", "not placed"),
    "inv.held.one": Said("{held} place sur {expected} retenue", "{held} of {expected} place held"),
    "inv.held.few": Said("{held} place sur {expected} retenue", "{held} of {expected} places held"),
    "inv.held.many": Said("{held} places sur {expected} retenues", "{held} of {expected} places held"),
    "inv.and": Said(" et ", " and "),
    "inv.have_none": Said("{who} n'en ont pas.", "{who} have none."),
    "inv.has_none": Said("{who} n'en a pas.", "{who} has none."),
    "inv.asked.one": Said("1 place demandée", "1 place asked for"),
    "inv.asked.many": Said("{count} places demandées", "{count} places asked for"),
    "inv.due": Said("réponse attendue avant {time}", "answer due before {time}"),
    "inv.silence": Said(
        "Sans réponse, la maison suivante est demandée.", "Without an answer the next house is asked."
    ),
    "inv.state.launched": Said(
        "Lancée : les maisons attendent des arrivées.", "Launched: shelters expect arrivals."
    ),
    "inv.state.postponed": Said(
        "Reportée, sans date : rien n'est retenu.", "Postponed, no date yet: nothing is held."
    ),
    "inv.cancelled": Said("annulée, places libérées", "cancelled, places released"),
    "inv.over": Said("plage terminée", "window ended"),
    "inv.over.number": Said(
        "Passez le relais : le nombre de personnes reçues s'affiche alors.",
        "Hand over: the number received shows then.",
    ),
    "inv.received": Said("{received} personnes reçues sur {people}", "{received} of {people} received"),
    "inv.moved": Said("Reportée. {name} s'occupe des places.", "Postponed. {name} sees to the places."),
    "inv.pivot.is": Said("Pivot : {name}", "Pivot: {name}"),
    "inv.pivot.yes": Said("{name} prend le relais", "{name} takes over"),
    "inv.pivot.asked": Said(
        "{name} n'a pas encore accepté de prendre le relais", "{name} has not accepted to take over yet"
    ),
    "inv.pivot.first": Said("Nommez d'abord l'organisme pivot.", "Name the pivot organisation first."),
    "inv.pivot.nobody": Said("L'organisme pivot n'est pas nommé", "The pivot organisation is not named"),
    "inv.pivot.call": Said("Appeler {name}", "Call {name}"),
    "inv.number": Said("Changer le nombre", "Change number"),
    "inv.postpone": Said("Reporter", "Postpone"),
    "inv.launch": Said("Lancer", "Launch"),
    "inv.cancel": Said("Annuler et libérer", "Cancel and release"),
    "inv.hand_over": Said("Passer le relais", "Hand over"),
    "inv.ask_more": Said("Demander d'autres places", "Ask for more places"),
    "inv.override": Said("Demander une dérogation", "Ask for an override"),
    "inv.override.meta": Said(
        "Demander une dérogation montre à la coordination les lettres, les profils et les maisons de cette "
        "réservation. C'est noté.",
        "Asking for an override shows the coordination this reservation's letters, profiles and shelters. "
        "It is recorded.",
    ),
    "inv.propose": Said("Voir ce qui serait retenu", "See what would be held"),
    "inv.proposal": Said("Proposition", "Proposal"),
    "inv.proposal.accept": Said("Retenir ces places", "Hold these places"),
    "inv.proposal.meta": Said(
        "Rien n'est encore retenu. Accepter prend ce qui est encore libre.",
        "Nothing is held yet. Accepting takes what is still free.",
    ),
    "inv.would.agreed.one": Said("1 possible par entente, tout de suite", "1 possible by agreement, at once"),
    "inv.would.agreed.many": Said(
        "{count} possibles par entente, tout de suite", "{count} possible by agreement, at once"
    ),
    "inv.would.asked.one": Said("1 à demander à une maison", "1 to ask a shelter for"),
    "inv.would.asked.many": Said("{count} à demander à des maisons", "{count} to ask shelters for"),
    "inv.would.none.one": Said("1 sans place", "1 not placed"),
    "inv.would.none.many": Said("{count} sans place", "{count} not placed"),
    "inv.point": Said("Où amener les personnes", "Where to bring people"),
    "inv.point.until": Said(
        "Places : {count}. Montré jusqu'à {time}, puis effacé.",
        "Places: {count}. Shown until {time}, then gone.",
    ),
    "inv.check.launch": Said(
        "Les maisons sauront que les arrivées approchent.", "Shelters will see that arrivals are near."
    ),
    "inv.check.launch.meta": Said(
        "Un lancement ne se reprend pas. Reporter et annuler restent possibles.",
        "A launch is not taken back. You can still postpone or cancel.",
    ),
    "inv.do.launch": Said("Lancer maintenant", "Launch now"),
    "inv.check.cancel": Said(
        "Dans 60 secondes, tout ce qui est retenu ou demandé est libéré. Qui est arrivé garde sa place.",
        "In 60 seconds everything held or asked for is released. Whoever has arrived keeps their place.",
    ),
    "inv.check.cancel.meta": Said(
        "Jusque-là vous pouvez rétablir. Ensuite une place libérée ne se redemande pas.",
        "Until then you can restore it. After that a released place cannot be asked back.",
    ),
    "inv.restore": Said("Rétablir", "Restore"),
    "inv.cancelling": Said("Annulée : places libérées à {time}", "Cancelled: places released at {time}"),
    "inv.do.cancel": Said("Libérer ces places", "Release these places"),
    "inv.contact": Said("Demander à parler à quelqu'un", "Ask to speak with somebody"),
    "inv.contact.meta": Said(
        "Le pivot transmet. La personne répond oui, non ou pas maintenant, sans raison.",
        "The pivot passes it on. The person says yes, no or not now, without a reason.",
    ),
    "inv.contact.label": Said("Personnes de la lettre", "People of the letter"),
    "inv.contact.anybody": Said("sans préciser", "not specified"),
    "inv.contact.ask": Said("Demander un contact", "Ask for contact"),
    "inv.contact.asked": Said("transmise, sans réponse encore", "passed on, no answer yet"),
    "inv.contact.yes": Said("oui : le pivot vous appelle", "yes: the pivot calls you"),
    "inv.contact.no": Said("non", "no"),
    "inv.contact.not_now": Said("pas maintenant", "not now"),
    "inv.agreements": Said("Ententes", "Agreements"),
    "inv.agreements.read": Said("Lire", "Read"),
    "inv.agreements.answer.one": Said("Entente à lire : 1", "Agreement to read: 1"),
    "inv.agreements.answer.many": Said("Ententes à lire : {count}", "Agreements to read: {count}"),
    "inv.agreements.count.one": Said("Entente : 1.", "Agreement: 1."),
    "inv.agreements.count.many": Said("Ententes : {count}.", "Agreements: {count}."),
    "inv.agreements.next": Said("Prochaine révision : {day}", "Next review: {day}"),
    "inv.agreements.none": Said(
        "Aucune entente. Une maison vous en propose une; vous l'acceptez ici.",
        "No agreement. A shelter proposes one to you; you accept it here.",
    ),
    "inv.agreements.meta": Said(
        "Ce sont les seules maisons que vous voyez par leur nom.",
        "These are the only shelters that you see by name.",
    ),
    "inv.terms": Said(
        "{places} places, préavis de {notice} h, retenues {longest} h au plus.",
        "{places} places, {notice} h notice, held {longest} h at most.",
    ),
    "inv.terms.none": Said(
        "{places} places, sans préavis, retenues {longest} h au plus.",
        "{places} places, no notice, held {longest} h at most.",
    ),
    "inv.answer.automatic": Said("Automatique.", "Automatic."),
    "inv.answer.asked": Said("Sur demande.", "On request."),
    "inv.agreement.state.proposed": Said("proposée, à lire", "proposed, to read"),
    "inv.agreement.state.change": Said("un changement est proposé", "a change is proposed"),
    "inv.agreement.state.in_force": Said("en vigueur", "in force"),
    "inv.agreement.state.suspended": Said(
        "au repos : la maison est demandée chaque fois", "resting: the shelter is asked each time"
    ),
    "inv.agreement.becomes": Said("Deviendrait :", "Would become:"),
    "inv.agreement.review": Said("À revoir le {day}", "Review on {day}"),
    "inv.agreement.accept": Said("Accepter", "Accept"),
    "inv.agreement.decline": Said("Décliner", "Decline"),
    "inv.agreement.rest": Said("Mettre au repos", "Let rest"),
    "inv.agreement.resume": Said("Reprendre", "Resume"),
    "inv.agreement.end": Said("Terminer l'entente", "End the agreement"),
    "inv.agreement.end.meta": Said(
        "Ce qu'elle retient maintenant reste retenu jusqu'à la fin de la plage.",
        "What it holds now stays held until its window is over.",
    ),
    "inv.agreement.end.do": Said("Terminer cette entente", "End this agreement"),
    "done.inv_held": Said(
        "C'est retenu; voici où en sont les places.", "Held; this is how the places stand."
    ),
    "done.inv_nothing_proposed": Said(
        "La réservation existe, rien n'est retenu. Demandez des places quand vous voulez.",
        "The reservation exists, nothing is held. Ask for places whenever you like.",
    ),
    "done.inv_launch": Said("Lancée.", "Launched."),
    "done.inv_cancel": Said(
        "Annulée. Vous pouvez rétablir pendant 60 secondes.", "Cancelled. You can restore it for 60 seconds."
    ),
    "done.inv_restore": Said("Rétablie; rien n'était libéré.", "Restored; nothing was released."),
    "done.inv_ask": Said("D'autres places sont demandées.", "More places are asked for."),
    "done.inv_overrides": Said(
        "La coordination lira votre demande de dérogation.", "The coordination will read your request."
    ),
    "done.inv_number": Said(
        "Le nombre est changé; ce qui était retenu l'est encore.",
        "The number is changed; what was held still is.",
    ),
    "done.inv_postpone": Said("Reportée; la référence reste.", "Postponed; the reference stays."),
    "done.inv_pivot": Said("L'organisme est demandé.", "The organisation is asked."),
    "done.inv_hand_over": Said("Relais passé. Vous voyez deux nombres.", "Handed over. You see two numbers."),
    "done.inv_contact": Said("Demande transmise au pivot.", "Passed on to the pivot."),
    "done.inv_agreement_accept": Said("Acceptée.", "Accepted."),
    "done.inv_agreement_decline": Said("Déclinée.", "Declined."),
    "done.inv_agreement_rest": Said("L'entente est au repos.", "The agreement rests."),
    "done.inv_agreement_resume": Said("L'entente a repris.", "The agreement counts again."),
    "done.inv_agreement_end": Said("L'entente est terminée.", "The agreement has ended."),
    **investigator_forms.WORDS,
}
