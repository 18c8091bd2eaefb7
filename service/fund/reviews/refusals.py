"""Each reason for a no about second signatures, and about the right that rests without them."""

from service.fund.refusals import REVIEW_OWED
from service.fund.reviews.rules import Frozen
from service.refusals import Reason, Said

OBJECTED = Reason(
    "self_issue_objected",
    409,
    Said(
        "Une deuxième personne a objecté : émettre seul attend deux signatures du fonds.",
        "A second person objected: issuing alone waits for two signatures of the fund.",
    ),
    Said("Envoyez la demande à la garde.", "Send the request to the person on call."),
)
OWED_HERE = Reason(
    "second_signatures_owed_here",
    409,
    Said(
        "Plusieurs deuxièmes signatures de votre organisme sont en retard.",
        "Several second signatures of your organisation are overdue.",
    ),
    Said(
        "Le droit d'émettre revient dès qu'elles sont données.",
        "The right to issue comes back once they are given.",
    ),
)
NOT_ASKED_FOR = Reason(
    "review_not_asked_for",
    409,
    Said("Cette décision n'attend pas de deuxième regard.", "This decision waits for no second look."),
    Said("Ouvrez la file pour voir ce qui attend.", "Open the queue to see what waits."),
)
ALREADY_REVIEWED = Reason(
    "already_reviewed",
    409,
    Said("Une autre personne a déjà répondu.", "Somebody else has answered already."),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
OBJECTION_NEEDS_CODE = Reason(
    "objection_needs_code",
    422,
    Said("Une objection a un motif, un accord n'en a pas.", "An objection has a code, an agreement none."),
    Said("Choisissez un motif, ou donnez votre accord.", "Choose a code, or agree."),
)
NOT_YOURS_TO_JUDGE = Reason(
    "not_yours_to_judge",
    403,
    Said(
        "Vous avez fait cette demande ou vous accompagnez la personne : quelqu'un d'autre relit.",
        "You asked for this or accompany the person: somebody else looks.",
    ),
    Said("Demandez à une ou un collègue du fonds.", "Ask a colleague of the fund."),
)
NOTHING_OBJECTED = Reason(
    "nothing_objected",
    409,
    Said("Aucune objection n'attend ici.", "No objection waits here."),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
MONTH_NOT_OVER = Reason(
    "month_not_over",
    409,
    Said("Ce mois n'est pas fini : {month}.", "This month is not over: {month}."),
    Said("Revenez quand il sera fini.", "Come back once it is over."),
)

FREEZES: dict[Frozen, Reason] = {"objected": OBJECTED, "owed": REVIEW_OWED, "owed_here": OWED_HERE}
"""What a pivot reads while the right to issue alone rests: a neutral line, and what brings it back."""
