"""The words of the sheet of paper: printed in both languages, one under the other."""

from service.refusals import Said

WORDS = {
    "sheet.title": Said("Feuille de nuit", "Night sheet"),
    "sheet.for": Said(
        "Si rien ne fonctionne : notez ici, avec l'heure. La feuille se saisit ensuite.",
        "When nothing works: write here, with the time. The sheet is entered afterwards.",
    ),
    "sheet.printed": Said("Imprimée à {time}", "Printed at {time}"),
    "sheet.empty": Said("{count} libres à l'impression", "{count} empty when printed"),
    "sheet.beds": Said("Lits", "Beds"),
    "sheet.number": Said("N°", "No."),
    "sheet.bed": Said("Lit", "Bed"),
    "sheet.state": Said("État", "State"),
    "sheet.arrivals": Said("Attendues cette nuit", "Expected tonight"),
    "sheet.nobody": Said("Personne d'attendu", "Nobody expected"),
    "sheet.code": Said("Code", "Code"),
    "sheet.time": Said("Heure", "Time"),
    "sheet.how_many": Said("Lits", "Beds"),
    "sheet.arrived_at": Said("Arrivée à", "Arrived at"),
    "sheet.lines": Said("Ce qui se passe", "What happens"),
    "sheet.count": Said("Lits libres (compte)", "Empty beds (count)"),
    "sheet.arrival": Said("Arrivée (code)", "Arrival (code)"),
    "sheet.departure": Said("Départ (n° du lit)", "Departure (bed no.)"),
    "sheet.no_name": Said(
        "Aucun nom sur cette feuille. Une fois saisie, détruisez-la.",
        "No name on this sheet. Once it is entered, destroy it.",
    ),
    "sheet.print": Said("Imprimer", "Print"),
    "sheet.state.empty": Said("libre", "empty"),
    "sheet.state.taken": Said("occupé", "taken"),
    "sheet.state.held": Said("retenu", "held"),
    "sheet.state.closed": Said("fermé", "closed"),
}
