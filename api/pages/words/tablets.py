"""The words of shared tablets."""

from service.refusals import Said

WORDS = {
    "tablets.title": Said("Tablettes partagées", "Shared tablets"),
    "tablets.none": Said(
        "Aucune tablette. À l'accueil, chaque personne y entre par son NIP.",
        "No tablet. At the desk, each person signs in there by a PIN.",
    ),
    "tablets.name": Said("Nom de la tablette", "Name of the tablet"),
    "tablets.name.hint": Said("Par exemple : accueil, étage 1.", "For example: desk, floor 1."),
    "tablets.offer": Said("Préparer une tablette", "Prepare a tablet"),
    "tablets.about.offer": Said("Préparer la tablette « {name} »", "Prepare the tablet “{name}”"),
    "tablets.enrolled": Said("en service depuis le {day}", "in service since {day}"),
    "tablets.waiting": Said("attend son code", "waiting for its code"),
    "tablets.end": Said("Retirer la tablette « {name} »", "Remove the tablet “{name}”"),
    "tablets.end.short": Said("Retirer", "Remove"),
    "tablets.pins": Said("NIP de l'accueil", "PINs of the desk"),
    "tablets.desk.none": Said(
        "Personne à l'accueil pour l'instant. Invitez d'abord.",
        "Nobody at the desk yet. Invite somebody first.",
    ),
    "tablets.pin.give": Said("Donner un NIP à {email}", "Give a PIN to {email}"),
    "tablets.pin.give.short": Said("Donner un NIP", "Give a PIN"),
    "tablets.pin.end": Said("Retirer le NIP de {email}", "Remove the PIN of {email}"),
    "tablets.pin.end.short": Said("Retirer le NIP", "Remove the PIN"),
    "tablets.about.pin": Said(
        "Donner un nouveau NIP; l'ancien cesse.", "Give a new PIN; the former one stops."
    ),
    "tablet_code.title": Said("Code de la tablette", "Code of the tablet"),
    "tablet_code.text": Said(
        "Il ne sera plus montré. Sur la tablette, ouvrez Relais, touchez « Cette tablette est partagée », et tapez-le.",
        "It will not be shown again. On the tablet, open Relais, touch “This tablet is shared”, and type it.",
    ),
    "tablet_code.until": Said("Il sert une fois, avant {time}.", "It works once, before {time}."),
    "tablet_code.done": Said("Retour aux tablettes", "Back to the tablets"),
    "tablets.name.default": Said("Tablette", "Tablet"),
    "pin.title": Said("NIP", "PIN"),
    "pin.text": Said(
        "Il ne sera plus montré. Donnez-le de vive voix; personne d'autre ne le connaît.",
        "It will not be shown again. Give it by voice; nobody else knows it.",
    ),
    "pin.done": Said("C'est transmis", "Passed on"),
    "enrol.title": Said("Mettre la tablette en service", "Put the tablet in service"),
    "enrol.text": Said(
        "La coordination de la maison prépare la tablette et donne un code.",
        "The shelter's coordinator prepares the tablet and gives a code.",
    ),
    "enrol.code": Said("Code de la tablette", "Code of the tablet"),
    "enrol.do": Said("Mettre en service", "Put in service"),
    "tablet.pin": Said("NIP", "PIN"),
    "tablet.enter": Said("Ouvrir", "Open"),
    "tablet.wrong": Said("Ce NIP n'ouvre rien.", "This PIN opens nothing."),
    "tablet.wrong.advice": Said(
        "Essayez de nouveau. Après plusieurs essais, la tablette attend 15 minutes.",
        "Try again. After several attempts, the tablet waits 15 minutes.",
    ),
    "tablet.locked": Said(
        "L'écran se ferme après 2 minutes. Après le NIP, vous revenez au même endroit.",
        "The screen locks after 2 minutes. After the PIN you are back at the same spot.",
    ),
}
