"""What is wrong with a policy's document, and what to do about it, in both languages (ELG-08, LNG-01)."""

from collections.abc import Mapping
from typing import Final

from service.refusals import Said

FAULTS: Final[Mapping[str, Said]] = {
    "category_twice": Said("catégorie donnée deux fois", "category given twice"),
    "no_category": Said("aucune catégorie", "no category"),
    "cap_out_of_range": Said("plafond hors des limites", "cap out of range"),
    "automatic_above_absolute": Said(
        "accord automatique au-delà du maximum", "automatic approval above the maximum"
    ),
    "last_band_has_an_end": Said("la dernière tranche a une fin", "the last band has an end"),
    "bands_do_not_rise": Said("les tranches ne montent pas", "the bands do not rise"),
    "fewer_people_for_more": Said("moins de personnes pour plus d'argent", "fewer people for more money"),
    "emergency_above_absolute": Said(
        "émission d'urgence au-delà du maximum", "emergency issue above the maximum"
    ),
    "ceilings_do_not_nest": Said("un plafond en dépasse un plus large", "a ceiling is above a wider one"),
    "no_review": Said("aucun délai de deuxième signature", "no time for the second signature"),
    "too_small": Said("nombre trop petit", "number too small"),
    "too_large": Said("nombre trop grand", "number too large"),
    "target_twice": Said("urgence donnée deux fois", "urgency given twice"),
    "target_unclear": Said(
        "ni minutes ni jours ouvrables, ou les deux", "neither minutes nor working days, or both"
    ),
    "calendar_unknown": Said("calendrier inconnu", "calendar unknown"),
    "nation_has_no_end": Said("les règles nationales n'ont pas de fin", "national rules have no end"),
    "ends_before_it_begins": Said("finit avant de commencer", "ends before it begins"),
    "refer_twice": Said("besoin orienté deux fois", "need referred twice"),
    "refer_covered": Said("besoin couvert et orienté ailleurs", "need covered and referred elsewhere"),
}
"""Why a document is no policy."""

FILE_FAULTS: Final[Mapping[str, Said]] = {
    "unreadable": Said("le fichier ne se lit pas", "the file cannot be read"),
    "field_twice": Said("champ donné deux fois", "field given twice"),
    "unknown_field": Said("champ inconnu", "unknown field"),
    "missing_field": Said("champ manquant", "missing field"),
    "wrong_type": Said("valeur d'une autre sorte", "value of another kind"),
    "not_in_list": Said("valeur hors de la liste", "value outside the list"),
    "not_a_date": Said("date impossible", "impossible date"),
    "wrong_pattern": Said("code mal formé", "malformed code"),
    "below_least": Said("nombre trop petit", "number too small"),
    "above_most": Said("nombre trop grand", "number too large"),
    "too_long": Said("trop long", "too long"),
    "too_short": Said("vide ou trop court", "empty or too short"),
}
"""Why a file is no document."""

TO_DO: Final[Mapping[str, Said]] = {
    "category_twice": Said("Gardez une seule règle par catégorie.", "Keep one rule per category."),
    "no_category": Said("Donnez au moins une catégorie.", "Give at least one category."),
    "cap_out_of_range": Said(
        "Un plafond va de 1 à 100 000 000 cents.", "A cap goes from 1 to 100,000,000 cents."
    ),
    "automatic_above_absolute": Said(
        "Au plus 10 000 cents : aucune règle n'approuve plus sans personne.",
        "At most 10,000 cents: no rule approves more without anybody.",
    ),
    "last_band_has_an_end": Said(
        "Ôtez up_to_cents de la dernière tranche.", "Take up_to_cents off the last band."
    ),
    "bands_do_not_rise": Said(
        "Rangez les tranches : chacune finit plus haut que celle d'avant, seule la dernière est sans fin.",
        "Order the bands: each ends higher than the one before, and only the last has no end.",
    ),
    "fewer_people_for_more": Said(
        "Au moins une personne, et jamais moins pour plus d'argent.",
        "At least one person, and never fewer for more money.",
    ),
    "emergency_above_absolute": Said(
        "Au plus 50 000 cents par dossier et par personne.", "At most 50,000 cents per case and per person."
    ),
    "ceilings_do_not_nest": Said(
        "Par dossier, puis par personne, puis par organisme : jamais moins.",
        "Per case, then per person, then per organisation: never less.",
    ),
    "no_review": Said("Donnez au moins un jour.", "Give at least one day."),
    "too_small": Said("Donnez un nombre plus grand.", "Give a larger number."),
    "too_large": Said("Donnez un nombre plus petit.", "Give a smaller number."),
    "target_twice": Said("Gardez un seul délai par urgence.", "Keep one target per urgency."),
    "target_unclear": Said("Donnez minutes ou working_days.", "Give minutes or working_days."),
    "calendar_unknown": Said(
        "Donnez un code ISO 3166-2, par exemple CA-QC.", "Give an ISO 3166-2 code, such as CA-QC."
    ),
    "nation_has_no_end": Said(
        "Ôtez in_force_until, ou donnez une région.", "Take in_force_until off, or give a region."
    ),
    "ends_before_it_begins": Said(
        "Donnez une fin après le premier jour.", "Give an end after the first day."
    ),
    "refer_twice": Said("Gardez une seule adresse par besoin.", "Keep one place per need."),
    "refer_covered": Said(
        "Ôtez la catégorie, ou cette orientation.", "Take the category off, or this referral."
    ),
    "unreadable": Said(
        "Corrigez cette ligne (ligne:colonne) : JSON, ou TOML dans un fichier .toml.",
        "Correct this line (line:column): JSON, or TOML in a .toml file.",
    ),
    "field_twice": Said("Gardez-en un seul.", "Keep one of them."),
    "unknown_field": Said("Ôtez-le, ou corrigez son nom.", "Take it off, or correct its name."),
    "missing_field": Said("Ajoutez-le.", "Add it."),
    "wrong_type": Said("Donnez {expected}.", "Give {expected}."),
    "not_in_list": Said("Choisissez : {expected}.", "Choose: {expected}."),
    "not_a_date": Said("Écrivez AAAA-MM-JJ.", "Write YYYY-MM-DD."),
    "wrong_pattern": Said("Écrivez un code comme CA-QC.", "Write a code such as CA-QC."),
    "below_least": Said("Au moins {expected}.", "At least {expected}."),
    "above_most": Said("Au plus {expected}.", "At most {expected}."),
    "too_long": Said("Au plus {expected}.", "At most {expected}."),
    "too_short": Said("Au moins {expected}.", "At least {expected}."),
}
"""What whoever wrote it does next; `expected` says what fits."""

KINDS: Final[Mapping[str, Said]] = {
    "integer": Said("un nombre entier", "a whole number"),
    "string": Said("un texte", "a text"),
    "array": Said("une liste", "a list"),
    "object": Said("un groupe de champs", "a group of fields"),
    "null": Said("rien", "nothing"),
}
"""The kinds of value of a document."""

PLACES: Final[Mapping[str, Said]] = {
    "categories": Said("catégories", "categories"),
    "bands": Said("tranches", "bands"),
    "self_issue": Said("émission d'urgence", "emergency issue"),
    "region": Said("région", "region"),
    "calendar": Said("calendrier", "calendar"),
    "in_force_until": Said("fin", "end"),
}
"""Where a fault is; the other places are named as the document names them."""
