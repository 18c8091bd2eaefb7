"""Each reason for a no about a return."""

from service.fund.repatriation.rules import Fault
from service.refusals import Reason, Said

NOT_TOLD = Reason(
    "return_not_told",
    422,
    Said(
        "Un retour se dit sur une ligne de voyage vers un autre pays, avec sa destination.",
        "A return is told on a line of travel to another country, with where it leads.",
    ),
    Said("Complétez la ligne, ou retirez-en le retour.", "Complete the line, or take the return out of it."),
)
NOT_CHOSEN = Reason(
    "return_not_chosen",
    409,
    Said("Seule la personne choisit de rentrer.", "Only the person chooses to go back."),
    Said("Cochez-le quand elle l'a choisi.", "Say so once they have chosen."),
)
NO_COUNTRY = Reason(
    "return_no_country",
    422,
    Said("Ce pays n'est pas connu.", "This country is not known."),
    Said("Donnez un code à deux lettres, par exemple HU.", "Give a code of two letters, such as HU."),
)
FAULTS: dict[Fault, Reason] = {"not_told": NOT_TOLD, "not_chosen": NOT_CHOSEN, "no_country": NO_COUNTRY}
