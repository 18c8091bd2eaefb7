"""What a person may agree to, in the words of a sentence."""

from collections.abc import Mapping
from typing import Final

from service.refusals import Said

SCOPES: Final[Mapping[str, Said]] = {
    "bed": Said("chercher un lit", "looking for a bed"),
    "fund": Said("demander de l'argent à un fonds", "asking a fund for money"),
    "share_with_organisation": Said("partager avec un autre organisme", "sharing with another organisation"),
    "police_contact": Said("être jointe pour la police", "being reached for the police"),
}
