"""The words of an investigator's forms."""

from service.refusals import Said

WORDS: dict[str, Said] = {
    "inv.how_many": Said("Combien", "How many"),
    "inv.profile.women": Said("Femmes", "Women"),
    "inv.profile.men": Said("Hommes", "Men"),
    "inv.profile.young_women": Said("Filles, 16–17", "Girls, 16–17"),
    "inv.profile.young_men": Said("Garçons, 16–17", "Boys, 16–17"),
    "inv.profile.trans_women": Said("Femmes trans", "Trans women"),
    "inv.profile.trans_men": Said("Hommes trans", "Trans men"),
    "inv.profile.non_binary": Said("Non binaires", "Non-binary"),
    "inv.profile.not_determined": Said("Je ne sais pas", "I do not know"),
    "inv.profile.children": Said("Enfants", "Children"),
    "inv.less": Said("Un de moins : {what}", "One less: {what}"),
    "inv.more": Said("Un de plus : {what}", "One more: {what}"),
    "inv.others": Said("Autres personnes", "Other people"),
    "inv.minimum": Said("Au moins", "At least"),
    "inv.maximum": Said("Au plus", "At most"),
    "inv.empty_is": Said("Vide : comme ci-dessus", "Empty: as above"),
    "inv.apart": Said("Séparer", "Keep apart"),
    "inv.apart.meta": Said(
        "Deux personnes de la même lettre ne vont pas dans la même maison. Elles sont comptées ci-dessus.",
        "Two people of the same letter do not go to the same shelter. They are counted above.",
    ),
    "inv.together": Said(
        "Garder ensemble, à part les premières nuits", "Keep together, alone the first nights"
    ),
    "inv.group.A": Said("Lettre A", "Letter A"),
    "inv.group.B": Said("Lettre B", "Letter B"),
    "inv.group.C": Said("Lettre C", "Letter C"),
    "inv.group.D": Said("Lettre D", "Letter D"),
    "inv.group.free": Said("Sans lettre", "Without a letter"),
    "inv.group.alone": Said("À part les premières nuits", "Alone the first nights"),
    "inv.group.family_1": Said("Famille 1", "Family 1"),
    "inv.group.family_2": Said("Famille 2", "Family 2"),
    "inv.group.family_3": Said("Famille 3", "Family 3"),
    "inv.when_where": Said("Quand et où", "When and where"),
    "inv.when": Said("Quand", "When"),
    "inv.when.now": Said("Maintenant", "Now"),
    "inv.when.now.meta": Said("les six prochaines heures", "the next six hours"),
    "inv.when.tonight": Said("Aujourd'hui ou ce soir", "Today or tonight"),
    "inv.when.tomorrow": Said("Demain", "Tomorrow"),
    "inv.when.day": Said("Un autre jour", "Another day"),
    "inv.when.unknown": Said("Pas encore connu", "Not known yet"),
    "inv.when.unknown.meta": Said("les places sont libérées", "the places are released"),
    "inv.day": Said("Ce jour", "That day"),
    "inv.starts": Said("De", "From"),
    "inv.ends": Said("À", "To"),
    "inv.where": Said("Où", "Where"),
    "inv.city.other": Said("Une autre ville", "Another city"),
    "inv.city": Said("Ville", "City"),
    "inv.region": Said("Région", "Region"),
    "inv.languages": Said("Langue", "Language"),
    "inv.any": Said("peu importe", "any"),
    "inv.nights": Said("Nuits", "Nights"),
    "inv.takes_over": Said("Qui prend le relais?", "Who takes over?"),
    "inv.pivot": Said("Organisme pivot", "Pivot organisation"),
    "inv.pivot.hint": Said(
        "Nommez-le d'abord : rien n'arrive sans lui.", "Name it first: nobody arrives without it."
    ),
    "inv.pivot.later": Said("Le nommer plus tard", "Name it later"),
    "inv.pivot.choose": Said("Choisir un organisme", "Choose an organisation"),
    "inv.pivot.save": Said("Nommer cet organisme", "Name this organisation"),
    "inv.arrivals_count": Said(
        "Les arrivées comptent dès qu'il a accepté.", "Arrivals count once it has accepted."
    ),
    "inv.colleagues": Said("Qui d'autre peut agir", "Who else may act"),
    "inv.colleagues.legend": Said("Collègues", "Colleagues"),
    "inv.supervisor": Said("Hors service, qui agit à votre place", "Off duty, who acts for you"),
    "inv.supervisor.nobody": Said("personne", "nobody"),
    "inv.ask_beyond": Said("Demander aussi hors entente", "Also ask beyond agreements"),
    "inv.ask_beyond.meta": Said(
        "Ces maisons répondent elles-mêmes; un silence n'est pas un oui.",
        "Those shelters answer themselves; silence is not a yes.",
    ),
    "inv.call_back": Said(
        "Les maisons rappellent la garde de la coordination, pas vous.",
        "Shelters call back the coordination's duty number, not you.",
    ),
    "inv.no_field": Said(
        "Il n'y a aucun champ pour un nom, une cible ou un numéro.",
        "There is no field for a name, a target or a file number.",
    ),
    "inv.make": Said("Retenir ces places", "Hold these places"),
    "inv.hold.one": Said("Retenir 1 place", "Hold 1 place"),
    "inv.hold.many": Said("Retenir {count} places", "Hold {count} places"),
    "inv.carry": Said("Compléter d'abord", "Fill in more first"),
    "inv.ask_question": Said("Demander combien", "Ask how many"),
    "inv.holds_nothing": Said("La faisabilité ne retient rien.", "Feasibility holds nothing."),
    "inv.possible.one": Said(
        "{possible} possible sur {asked} : {agreed} par entente, {request} sur demande",
        "{possible} of {asked} possible: {agreed} by agreement, {request} to ask",
    ),
    "inv.possible.many": Said(
        "{possible} possibles sur {asked} : {agreed} par entente, {request} sur demande",
        "{possible} of {asked} possible: {agreed} by agreement, {request} to ask",
    ),
    "inv.withheld": Said(
        "Au-delà des ententes, trop peu de maisons pour le dire sans les nommer.",
        "Beyond agreements, too few shelters to say it without telling which.",
    ),
    "inv.picture": Said("Image d'il y a 15 minutes au plus.", "A picture at most 15 minutes old."),
    "inv.questions_left.one": Said("1 question reste aujourd'hui.", "1 question left today."),
    "inv.questions_left.many": Said(
        "{count} questions restent aujourd'hui.", "{count} questions left today."
    ),
    "inv.release": Said("Libérer aussi des places retenues", "Also release held places"),
    "inv.release.meta": Said(
        "En baissant, ce qui n'est pas retenu part d'abord.", "Going down, what is not held goes first."
    ),
    "inv.number.save": Said("Garder ce nombre", "Keep this number"),
    "inv.number.meta": Said("Ce qui est retenu reste retenu.", "What is held stays held."),
    "inv.postpone.save": Said("Reporter", "Postpone"),
    "inv.postpone.meta": Said(
        "La référence reste. Les maisons sont demandées de nouveau.",
        "The reference stays. Shelters are asked again.",
    ),
    "inv.people": Said("Personnes remises, sur {expected}", "People handed over, of {expected}"),
    "inv.hand_over.meta": Said(
        "Ensuite vous voyez deux nombres : remises et reçues.",
        "From then on you see two numbers: handed over and received.",
    ),
}
