"""Each reason for a no about a series."""

from service.refusals import Reason, Said

FAULTS = {
    "fewer_than_two": Said("une série compte deux voyages au moins", "a series has two trips at least"),
    "too_many": Said("plus de voyages que le fonds n'en permet", "more trips than the fund allows"),
    "does_not_add_up": Said(
        "le total n'est pas le nombre de voyages fois leur plafond",
        "the total is not the number of trips times their ceiling",
    ),
    "too_much_each": Said(
        "plafond d'un voyage trop haut pour ce fonds", "ceiling of a trip too high for this fund"
    ),
    "ends_too_soon": Said("la fin est déjà passée", "the end has passed"),
    "ends_too_late": Said("la fin est trop loin pour ce fonds", "the end is too far for this fund"),
}
NOT_A_SERIES = Reason(
    "series_does_not_hold",
    422,
    Said("Cette série ne tient pas : {fault}.", "This series does not hold: {fault}."),
    Said("Corrigez la série et renvoyez.", "Correct the series and send again."),
    words={"fault": FAULTS},
)
USED_UP = Reason(
    "series_used_up",
    409,
    Said("Les {times} voyages de cette série sont pris.", "The {times} trips of this series are taken."),
    Said("Faites une nouvelle demande.", "Make a new request."),
)
NOT_PROMISED = Reason(
    "series_not_promised",
    409,
    Said("Le fonds n'a pas encore approuvé cette série.", "The fund has not approved this series yet."),
    Said("Attendez la réponse du fonds.", "Wait for the fund's answer."),
)
ENDED = Reason(
    "series_ended",
    409,
    Said("Cette série est terminée.", "This series has ended."),
    Said("Faites une nouvelle demande.", "Make a new request."),
)
ABOVE_CEILING = Reason(
    "draw_above_ceiling",
    422,
    Said("Ce voyage a un plafond de {ceiling}.", "This trip has a ceiling of {ceiling}."),
    Said(
        "Prenez au plus {ceiling}, ou demandez le reste au fonds.",
        "Take {ceiling} at most, or ask the fund for the rest.",
    ),
)
BY_PEOPLE = Reason(
    "series_by_people",
    409,
    Said(
        "Une série est approuvée par des personnes du fonds.", "A series is approved by people of the fund."
    ),
    Said("Envoyez la demande à la garde.", "Send the request to the person on call."),
)
DRAWS = {
    "draws_pkey": USED_UP,
    "draws_promised": NOT_PROMISED,
    "draws_while_it_lasts": ENDED,
    "draws_within_ceiling": ABOVE_CEILING,
}
"""What PostgreSQL itself answers, for a hand that comes past the rules above."""
