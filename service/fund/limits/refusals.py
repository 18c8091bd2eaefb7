"""The one no of an approver's day."""

from service.refusals import Reason, Said

ABOVE_YOUR_DAY = Reason(
    "above_your_day",
    409,
    Said(
        "Vous avez approuvé {before} en 24 h; avec {asked}, ce serait plus que {limit}.",
        "You have approved {before} in 24 h; with {asked} it would be more than {limit}.",
    ),
    Said(
        "La demande reste dans la file : une ou un collègue du fonds signe. Il vous reste {possible}.",
        "The request stays in the queue: a colleague of the fund signs. You have {possible} left.",
    ),
)
