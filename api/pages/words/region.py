"""The words of a regional coordinator."""

from service.refusals import Said

WORDS: dict[str, Said] = {
    "reg.waits": Said("Qui attend maintenant : {count}", "Who waits now: {count}"),
    "reg.waits.none": Said("Personne n'attend.", "Nobody is waiting."),
    "reg.help": Said("Aider", "Help"),
    "reg.help.of": Said("Aider : {who}, attend depuis {age}", "Help: {who}, waiting for {age}"),
    "reg.urgency.now": Said("maintenant", "now"),
    "reg.urgency.tonight": Said("ce soir", "tonight"),
    "reg.urgency.this_week": Said("cette semaine", "this week"),
    "reg.last_said": Said("Dernière raison :", "Last reason:"),
    "reg.accompanied": Said(
        "{name} accompagne. Appelez sa garde.", "{name} accompanies. Call its duty line."
    ),
    "reg.call": Said("Appeler {name}", "Call {name}"),
    "reg.no_number": Said("Aucun numéro de garde", "No duty number"),
    "reg.by_operation": Said(
        "Une réservation de police, service non nommé. Une place se retient par une dérogation ou par la maison.",
        "A police reservation, its service unnamed. A place is held by an override or by the shelter.",
    ),
    "reg.places": Said("Places qui conviennent : {count}", "Places that fit: {count}"),
    "reg.places.none": Said(
        "Aucune place ne convient dans cette région. Essayez le tableau, ou un hôtel.",
        "No place fits in this region. Try the board, or a hotel.",
    ),
    "reg.offer": Said(
        "Nommez la place au pivot : c'est lui qui la retient, avec la personne.",
        "Name the place to the pivot, who holds it together with the person.",
    ),
    "reg.board": Said("Où ce soir?", "Where tonight?"),
    "reg.board.all": Said("Tout le tableau pour ce profil", "The whole board for this profile"),
    "reg.no_case": Said("Vous voyez un besoin, jamais un dossier.", "You see a need, never a case."),
    "reg.override": Said("Dérogation demandée", "Override asked for"),
    "reg.override.asked.one": Said("Dérogation demandée : 1 place", "Override asked for: 1 place"),
    "reg.override.asked.many": Said(
        "Dérogation demandée : {count} places", "Override asked for: {count} places"
    ),
    "reg.override.read": Said("Lire la demande", "Read the request"),
    "reg.override.read.of": Said("Lire la demande, {letters}", "Read the request, {letters}"),
    "reg.override.where": Said("Dans quelle maison", "In which shelter"),
    "reg.override.anywhere": Said("là où cela convient le mieux", "wherever it fits best"),
    "reg.override.done": Said("Rien ne reste à décider ici.", "Nothing is left to decide here."),
    "reg.override.granted": Said("accordée :", "granted:"),
    "reg.override.refused": Said("non accordée :", "not granted:"),
    "reg.reason": Said("Raison", "Reason"),
    "reg.reason.hint": Said(
        "Une phrase, lue par les auditeurs. Par exemple : étages et heures d'arrivée différents.",
        "One sentence, read by auditors. For example: separate floors and arrival times.",
    ),
    "reg.rule_stays": Said("La règle reste vraie pour les autres.", "The rule stays true for the others."),
    "reg.grant.one": Said("Accorder pour cette place", "Grant for this place"),
    "reg.grant.many": Said("Accorder pour ces places", "Grant for these places"),
    "reg.refuse": Said("Ne pas accorder", "Do not grant"),
    "reg.disclosed": Said("Ce que la demande montre", "What the request shows"),
    "reg.disclosed.open": Said("Dérogations et familles", "Overrides and families"),
    "reg.disclosed.open.of": Said(
        "Dérogations et familles, {window}, ligne {number}", "Overrides and families, {window}, line {number}"
    ),
    "reg.disclosed.meta": Said(
        "Lettres, profils et maisons de cette seule réservation. Votre lecture est notée.",
        "Letters, profiles and shelters of this reservation alone. Your reading is recorded.",
    ),
    "reg.together": Said("Personnes à garder ensemble", "People to keep together"),
    "reg.together.why": Said("Pourquoi ensemble", "Why together"),
    "reg.together.hint": Said(
        "Par exemple : une mère et son fils le choisissent.", "For example: a mother and her son choose it."
    ),
    "reg.together.do": Said("Garder ensemble", "Keep together"),
    "reg.place.held": Said("retenue", "held"),
    "reg.place.arrived": Said("arrivée", "arrived"),
    "reg.place.asked": Said("demandée", "asked"),
    "reg.place.waiting": Said("sans place", "not placed"),
    "reg.place.released": Said("libérée", "released"),
    "reg.displaced": Said(
        "Une place promise manque · {where} · {age}", "A promised place is missing · {where} · {age}"
    ),
    "reg.displaced.of": Said("Trouver une autre place, {where}, {age}", "Find another place, {where}, {age}"),
    "reg.displaced.find": Said("Trouver une autre place", "Find another place"),
    "reg.displaced.meta": Said(
        "Un lit promis n'est plus libre. La même promesse peut vivre ici :",
        "A promised bed is not free any more. The same promise can live here:",
    ),
    "reg.displaced.none": Said(
        "Aucune autre place en ce moment. Appelez les maisons du tableau.",
        "No other place at this moment. Call the shelters of the board.",
    ),
    "reg.way.here": Said("dans la même maison", "in the same shelter"),
    "reg.way.agreement": Said("par une entente", "by an agreement"),
    "reg.way.refer": Said("une autre maison, à demander", "another shelter, to be asked"),
    "reg.way.hotel": Said("un hôtel vérifié", "a vetted hotel"),
    "reg.take": Said("Prendre cette place", "Take this place"),
    "reg.take.of": Said("Prendre cette place : {name}", "Take this place: {name}"),
    "reg.take.theirs": Said("Le pivot ou la maison la demande.", "The pivot or the shelter asks for it."),
    "reg.unanswered": Said(
        "Une question n'a pas de réponse : elle est montée jusqu'à vous",
        "A question has no answer: it has climbed up to you",
    ),
    "reg.unanswered.until": Said(
        "Sans réponse avant {time}, la maison suivante est demandée.",
        "Without an answer before {time}, the next shelter is asked.",
    ),
    "reg.rung.first": Said("première garde", "first on call"),
    "reg.rung.second": Said("deuxième garde", "second on call"),
    "reg.rung.duty": Said("téléphone de garde", "duty phone"),
    "reg.rung.region": Said("coordination", "coordination"),
    "reg.holds": Said("Places retenues pour des opérations", "Places held for operations"),
    "reg.holds.count": Said("Retenues pour des opérations : {count}", "Held for operations: {count}"),
    "reg.holds.none": Said("Rien n'est retenu dans vos régions.", "Nothing is held in your regions."),
    "reg.holds.meta": Said(
        "Une retenue se libère ici quand sa plage est finie, ou quand personne du service ne peut plus agir.",
        "A hold is released here once its window is over, or when nobody of its service can act any more.",
    ),
    "reg.held": Said("retenues : {count}", "held: {count}"),
    "reg.asked": Said("demandées : {count}", "asked: {count}"),
    "reg.waiting": Said("sans place : {count}", "not placed: {count}"),
    "reg.release": Said("Libérer ces places", "Release these places"),
    "reg.release.of": Said("Libérer ces places, ligne {number}", "Release these places, line {number}"),
    "reg.needs": Said("Besoins sans place, 7 jours", "Needs without a place, 7 days"),
    "reg.needs.reason": Said("Raison", "Reason"),
    "reg.needs.count": Said("Besoins", "Needs"),
    "reg.needs.more": Said("Voir les chiffres", "Show the numbers"),
    "reg.needs.others": Said("autres raisons", "other reasons"),
    "reg.needs.few": Said("moins de 5 chacune", "fewer than 5 each"),
    "reg.needs.first": Said("Première raison : {reason} ({count}).", "The first reason: {reason} ({count})."),
    "reg.needs.all_few": Said(
        "Chaque raison compte moins de 5 besoins.", "Each reason has fewer than 5 needs."
    ),
    "reg.needs.none": Said("Aucun besoin sans place.", "No need without a place."),
    "reg.elsewhere": Said("Ailleurs", "Elsewhere"),
    "reg.elsewhere.row": Said(
        "{needs} besoins, {people} personnes, le plus ancien {age}",
        "{needs} needs, {people} people, the oldest {age}",
    ),
    "reg.words": Said("Ce qu'était « autre »", "What “other” was"),
    "reg.words.title": Said("Mots du mois", "Words of the month"),
    "reg.words.none": Said(
        "Rien à ajouter aux listes ce mois-ci.", "Nothing to add to the lists this month."
    ),
    "reg.words.meta": Said(
        "Mots d'un mois, sans dossier ni jour. Un mot qui revient devrait entrer dans la liste.",
        "Words of a month, without a case or a day. A word that comes back belongs on the list.",
    ),
    "reg.words.times": Said("{count} fois", "{count} times"),
    "reg.words.form": Said("Forme d'exploitation", "Form of exploitation"),
    "reg.words.context": Said("Contexte", "Context"),
    "reg.words.need": Said("Besoin", "Need"),
    "reg.words.travel": Said("Déplacement", "Travel"),
    "reg.words.duty_to_report": Said("Devoir de signaler", "Duty to report"),
    "reg.words.refusal": Said("Refus d'une maison", "A shelter's no"),
    "reg.words.unmet_need": Said("Besoin sans place", "Need without a place"),
    "reg.words.exclusion": Said("Lieu à éviter", "Place to avoid"),
    "reg.words.commitment": Said("Engagement", "Commitment"),
    "reg.duty": Said("Garde de la coordination", "Coordination on call"),
    "reg.duty.none": Said("La garde n'a pas d'horaire.", "The duty has no roster."),
    "reg.duty.make": Said("Créer l'horaire", "Make the roster"),
    "reg.duty.fill": Said("Combler", "Fill"),
    "reg.duty.full": Said(
        "Quelqu'un est de garde, deux semaines durant", "Somebody is on call for two weeks"
    ),
    "reg.duty.who": Said("Qui", "Who"),
    "reg.duty.put": Said("Mettre de garde", "Put on call"),
    "reg.duty.put.of": Said("Mettre de garde. {when}", "Put on call. {when}"),
    "reg.duty.meta": Said(
        "Une personne à la fois, jusqu'au matin suivant.", "One person at a time, until the next morning."
    ),
    "reg.hotels": Said("Hôtels", "Hotels"),
    "reg.hotels.read": Said("Lire", "Read"),
    "reg.hotels.sign.one": Said("Hôtel à vérifier : 1", "Hotel to vet: 1"),
    "reg.hotels.sign.many": Said("Hôtels à vérifier : {count}", "Hotels to vet: {count}"),
    "reg.hotels.none": Said(
        "Aucun hôtel. Un hôtel se déclare lui-même, puis deux personnes signent ici.",
        "No hotel. A hotel declares itself, then two people sign here.",
    ),
    "reg.hotels.meta": Said(
        "Un hôtel n'est proposé qu'avec deux signatures. Une seule personne suffit pour l'arrêter.",
        "A hotel is proposed with two signatures alone. One person is enough to stop it.",
    ),
    "reg.hotel.vetted": Said("vérifié par deux personnes", "vetted by two people"),
    "reg.hotel.waits": Said(
        "vous avez signé, une autre personne signe", "you have signed, another person signs"
    ),
    "reg.hotel.signed": Said("{count} signature sur 2", "{count} of 2 signatures"),
    "reg.hotel.sign": Said("Signer pour cet hôtel", "Sign for this hotel"),
    "reg.hotel.sign.of": Said("Signer pour {name}", "Sign for {name}"),
    "reg.hotel.end": Said("Ne plus proposer", "Propose no more"),
    "reg.hotel.end.of": Said("Ne plus proposer {name}", "Propose {name} no more"),
    "reg.hotel.about": Said(
        "Signer que {name} a été vérifié sur place.", "Sign that {name} was looked at on site."
    ),
    "reg.reports": Said("Rapports", "Reports"),
    "done.reg_granted": Said(
        "Accordée : la place est retenue, ou demandée à la maison.",
        "Granted: the place is held, or its shelter asked.",
    ),
    "done.reg_not_granted": Said("Non accordée; la règle reste.", "Not granted; the rule stays."),
    "done.reg_together": Said("Une seule chambre pour ces personnes.", "One room for these people."),
    "done.reg_taken": Said("La promesse vit maintenant ici.", "The promise lives there now."),
    "done.reg_released": Said("Places libérées.", "Places released."),
    "done.reg_signed": Said(
        "Signé. Une autre personne signe à son tour.", "Signed. Another person signs in turn."
    ),
    "done.reg_vetted": Said("L'hôtel est vérifié.", "The hotel is vetted."),
    "done.reg_vetting_ended": Said("L'hôtel n'est plus proposé.", "The hotel is proposed no more."),
    "done.reg_roster": Said("L'horaire existe.", "The roster exists."),
    "done.reg_filled": Said("Quelqu'un est de garde.", "Somebody is on call."),
}
