"""Each reason for a no about reconciliation."""

from service.refusals import Reason, Said

PERIOD_NOT_OVER = Reason(
    "comparison_not_over",
    422,
    Said(
        "Cette période n'est pas finie, ou finit avant de commencer.",
        "This period is not over, or ends before it begins.",
    ),
    Said("Donnez un début et une fin dans le passé.", "Give a start and an end in the past."),
)
PERIOD_TOO_LONG = Reason(
    "comparison_too_long",
    422,
    Said("Une comparaison porte sur {days} jours au plus.", "A comparison covers {days} days at most."),
    Said("Demandez-en plusieurs.", "Ask for several."),
)
NO_SUCH_RAIL = Reason(
    "no_such_rail",
    422,
    Said("Ce fonds ne paie rien de cette façon.", "This fund pays nothing in this way."),
    Said("Choisissez une façon de payer du fonds.", "Choose a way by which the fund pays."),
)
"""Asked by a name that no payment of the fund bears."""
COMPARED_ALREADY = Reason(
    "compared_already",
    409,
    Said("Ce jour est déjà comparé.", "This day is compared already."),
    Said("Rien à faire.", "Nothing to do."),
)
