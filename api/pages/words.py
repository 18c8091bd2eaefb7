"""Every word of the pages, in French and English, by key: a missing one cannot be written (LNG-01)."""

from service.refusals import Said

WORDS: dict[str, Said] = {
    "relais": Said("Relais", "Relais"),
    "skip": Said("Aller au contenu", "Skip to content"),
    "exit": Said("Quitter", "Exit"),
    "exit.full": Said("Quitter cette page", "Exit this page"),
    "exit.site": Said("https://meteo.gc.ca/", "https://weather.gc.ca/"),
    "back": Said("Retour", "Back"),
    "other_language": Said("English", "Français"),
    "hotline": Said(
        "Ligne d'urgence contre la traite des personnes : 1-833-900-1010, jour et nuit.",
        "Human Trafficking Hotline: 1-833-900-1010, day and night.",
    ),
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
    "demo.strip": Said(
        "Démo, personnes inventées. Vous voyez en tant que :", "Demo, invented people. You see as:"
    ),
    "demo.change": Said("Changer", "Change"),
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
        "Votre rôle ne voit pas le tableau des places. Voici ce qu'il voit.",
        "Your role does not see the board of places. Here is what it sees.",
    ),
    "lock.title": Said("Session terminée", "Session ended"),
    "lock.text": Said(
        "Rien n'est affiché ici. Entrez de nouveau pour continuer.",
        "Nothing is shown here. Sign in again to go on.",
    ),
    "role.investigator": Said("enquête", "investigator"),
    "role.pivot_worker": Said("pivot", "pivot worker"),
    "role.shelter_coordinator": Said("coordination de maison", "shelter coordinator"),
    "role.front_desk": Said("accueil", "front desk"),
    "role.fund_administrator": Said("administration du fonds", "fund administrator"),
    "role.regional_coordinator": Said("coordination régionale", "regional coordinator"),
    "role.auditor": Said("audit", "auditor"),
    "role.network_administrator": Said("administration du réseau", "network administrator"),
}
