"""Each reason for a no about keeping and erasing: what stands in the way, and what to do about it."""

from collections.abc import Mapping
from typing import Final

from service.refusals import NOT_FOUND, Reason, Said

OUTSIDE_THE_BOUNDS = Reason(
    "retention_outside_the_bounds",
    422,
    Said("Cette durée sort des bornes de sa catégorie.", "This period is outside the bounds of its class."),
    Said(
        "Choisissez entre le minimum et le maximum affichés.", "Choose between the least and the most shown."
    ),
)
OPEN_REFERRAL = Reason(
    "erasure_open_referral",
    409,
    Said("Une demande de place est encore ouverte.", "A request for a bed is still open."),
    Said(
        "Retirez-la ou attendez la réponse, puis demandez l'effacement.",
        "Withdraw it or wait for the answer, then ask for the erasure.",
    ),
)
CURRENT_STAY = Reason(
    "erasure_current_stay",
    409,
    Said("La personne a encore une place dans une maison.", "The person still has a place in a house."),
    Said("Attendez le départ noté par la maison.", "Wait until the house has noted that they left."),
)
UNPAID_PROMISE = Reason(
    "erasure_unpaid_promise",
    409,
    Said("De l'argent promis n'est pas encore versé.", "Money that was promised is not paid yet."),
    Said(
        "Attendez le paiement, ou retirez la demande au fonds.",
        "Wait for the payment, or withdraw the request to the fund.",
    ),
)
NOT_DUE = Reason(
    "erasure_not_due",
    409,
    Said("Rien n'est à effacer ici pour l'instant.", "Nothing is due to be erased here now."),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
REGISTER_DATES = Reason(
    "register_dates",
    422,
    Said("Ces dates se contredisent, ou sont à venir.", "These dates do not fit together, or are to come."),
    Said(
        "L'incident commence avant qu'on l'apprenne; les avis viennent après.",
        "An incident begins before it is known; notices come after.",
    ),
)

BLOCKS: Final[Mapping[str, Reason]] = {
    "open_referral": OPEN_REFERRAL,
    "current_stay": CURRENT_STAY,
    "unpaid_promise": UNPAID_PROMISE,
}
"""What stands in the way of erasing a case, by the code that PostgreSQL gives it."""

BY_CONSTRAINT: Final[Mapping[str, Reason]] = {
    **{f"erasures_{code}": reason for code, reason in BLOCKS.items()},
    "erasures_not_due": NOT_DUE,
    "erasures_no_case": NOT_FOUND,
    "erasures_once": NOT_FOUND,
}
"""What PostgreSQL refuses by name, as an answer."""
