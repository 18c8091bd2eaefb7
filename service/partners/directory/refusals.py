"""Why the directory says no."""

from collections.abc import Mapping
from typing import Final

from service.cases.refusals import UNKNOWN_REGION
from service.partners.directory.rules import Fault
from service.refusals import Reason, Said

PLEDGE_NOT_CLEAR: Final = Reason(
    "pledge_not_clear",
    422,
    Said("{what_fr}", "{what_en}"),
    Said("Corrigez l'engagement, puis déclarez-le.", "Correct the pledge, then declare it."),
)
NO_PLEDGES_HERE: Final = Reason(
    "no_pledges_here",
    409,
    Said("Cet organisme ne déclare pas de services.", "This organisation declares no services."),
    Said(
        "Les ressources, les intervenants et les fonds déclarent les leurs.",
        "Shelters, pivots and funds declare theirs.",
    ),
)
FILE_NOT_READ: Final = Reason(
    "file_not_read",
    422,
    Said("Le fichier ne se lit pas : {what_fr}", "The file cannot be read: {what_en}"),
    Said(
        "Exportez le répertoire pour voir le format attendu.",
        "Export the directory to see the expected format.",
    ),
)
FAULTS: Final[Mapping[Fault, Said]] = {
    "ends_before_it_starts": Said("La fin vient avant le début.", "The end comes before the start."),
    "over_already": Said("Le dernier jour est passé.", "The last day is past."),
    "too_long": Said("Un engagement dure trois ans au plus.", "A pledge lasts three years at most."),
    "free_and_paid": Said("Gratuit, ou un prix : un seul des deux.", "Free or a price: one of the two."),
    "contradiction": Said("Deux conditions se contredisent.", "Two conditions contradict each other."),
}
TOO_MANY_PLEDGES: Final = Reason(
    "too_many_pledges",
    409,
    Said("Votre organisme a déjà 200 engagements.", "Your organisation has 200 pledges already."),
    Said(
        "Retirez ceux qui ne tiennent plus, puis recommencez.",
        "Withdraw those that no longer hold, then try again.",
    ),
)
CONSTRAINTS: Final = {
    "pledges_of_partners": NO_PLEDGES_HERE,
    "pledges_known_regions": UNKNOWN_REGION,
    "pledges_at_most": TOO_MANY_PLEDGES,
}
"""What PostgreSQL refuses by itself, as an answer."""
