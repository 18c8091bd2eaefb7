"""The words of the sheet of paper: printed in both languages, one under the other."""

from service.refusals import Said

WORDS = {
    "sheet.title": Said("Feuille de nuit", "Night sheet"),
    "sheet.link": Said("Feuille de nuit – {house}", "Night sheet – {house}"),
    "sheet.for": Said(
        "Si rien ne fonctionne : notez ici, avec l'heure. La feuille se saisit ensuite.",
        "When nothing works: write here, with the time. The sheet is entered afterwards.",
    ),
    "sheet.night": Said("Nuit du {night_fr}", "Night of {night_en}"),
    "sheet.covers": Said(
        "Du {start_fr} (impression) au {end_fr}", "From {start_en} (when printed) to {end_en}"
    ),
    "sheet.empty.none": Said("Aucun lit vide", "No bed empty"),
    "sheet.empty.one": Said("1 lit vide", "1 bed empty"),
    "sheet.empty.one.held": Said("1 lit vide, retenu", "1 bed empty, held"),
    "sheet.empty.many": Said("{empty} lits vides", "{empty} beds empty"),
    "sheet.empty.many.held_one": Said(
        "{empty} lits vides, dont 1 retenu", "{empty} beds empty, 1 of them held"
    ),
    "sheet.empty.many.held": Said(
        "{empty} lits vides, dont {held} retenus", "{empty} beds empty, {held} of them held"
    ),
    "sheet.beds": Said("Lits", "Beds"),
    "sheet.number": Said("N°", "No."),
    "sheet.bed": Said("Lit", "Bed"),
    "sheet.state": Said("État", "State"),
    "sheet.arrivals": Said("Arrivées attendues", "Expected arrivals"),
    "sheet.nobody": Said("Aucune arrivée attendue", "No arrival expected"),
    "sheet.at_a_later_day": Said("{day_fr}, {time}", "{day_en}, {time}"),
    "sheet.code": Said("Code", "Code"),
    "sheet.time": Said("Heure", "Time"),
    "sheet.how_many": Said("Lits", "Beds"),
    "sheet.arrived_at": Said("Arrivée à", "Arrived at"),
    "sheet.lines": Said("Ce qui se passe", "What happens"),
    "sheet.count": Said("Lits vides (compte)", "Empty beds (count)"),
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
