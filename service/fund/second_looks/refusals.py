"""Each reason for a no about a second look (FND-13)."""

from service.refusals import Reason, Said

ANOTHER_LOOKS = Reason(
    "another_person_looks",
    403,
    Said(
        "Vous avez refusé cette ligne : une autre personne la relit.",
        "You declined this line: another person looks at it.",
    ),
    Said("Demandez à une ou un collègue du fonds.", "Ask a colleague of the fund."),
)
LOOKED_AT_ALREADY = Reason(
    "looked_at_already",
    409,
    Said("Une deuxième lecture est déjà demandée ou donnée.", "A second look is asked for or given already."),
    Said(
        "Ouvrez la demande pour voir où elle en est. Une nouvelle demande reste possible à tout moment.",
        "Open the request to see where it stands. A new request stays possible at any time.",
    ),
)
LOOK_OVER = Reason(
    "look_is_over",
    409,
    Said("Cette deuxième lecture est terminée.", "This second look is over."),
    Said("Ouvrez la demande pour voir la réponse.", "Open the request to see the answer."),
)
NOTHING_DECLINED = Reason(
    "nothing_declined",
    409,
    Said("Rien n'est refusé par cette décision.", "Nothing is declined by this decision."),
    Said("Ouvrez la demande pour voir la réponse.", "Open the request to see the answer."),
)
