"""Each reason for a no about a carrier's agreement."""

from service.refusals import Reason, Said

PERIOD = Reason(
    "carrier_agreement_period",
    422,
    Said(
        "La fin suit le début de trois ans au plus; la révision tombe entre les deux.",
        "The end follows the start by three years at most; the review falls between them.",
    ),
    Said("Corrigez les dates.", "Correct the dates."),
)
NO_ROUTE = Reason(
    "carrier_agreement_route",
    422,
    Said("Cette entente ne mène nulle part.", "This agreement leads nowhere."),
    Said("Donnez les régions de départ et d'arrivée.", "Give the regions that it leads from and to."),
)
STANDS_ALREADY = Reason(
    "carrier_agreement_so_already",
    409,
    Said("C'est déjà ainsi.", "It is so already."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
REFUSALS = {
    "carrier_agreements_period": PERIOD,
    "carrier_agreements_review": PERIOD,
    "carrier_agreements_check": NO_ROUTE,
}
