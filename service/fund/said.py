"""The closed lists of the fund, in the words of a sentence: of needs and steps, never of a label (ELG-02)."""

from collections.abc import Mapping
from typing import Final

from service.fund.policy.document.fault_words import FAULTS, PLACES
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
    "differs": Said("n'est pas ce qui a été commandé", "is not what was ordered"),
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
FUNDED_BY: Final[Mapping[str, Said]] = {
    "another_fund": Said("Un autre fonds", "Another fund"),
    "this_fund": Said("Ce fonds, d'une autre enveloppe,", "This fund, from another envelope,"),
}
FLAWS: Final[Mapping[str, Said]] = {
    "missing": Said("la signature manque", "the signature is missing"),
    "malformed": Said("la signature ne se lit pas", "the signature cannot be read"),
    "not_ours": Said("la signature est celle d'une autre clé", "the signature is of another key"),
    "too_old": Said("l'avis est trop vieux", "the notice is too old"),
    "too_new": Said("l'avis vient du futur", "the notice is from the future"),
    "unreadable": Said("le contenu ne se lit pas", "the content cannot be read"),
}
POLICY: Final[Mapping[str, Said]] = {**CATEGORIES, **PLACES, **FAULTS}
"""A fault and where it is; the other places are named as the document names them."""
