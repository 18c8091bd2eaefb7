"""Where a referral stands, in the words of a sentence."""

from collections.abc import Mapping
from typing import Final

from service.refusals import Said

REFERRAL_STATES: Final[Mapping[str, Said]] = {
    "asked": Said("posée, sans réponse encore", "asked, not answered yet"),
    "awaiting_self_call": Said("la personne doit appeler elle-même", "the person is to call"),
    "held": Said("lit retenu", "bed held"),
    "confirmed": Said("lit confirmé", "bed confirmed"),
    "arrived": Said("personne arrivée", "person arrived"),
    "left": Said("personne repartie", "person gone"),
    "declined": Said("refusée", "declined"),
    "refused_at_door": Said("refusée à la porte", "refused at the door"),
    "lapsed": Said("échue", "lapsed"),
    "withdrawn": Said("retirée", "withdrawn"),
}
