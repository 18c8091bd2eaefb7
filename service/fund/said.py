"""The closed lists of the fund, in the words of a sentence."""

from collections.abc import Mapping
from typing import Final

from service.refusals import Said

PAYOUT_STATES: Final[Mapping[str, Said]] = {
    "held": Said("attend une deuxième personne", "waits for a second person"),
    "ready": Said("prêt à partir", "ready to leave"),
    "leaving": Said("en train de partir", "leaving"),
    "unknown": Said("la banque n'a pas encore répondu", "the bank has not answered yet"),
    "waiting": Said("attend d'être payé à la main", "waits to be paid by hand"),
    "sent": Said("envoyé", "sent"),
    "confirmed": Said("confirmé", "confirmed"),
    "failed": Said("n'a pas pu partir", "could not leave"),
    "returned": Said("revenu", "came back"),
    "cancelled": Said("annulé", "cancelled"),
}
CATEGORIES: Final[Mapping[str, Said]] = {
    "travel_local": Said("déplacements en ville", "local travel"),
    "travel_intercity": Said("voyage entre villes", "travel between cities"),
    "travel_interprovincial": Said("voyage entre provinces", "travel between provinces"),
    "travel_international": Said("voyage vers un autre pays", "travel to another country"),
    "hotel_nights": Said("nuits d'hôtel", "hotel nights"),
    "calling_card": Said("carte d'appel", "calling card"),
    "food": Said("nourriture", "food"),
    "clothing": Said("vêtements", "clothing"),
    "hygiene_kit": Said("trousse d'hygiène", "hygiene kit"),
    "pocket_money": Said("argent de poche", "pocket money"),
    "medication_bridge": Said("médicaments en attendant", "medication meanwhile"),
    "interpreter": Said("interprète", "interpreter"),
    "documents": Said("documents", "documents"),
    "other_immediate": Said("autre besoin immédiat", "other immediate need"),
}
ATTESTATIONS: Final[Mapping[str, Said]] = {
    "leaving_or_at_risk": Said("la personne quitte ou est à risque", "the person is leaving or at risk"),
    "need_is_immediate": Said("le besoin est immédiat", "the need is immediate"),
    "nobody_else_pays_in_time": Said("personne d'autre ne paie à temps", "nobody else pays in time"),
}
CAPS: Final[Mapping[str, Said]] = {
    "line_cap": Said("montant de la ligne", "amount of the line"),
    "unit_cap": Said("montant par unité", "amount per unit"),
}
FLAWS: Final[Mapping[str, Said]] = {
    "missing": Said("la signature manque", "the signature is missing"),
    "malformed": Said("la signature ne se lit pas", "the signature cannot be read"),
    "not_ours": Said("la signature est celle d'une autre clé", "the signature is of another key"),
    "too_old": Said("l'avis est trop vieux", "the notice is too old"),
    "too_new": Said("l'avis vient du futur", "the notice is from the future"),
    "unreadable": Said("le contenu ne se lit pas", "the content cannot be read"),
}
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
}
"""Why a document is no policy."""
PLACES: Final[Mapping[str, Said]] = {
    "categories": Said("catégories", "categories"),
    "bands": Said("tranches", "bands"),
    "self_issue": Said("émission d'urgence", "emergency issue"),
}
POLICY: Final[Mapping[str, Said]] = {**CATEGORIES, **PLACES, **FAULTS}
"""A fault and where it is; the other places are named as the document names them."""
