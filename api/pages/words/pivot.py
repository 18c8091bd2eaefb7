"""The words of a pivot worker: home, where tonight, and a place on its road."""

from api.pages.words.pivot_cases import WORDS as OF_CASES
from service.refusals import Said

WORDS: dict[str, Said] = {
    **OF_CASES,
    "pivot.tonight": Said("Où ce soir?", "Where tonight?"),
    "pivot.money": Said("Demander de l'argent", "Ask for money"),
    "pivot.lawyer": Said("Avocat ou avocate en immigration", "Immigration lawyer"),
    "pivot.lawyer.case": Said("Avocat ou avocate", "Lawyer"),
    "pivot.lawyer.title": Said("Avocat ou avocate en immigration", "Immigration lawyer"),
    "pivot.lawyer.on_call": Said("De garde maintenant", "On call now"),
    "pivot.lawyer.hours": Said("Aux heures de bureau", "In office hours"),
    "pivot.lawyer.free": Said("sans frais", "free of charge"),
    "pivot.lawyer.fee": Said("avec des frais", "with a fee"),
    "pivot.lawyer.line": Said("Appeler le {number}", "Call {number}"),
    "pivot.lawyer.why": Said(
        "Répond jour et nuit et trouve quelqu'un près d'ici.",
        "Answers day and night and finds somebody near here.",
    ),
    "pivot.waits": Said("Ce qui attend : {count}", "What waits: {count}"),
    "pivot.waits.title": Said("Ce qui attend", "What waits"),
    "pivot.waits.none": Said(
        "Rien n'attend. Une place retenue paraîtra ici avec son heure.",
        "Nothing waits. A held place will show here with its time.",
    ),
    "pivot.people.theirs": Said(
        "Un autre organisme accompagne ce dossier; il peut le passer.",
        "Another organisation accompanies this case; it can hand it over.",
    ),
    "pivot.waits.held": Said("{about} : retenue jusqu'à", "{about}: held until"),
    "pivot.waits.awaiting_self_call": Said(
        "{about} : la personne appelle avant", "{about}: the person calls before"
    ),
    "pivot.waits.asked": Said("{about} : réponse attendue avant", "{about}: answer expected before"),
    "pivot.waits.move": Said(
        "alerte de sécurité : préparez la suite", "safety alert: prepare the next place"
    ),
    "pivot.waits.ended": Said(
        "séjour terminé par la maison : la suite", "stay ended by the house: the next place"
    ),
    "pivot.waits.transfer": Said(
        "demande que vous preniez un dossier, avant le", "asks you to take a case, before"
    ),
    "pivot.waits.operation": Said(
        "une opération vous nomme pivot, dès", "an operation names you pivot, from"
    ),
    "pivot.waits.arriving": Said("arrivées d'une opération, jusqu'à", "arrivals of an operation, until"),
    "pivot.waits.contact": Said(
        "aimerait parler à une personne; avant le", "would like to speak with somebody; before"
    ),
    "pivot.waits.duty_to_report": Said(
        "16–17 ans ou moins : signalement à remplir", "17 or under: report to fill in"
    ),
    "pivot.waits.turns_18": Said("18 ans dans 90 jours : préparer", "18 in 90 days: prepare"),
    "pivot.waits.offer_again": Said("offrir l'aide de nouveau", "offer help again"),
    "pivot.waits.room_without_hotel": Said(
        "chambre tombée : reprendre l'argent", "room fell through: take the money back"
    ),
    "pivot.waits.ending": Said("{about} : fin du séjour", "{about}: the stay ends"),
    "pivot.waits.link": Said("même personne? répondre avant le", "same person? answer before"),
    "pivot.waits.erasure": Said("effacement : signer avant le", "erasure: sign before"),
    "pivot.waits.orphan": Said(
        "{about} sans pivot dans votre organisme", "{about} without a pivot in your organisation"
    ),
    "pivot.settle": Said("C'est fait", "It is done"),
    "pivot.extend": Said("Prolonger", "Extend"),
    "pivot.cases": Said("Mes dossiers : {count}", "My cases: {count}"),
    "pivot.cases.none": Said(
        "Aucun dossier. Ouvrez-en un : six champs, deux minutes.",
        "No case. Open one: six fields, two minutes.",
    ),
    "pivot.cases.all": Said("Tout voir", "See all"),
    "pivot.cases.list": Said("Mes dossiers", "My cases"),
    "pivot.board": Said("Tableau des places", "Board of places"),
    "pivot.money.count": Said("argent {decided}/{asked}", "money {decided}/{asked}"),
    "pivot.as_backup": Said("en relève", "as backup"),
    "pivot.bed.in": Said("dans la maison", "in the house"),
    "pivot.bed.held": Said("place retenue", "place held"),
    "pivot.bed.none": Said("aucun lit", "no bed"),
    "pivot.bed.over": Said("terminé", "over"),
    "pivot.no_case": Said("Sans dossier", "Without a case"),
    "pivot.for_case": Said("Pour quel dossier?", "For which case?"),
    "pivot.for_nobody": Said("Sans dossier", "Without a case"),
    "pivot.who.woman": Said("Femmes", "Women"),
    "pivot.who.man": Said("Hommes", "Men"),
    "pivot.who.children": Said("Enfants avec elles", "Children with them"),
    "pivot.who.trans_woman": Said("Femmes trans", "Trans women"),
    "pivot.who.trans_man": Said("Hommes trans", "Trans men"),
    "pivot.who.non_binary": Said("Personnes non binaires", "Non-binary people"),
    "pivot.less.woman": Said("Une femme de moins", "One woman less"),
    "pivot.more.woman": Said("Une femme de plus", "One woman more"),
    "pivot.less.man": Said("Un homme de moins", "One man less"),
    "pivot.more.man": Said("Un homme de plus", "One man more"),
    "pivot.less.children": Said("Un enfant de moins", "One child less"),
    "pivot.more.children": Said("Un enfant de plus", "One child more"),
    "pivot.less.trans_woman": Said("Une femme trans de moins", "One trans woman less"),
    "pivot.more.trans_woman": Said("Une femme trans de plus", "One trans woman more"),
    "pivot.less.trans_man": Said("Un homme trans de moins", "One trans man less"),
    "pivot.more.trans_man": Said("Un homme trans de plus", "One trans man more"),
    "pivot.less.non_binary": Said("Une personne non binaire de moins", "One non-binary person less"),
    "pivot.more.non_binary": Said("Une personne non binaire de plus", "One non-binary person more"),
    "pivot.less.nights": Said("Une nuit de moins", "One night less"),
    "pivot.more.nights": Said("Une nuit de plus", "One night more"),
    "pivot.nights": Said("Nuits", "Nights"),
    "pivot.nights.one": Said("1 nuit", "1 night"),
    "pivot.nights.count": Said("{count} nuits", "{count} nights"),
    "pivot.others": Said("Autre, couple, ensemble", "Other, couple, together"),
    "pivot.couple": Said("Un couple", "A couple"),
    "pivot.alone": Said("J'ai parlé à chaque personne seule", "I spoke to each person alone"),
    "pivot.together": Said("Une seule chambre pour tous", "One room for all"),
    "pivot.younger": Said("Plus jeune", "Younger"),
    "pivot.regions": Said("Régions", "Regions"),
    "pivot.regions.more": Said("Ajouter une région", "Add a region"),
    "pivot.regions.choose": Said("Choisir des régions; aucune : partout", "Choose regions; none: everywhere"),
    "pivot.avoided.one": Said("1 lieu à éviter : déjà exclu.", "1 place to avoid: already excluded."),
    "pivot.avoided": Said(
        "{count} lieux à éviter : déjà exclus.", "{count} places to avoid: already excluded."
    ),
    "pivot.avoided.see": Said("Voir les lieux à éviter", "See the places to avoid"),
    "pivot.houses": Said("Chercher des maisons qui :", "Look for shelters that:"),
    "pivot.house.takes_use": Said("acceptent la consommation", "accept substance use"),
    "pivot.house.asks_no_status": Said("ne demandent pas le statut", "do not ask status"),
    "pivot.house.private_room": Said("ont une chambre seule", "have a single room"),
    "pivot.house.no_curfew": Said("n'ont pas de couvre-feu", "have no curfew"),
    "pivot.house.wheelchair": Said("sont accessibles en fauteuil roulant", "are wheelchair accessible"),
    "pivot.house.pets": Said("acceptent un animal", "accept a pet"),
    "pivot.house.interpreter": Said("travaillent avec interprète", "work with an interpreter"),
    "pivot.house.low_security": Said("ont une sécurité de base, aussi", "have basic security, too"),
    "pivot.houses.more": Said("Autres choses de la maison", "Other things of the shelter"),
    "pivot.houses.kept": Said(
        "Ces cases décrivent la maison. Elles ne sont pas gardées.",
        "These boxes describe the shelter. They are not kept.",
    ),
    "pivot.when": Said("Arrivée à une heure, ou plus tard", "Arrival at an hour, or later"),
    "pivot.hour": Said("Heure d'arrivée", "Time of arrival"),
    "pivot.hour.hint": Said("Vide : dès que possible.", "Empty: as soon as possible."),
    "pivot.day": Said("Jour", "Day"),
    "pivot.day.hint": Said("Vide : ce soir.", "Empty: tonight."),
    "pivot.search": Said("Chercher", "Search"),
    "pivot.change_question": Said("Changer la question", "Change the question"),
    "pivot.section.match": Said("Conviennent : {count}", "Match: {count}"),
    "pivot.section.negotiate": Said("À négocier : {count}", "To negotiate: {count}"),
    "pivot.section.hotel": Said(
        "Hôtels vérifiés, avec le fonds : {count}", "Vetted hotels, with the fund: {count}"
    ),
    "pivot.counted.desk": Said("compté à l'accueil", "counted at the desk"),
    "pivot.counted.text": Said("compté par texto", "counted by text"),
    "pivot.counted.import": Said("compté par importation", "counted by import"),
    "pivot.offer.wheelchair": Said("accessible en fauteuil", "wheelchair accessible"),
    "pivot.offer.hearing_visual": Said("adaptée à l'ouïe et à la vue", "adapted for hearing and sight"),
    "pivot.offer.medical_needs": Said("besoins médicaux", "medical needs"),
    "pivot.offer.pets": Said("animal accepté", "pets accepted"),
    "pivot.offer.no_curfew": Said("pas de couvre-feu", "no curfew"),
    "pivot.offer.no_mandatory_activities": Said("aucune activité obligatoire", "no mandatory activity"),
    "pivot.offer.individual_follow_up": Said("suivi individuel", "individual follow-up"),
    "pivot.offer.immigration_support": Said("aide en immigration", "immigration support"),
    "pivot.offer.interpreter": Said("interprète", "interpreter"),
    "pivot.offer.open_all_hours": Said("ouverte jour et nuit", "open day and night"),
    "pivot.offer.staff_trained": Said("équipe formée", "trained staff"),
    "pivot.offer.cultural_support": Said("soutien culturel", "cultural support"),
    "pivot.offer.no_children_on_site": Said("sans enfants sur place", "no children on site"),
    "pivot.offer.private_room": Said("chambre seule", "single room"),
    "pivot.offer.harm_reduction": Said("réduction des méfaits", "harm reduction"),
    "pivot.offer.no_status_asked": Said("statut non demandé", "status not asked"),
    "pivot.met": Said("critère rempli : {criterion}", "criterion met: {criterion}"),
    "pivot.hold": Said("Retenir jusqu'à {time}", "Hold until {time}"),
    "pivot.hold.named": Said("Retenir une place à {name}", "Hold a place at {name}"),
    "pivot.hold_later": Said("Retenir pour ce jour", "Hold for that day"),
    "pivot.hold_it": Said("Retenir cette place", "Hold this place"),
    "pivot.hold_for_call": Said("Retenir, elle appellera", "Hold, the person will call"),
    "pivot.hold_for_call.named": Said(
        "Retenir à {name}; la personne appellera", "Hold at {name}; the person will call"
    ),
    "pivot.ask": Said("Demander une place", "Ask for a place"),
    "pivot.ask.named": Said("Demander une place à {name}", "Ask {name} for a place"),
    "pivot.except": Said("Demander l'exception", "Ask for the exception"),
    "pivot.except.named": Said("Demander l'exception à {name}", "Ask {name} for the exception"),
    "pivot.call": Said("Appeler", "Call"),
    "pivot.call_first": Said("Appeler d'abord", "Call first"),
    "pivot.call.named": Said("Appeler {name}", "Call {name}"),
    "pivot.hotel": Said("Hôtel et fonds", "Hotel and fund"),
    "pivot.hotel.named": Said("{name}, avec le fonds", "{name}, with the fund"),
    "pivot.hotel.needs_case": Said(
        "Le fonds paie pour un dossier : ouvrez-le d'abord.", "The fund pays for a case: open it first."
    ),
    "pivot.chose.one": Said("Choix montré, la personne a choisi", "Choice shown, the person chose"),
    "pivot.chose": Said(
        "{count} choix montrés, la personne a choisi", "{count} choices shown, the person chose"
    ),
    "pivot.nothing": Said(
        "Aucune place ce soir. Restent une autre région, l'hôtel, la coordination.",
        "No place tonight. Left: another region, a hotel, the coordination.",
    ),
    "pivot.nothing.noted": Said(
        "Aucune place ce soir; le besoin est noté. Restent une autre région, l'hôtel, la coordination.",
        "No place tonight; the need is recorded. Left: another region, a hotel, the coordination.",
    ),
    "pivot.taken": Said(
        "Cette place vient d'être prise. Voici les {count} autres; vos réponses sont gardées.",
        "This place was just taken. Here are the other {count}; your answers are kept.",
    ),
    "pivot.taken.one": Said(
        "Cette place vient d'être prise. Voici l'autre; vos réponses sont gardées.",
        "This place was just taken. Here is the other; your answers are kept.",
    ),
    "pivot.taken.none": Said(
        "Cette place vient d'être prise. Aucune autre ce soir; vos réponses sont gardées.",
        "This place was just taken. No other tonight; your answers are kept.",
    ),
    "pivot.facts": Said("À négocier : qui exploitait la personne", "To negotiate: who exploited the person"),
    "pivot.fact.partner": Said("était son partenaire", "was her or his partner"),
    "pivot.fact.shared_home": Said("vivait sous le même toit", "lived in the same home"),
    "pivot.facts.search": Said("Chercher ces maisons aussi", "Look for these shelters too"),
    "pivot.facts.kept": Said(
        "Sert à cette recherche et n'est pas gardé.", "Used for this search and not kept."
    ),
    "pivot.detox": Said("À appeler aussi, jamais à la place d'un lit", "To call too, never instead of a bed"),
    "pivot.unmet": Said("Aucune ne convient : noter le besoin", "None will do: record the need"),
    "pivot.unmet.reason": Said("Raison", "Reason"),
    "pivot.unmet.when": Said("Le lit est nécessaire", "The bed is needed"),
    "pivot.unmet.now": Said("maintenant", "now"),
    "pivot.unmet.tonight": Said("ce soir", "tonight"),
    "pivot.unmet.this_week": Said("cette semaine", "this week"),
    "pivot.unmet.note": Said("Noter le besoin", "Record the need"),
    "pivot.unmet.kept": Said(
        "Compté une fois par jour, sans le dossier. La coordination voit qui attend.",
        "Counted once a day, without the case. The coordination sees who waits.",
    ),
    "pivot.reason.no_bed": Said("aucune place", "no place"),
    "pivot.reason.no_answer": Said("aucune réponse", "no answer"),
    "pivot.reason.security_fear": Said("sécurité de la maison", "safety of the shelter"),
    "pivot.reason.not_conjugal_violence": Said("violence conjugale demandée", "conjugal violence required"),
    "pivot.reason.criteria": Said("critères de la maison", "criteria of the shelter"),
    "pivot.reason.substance": Said("consommation", "substance use"),
    "pivot.reason.status": Said("papiers demandés par la maison", "papers that the shelter asks for"),
    "pivot.reason.age": Said("âge", "age"),
    "pivot.reason.gender": Said("genre", "gender"),
    "pivot.reason.language": Said("langue", "language"),
    "pivot.reason.stay_too_short": Said("séjour trop court", "stay too short"),
    "pivot.reason.several_at_once": Said("plusieurs à la fois", "several at once"),
    "pivot.reason.other": Said("autre", "other"),
    "pivot.one_word": Said("Un mot de plus", "One more word"),
    "pivot.alone.said": Said("C'est fait : chaque personne seule", "Done: each person alone"),
    "pivot.chose.said": Said("La personne a choisi cette maison", "The person chose this shelter"),
    "pivot.low_security_reason.person_chose": Said("La personne l'a choisie", "The person chose it"),
    "pivot.low_security_reason.nothing_else": Said("Il n'y a rien d'autre", "There is nothing else"),
    "pivot.low_security_reason.one_night": Said("Une nuit seulement", "One night only"),
    "pivot.mixed_ages_reason.person_asks": Said("La personne le demande", "The person asks for it"),
    "pivot.mixed_ages_reason.known_adults": Said("Elle connaît ces adultes", "They know these adults"),
    "pivot.mixed_ages_reason.nothing_else": Said("Il n'y a rien d'autre", "There is nothing else"),
    "pivot.stop": Said("La place", "The place"),
    "pivot.road": Said("Où en est la place", "Where the place stands"),
    "pivot.road.asked": Said("demandée", "asked"),
    "pivot.road.held": Said("retenue", "held"),
    "pivot.road.confirmed": Said("confirmée", "confirmed"),
    "pivot.road.arrived": Said("arrivée", "arrived"),
    "pivot.state.asked": Said("demandée", "asked"),
    "pivot.state.awaiting_self_call": Said("retenue, la personne appelle", "held, the person calls"),
    "pivot.state.held": Said("retenue", "held"),
    "pivot.state.confirmed": Said("confirmée", "confirmed"),
    "pivot.state.arrived": Said("arrivée", "arrived"),
    "pivot.state.left": Said("départ noté", "departure noted"),
    "pivot.state.declined": Said("déclinée", "declined"),
    "pivot.state.refused_at_door": Said("refusée à la porte", "refused at the door"),
    "pivot.state.lapsed": Said("retenue terminée", "the hold ended"),
    "pivot.state.withdrawn": Said("place libérée", "place released"),
    "pivot.next.asked": Said(
        "La garde de la maison répond. Sans réponse, la suivante est appelée; un silence n'est pas un oui.",
        "The house's person on call answers. Without an answer the next is called; silence is not a yes.",
    ),
    "pivot.next.awaiting_self_call": Said(
        "La personne appelle la maison elle-même; un lit l'attend jusque-là.",
        "The person calls the house; a bed waits until then.",
    ),
    "pivot.next.held": Said(
        "La maison confirme. Sans confirmation, la place est libérée.",
        "The house confirms. Without it, the place is released.",
    ),
    "pivot.next.confirmed": Said("La maison attend la personne.", "The house expects the person."),
    "pivot.next.arrived": Said("La personne est dans la maison.", "The person is in the house."),
    "pivot.next.left": Said(
        "Cherchez la suite quand il la faut.", "Look for the next place when it is needed."
    ),
    "pivot.next.declined": Said(
        "Rien n'est noté contre la personne.", "Nothing is noted against the person."
    ),
    "pivot.next.refused_at_door": Said(
        "Rien n'est noté contre la personne.", "Nothing is noted against the person."
    ),
    "pivot.next.lapsed": Said("Rien n'est noté contre la personne.", "Nothing is noted against the person."),
    "pivot.next.withdrawn": Said(
        "Rien n'est noté contre la personne.", "Nothing is noted against the person."
    ),
    "pivot.until": Said("jusqu'à", "until"),
    "pivot.answer_by": Said("réponse avant", "answer before"),
    "pivot.declined": Said("Raison donnée : {reason}", "Reason given: {reason}"),
    "pivot.displaced": Said(
        "La place a été prise par un fait : cherchez la suite.",
        "A fact took the place: look for the next one.",
    ),
    "pivot.request": Said("Demande", "Request"),
    "pivot.expected": Said("Attendue", "Expected"),
    "pivot.choice": Said("Choix", "Choice"),
    "pivot.choice.one": Said("1 choix montré", "1 choice shown"),
    "pivot.choice.many": Said("{count} choix montrés", "{count} choices shown"),
    "pivot.choice.theirs": Said("la personne a choisi", "the person chose"),
    "pivot.a_house": Said("Une maison", "A shelter"),
    "pivot.next_place": Said("Chercher la suite", "Look for the next place"),
    "pivot.release": Said("Libérer", "Release"),
    "pivot.release.what": Said(
        "La place est offerte aux autres aussitôt.", "The place is offered to others at once."
    ),
    "pivot.release.do": Said("Libérer cette place", "Release this place"),
    "pivot.release.nothing": Said(
        "Rien n'est noté contre la personne.", "Nothing is noted against the person."
    ),
    "pivot.then": Said("Suite", "Next"),
    "pivot.address.show": Said("Voir l'adresse", "Show the address"),
    "pivot.address.why": Said(
        "Adresse cachée. La voir demande votre clé d'accès; c'est noté au journal.",
        "Address hidden. Showing it asks for your passkey; it is recorded.",
    ),
    "pivot.address.later": Said(
        "L'adresse se voit quand la maison a confirmé.", "The address shows once the house has confirmed."
    ),
    "pivot.address.closed": Said(
        "L'adresse ne se montre pas en ce moment. Appelez la maison.",
        "The address does not show at this time. Call the house.",
    ),
    "pivot.address.about": Said("Voir l'adresse de {name}", "Show the address of {name}"),
    "pivot.address.title": Said("Adresse", "Address"),
    "pivot.address.call": Said("Appeler la maison, {line}", "Call the house, {line}"),
    "pivot.address.until": Said("Visible jusqu'à {time}.", "Visible until {time}."),
    "pivot.address.recorded": Said(
        "C'est noté, et la maison le sait. Cette page ne se garde pas.",
        "It is recorded, and the house knows. This page is not kept.",
    ),
    "pivot.share": Said("Partager avec la maison", "Share with the house"),
    "pivot.share.what": Said("Sa coordination pourra lire", "Its coordinator can read"),
    "pivot.share.forms": Said("les formes d'exploitation", "the forms of exploitation"),
    "pivot.share.risk": Said("le risque", "the risk"),
    "pivot.share.told": Said("Partagé :", "Shared:"),
    "pivot.share.do": Said("Partager, avec l'accord de la personne", "Share, as the person agrees"),
    "pivot.share.end": Said("Ne plus partager", "Stop sharing"),
    "pivot.share.why": Said(
        "Rien n'est copié; chaque lecture est notée; cela s'arrête quand la personne le veut.",
        "Nothing is copied; each reading is recorded; it stops when the person wishes.",
    ),
    "done.pivot.held": Said("Place retenue.", "Place held."),
    "done.pivot.awaiting_self_call": Said(
        "Place retenue; la personne appelle.", "Place held; the person calls."
    ),
    "done.pivot.asked": Said("Demande envoyée.", "Request sent."),
    "done.pivot.booked": Said("Chambre et argent demandés ensemble.", "Room and money asked together."),
    "done.pivot.extended": Said("Prolongée d'une heure.", "Extended by an hour."),
    "done.pivot.released": Said("Place libérée.", "Place released."),
    "done.pivot.shared": Said("Partagé.", "Shared."),
    "done.pivot.unshared": Said("Plus rien n'est partagé.", "Nothing is shared any more."),
}
