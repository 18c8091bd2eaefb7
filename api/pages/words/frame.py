"""The words that every page shares."""

from service.refusals import Said

WORDS = {
    "relais": Said("Relais", "Relais"),
    "skip": Said("Aller au contenu", "Skip to content"),
    "exit": Said("Quitter", "Exit"),
    "exit.full": Said("Quitter cette page", "Exit this page"),
    "exit.site": Said("https://meteo.gc.ca/", "https://weather.gc.ca/"),
    "problem.title": Said("Problème : ", "Problem: "),
    "form.file_again": Said(
        "Choisissez de nouveau le fichier; le reste est gardé.", "Choose the file again; the rest is kept."
    ),
    "sign_out": Said("Fermer la session", "Sign out"),
    "problem": Said("Il y a un problème", "There is a problem"),
    "typed": Said("Ce que vous avez écrit", "What you typed"),
    "back": Said("Retour", "Back"),
    "again": Said("Réessayer", "Try again"),
    "home.title": Said("À faire", "To do"),
    "undo": Said("Annuler", "Undo"),
    "open": Said("Ouvrir", "Open"),
    "figures": Said("Voir les chiffres", "Show the figures"),
    "live.changes": Said("{count} changements. Afficher", "{count} changes. Show"),
    "other_language": Said("English", "Français"),
    "hotline": Said(
        "Ligne d'urgence contre la traite des personnes, jour et nuit : {number}",
        "Human Trafficking Hotline, day and night: {number}",
    ),
    "lock.title": Said("Session terminée", "Session ended"),
    "lock.text": Said(
        "Rien n'est affiché ici. Entrez de nouveau pour continuer.",
        "Nothing is shown here. Sign in again to go on.",
    ),
    "role.investigator": Said("enquête", "investigator"),
    "role.pivot_worker": Said("intervenant pivot", "pivot worker"),
    "role.shelter_coordinator": Said("coordination de maison d'hébergement", "shelter coordinator"),
    "role.front_desk": Said("accueil de maison d'hébergement", "front desk"),
    "role.fund_administrator": Said("administration du fonds", "fund administrator"),
    "role.regional_coordinator": Said("coordination régionale", "regional coordinator"),
    "role.auditor": Said("audit", "auditor"),
    "role.network_administrator": Said("administration du réseau", "network administrator"),
}
