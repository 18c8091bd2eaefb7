"""The words of tonight's board, and of the demo."""

from service.refusals import Said

WORDS = {
    "board.title": Said("Où ce soir?", "Where tonight?"),
    "board.sentence": Said(
        "{places} places libres ce soir dans {shelters} maisons.",
        "{places} places free tonight in {shelters} shelters.",
    ),
    "board.empty": Said(
        "Aucune place ce soir pour cette recherche; essayez une autre région.",
        "No place tonight for this search; try another region.",
    ),
    "board.women": Said("Femmes", "Women"),
    "board.men": Said("Hommes", "Men"),
    "board.children": Said("Enfants", "Children"),
    "board.region": Said("Région", "Region"),
    "board.everywhere": Said("Partout", "Everywhere"),
    "board.nights": Said("Nuits", "Nights"),
    "board.search": Said("Chercher", "Search"),
    "board.free": Said("{count} places", "{count} places"),
    "board.one_free": Said("1 place", "1 place"),
    "board.negotiate": Said("à négocier : {criteria}", "to negotiate: {criteria}"),
    "board.match": Said("Conviennent : {count}", "Match: {count}"),
    "board.to_negotiate": Said("À négocier : {count}", "To negotiate: {count}"),
    "board.hotels": Said("Hôtels vérifiés, avec le fonds : {count}", "Vetted hotels, with the fund: {count}"),
    "criterion.sobriety": Said("sobriété", "sobriety"),
    "criterion.conjugal_violence": Said("violence conjugale", "conjugal violence"),
    "criterion.claimant": Said("demande d'asile", "refugee claim"),
    "criterion.legal_status": Said("papiers demandés par la maison", "papers that the shelter asks for"),
    "criterion.self_call": Said("appel par la personne elle-même", "call by the person herself"),
    "criterion.trafficking": Said("accueil au cas par cas", "case by case"),
    "criterion.couple": Said("couple", "couple"),
    "criterion.programme": Said("programme structuré, au choix", "structured programme, by choice"),
    "criterion.language": Said("langue", "language"),
    "board.more": Said("Voir la suite", "See more"),
    "board.after": Said(
        "Ensuite : un hôtel vérifié avec le fonds, ou la région.",
        "Then: a vetted hotel with the fund, or the region.",
    ),
    "board.live": Said("{count} changements. Afficher", "{count} changes. Show"),
    "board.printed": Said("Page de {time}. Actualiser", "Page of {time}. Refresh"),
    "fresh.fresh": Said("à jour, {age}", "fresh, {age}"),
    "fresh.ageing": Said("à confirmer, {age}", "to confirm, {age}"),
    "fresh.asked": Said("à confirmer, {age}", "to confirm, {age}"),
    "fresh.call_first": Said("appeler d'abord, {age}", "call first, {age}"),
    "fresh.never": Said("jamais compté, appeler d'abord", "never counted, call first"),
    "security.low": Said("sécurité de base", "basic security"),
    "security.standard": Said("sécurité courante", "standard security"),
    "security.enhanced": Said("sécurité renforcée", "enhanced security"),
    "demo.strip": Said("Démo. Vous voyez comme :", "Demo. You see as:"),
    "demo.strip.none": Said("Démo. Personne n'est entré.", "Demo. Nobody is signed in."),
    "demo.change": Said("Changer", "Change"),
    "demo.prove": Said("Démo : dire que c'est moi", "Demo: say that it is me"),
    "demo.prove.why": Said(
        "Dans la démo seulement, pour les personnes sans appareil.",
        "In the demo only, for people without a device.",
    ),
    "demo.passkey": Said("Entrer avec une vraie clé d'accès", "Sign in with a real passkey"),
    "demo.mail": Said("Courriels de la démo", "The demo's e-mails"),
    "demo.people": Said("Qui peut entrer", "Who can sign in"),
    "demo.enter": Said("Entrer", "Enter"),
    "demo.about": Said(
        "Rien ici ne parle d'une vraie personne. Les comptes de Toronto sont ceux d'un vrai soir.",
        "Nothing here is about a real person. Toronto's counts are those of a real night.",
    ),
    "demo.source": Said(
        "Contient de l'information visée par la Licence du gouvernement ouvert – Toronto.",
        "Contains information licensed under the Open Government Licence – Toronto.",
    ),
    "no_board": Said(
        "Votre rôle ne voit pas le tableau des places.",
        "Your role does not see the board of places.",
    ),
    "no_board.coordinator": Said(
        "Le tableau des places sert aux pivots. Ici, vous imprimez la feuille de nuit de votre maison; "
        "les membres et les tablettes se tiennent dans « Mon accès ».",
        "The board of places is for pivot workers. Here, you print your shelter's night sheet; "
        "members and tablets are kept under “My access”.",
    ),
    "no_board.front_desk": Said(
        "Le tableau des places sert aux pivots. Ici, vous imprimez la feuille de nuit de votre maison.",
        "The board of places is for pivot workers. Here, you print your shelter's night sheet.",
    ),
}
