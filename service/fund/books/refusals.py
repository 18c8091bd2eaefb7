"""Each reason for a no about envelopes' money and about books."""

from service.refusals import Reason, Said

FUNDER_OF_ANOTHER_KIND = Reason(
    "funder_of_another_kind",
    409,
    Said("Ce bailleur est déjà inscrit, d'un autre genre.", "This funder is known already, of another kind."),
    Said(
        "Gardez son genre, ou donnez un autre nom.",
        "Keep its kind, or give another name.",
    ),
)
NOTHING_TO_CARRY = Reason(
    "nothing_to_carry",
    409,
    Said("Il ne reste pas cette somme à reporter.", "There is not so much left to carry over."),
    Said(
        "Ce qui est promis se reporte une fois payé ou rendu.",
        "What is promised is carried over once it is paid or given back.",
    ),
)
NOT_THE_NEXT_ENVELOPE = Reason(
    "not_the_next_envelope",
    409,
    Said(
        "Un report va d'une enveloppe échue vers une enveloppe en cours du même bailleur.",
        "A carry-over goes from an ended envelope into a current one of the same funder.",
    ),
    Said("Choisissez l'enveloppe qui suit.", "Choose the envelope that follows."),
)
EARMARK_EXPIRED = Reason(
    "earmark_expired",
    409,
    Said("Le délai de cette promesse est passé.", "The time of this promise has passed."),
    Said("L'argent retourne à son enveloppe; approuvez de nouveau.", "The money goes back; approve again."),
)
NOT_SO_MUCH_TO_CORRECT = Reason(
    "not_so_much_to_correct",
    409,
    Said(
        "Cette écriture ne se corrige pas de ce montant.",
        "This entry cannot be corrected by this amount.",
    ),
    Said(
        "On corrige une contribution, un paiement, un retour, un dépassement ou sa couverture, une fois.",
        "A contribution, a payment, a return, an overrun or its cover is corrected, once.",
    ),
)
BOOKS_ANOTHER_SIGNS = Reason(
    "books_another_signs",
    409,
    Said("Une autre personne doit signer.", "Another person must sign."),
    Said("Ce que l'on propose, on ne le signe pas.", "Nobody signs what they proposed."),
)
BOOKS_DECIDED = Reason(
    "books_signed_already",
    409,
    Said("C'est déjà signé.", "This is signed already."),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
BOOKS_LAPSED = Reason(
    "books_lapsed",
    409,
    Said(
        "La proposition ne vaut plus : son délai est passé, ou qui l'a faite n'a plus ce droit.",
        "The proposal no longer stands: its time has passed, or whoever made it may no longer.",
    ),
    Said("Proposez de nouveau si cela tient encore.", "Propose again if it still holds."),
)
PERIOD_NOT_OVER = Reason(
    "period_not_over",
    422,
    Said("Cette période n'est pas finie.", "This period is not over."),
    Said("Fermez-la après son dernier jour.", "Close it after its last day."),
)
PERIOD_CLOSED_ALREADY = Reason(
    "period_closed_already",
    409,
    Said("Cette période est déjà fermée.", "This period is closed already."),
    Said("Choisissez un jour plus tard.", "Choose a later day."),
)
