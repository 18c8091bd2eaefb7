"""Why a roster says no."""

from typing import Final

from service.refusals import Reason, Said

SOMEBODY_IS_ON_CALL: Final = Reason(
    "somebody_is_on_call",
    409,
    Said(
        "Quelqu'un est déjà de garde à ce moment, au même rang.",
        "Somebody is already on call then, in that order.",
    ),
    Said(
        "Choisissez un autre moment ou l'autre rang, ou libérez d'abord la garde.",
        "Choose another time or the other order, or free the slot first.",
    ),
)
NOT_OF_THIS_DUTY: Final = Reason(
    "not_of_this_duty",
    422,
    Said(
        "Cette personne n'a pas le rôle de cette garde.", "This person does not have the role of this duty."
    ),
    Said(
        "Choisissez un membre actif de votre organisme dont c'est le rôle.",
        "Choose a current member of your organisation whose role it is.",
    ),
)
NO_SUCH_SLOT: Final = Reason(
    "slot_not_possible",
    422,
    Said("Cette garde n'a pas de durée possible.", "This slot has no possible length."),
    Said(
        "Donnez une fin après le début, à moins de huit jours, et qui n'est pas passée.",
        "Give an end after the start, within eight days, and not past.",
    ),
)
NOT_OFFERED: Final = Reason(
    "slot_not_offered",
    409,
    Said("Cette garde n'est plus offerte.", "This slot is no longer offered."),
    Said("Voyez qui est de garde maintenant dans l'horaire.", "See in the roster who is on call now."),
)
ROSTER_EXISTS: Final = Reason(
    "roster_exists",
    409,
    Said("Cet horaire de garde existe déjà.", "This roster exists already."),
    Said("Ajoutez la garde à celui-là.", "Add the slot to that one."),
)
NOT_YOURS: Final = Reason(
    "slot_not_yours",
    409,
    Said("Cette garde n'est pas la vôtre.", "This slot is not yours."),
    Said(
        "La personne de garde l'offre elle-même, ou la coordination la réattribue.",
        "The person on call offers it, or the coordination gives it to somebody else.",
    ),
)
NO_TIME_ZONE: Final = Reason(
    "roster_without_time_zone",
    409,
    Said("Votre organisme n'a pas de région.", "Your organisation has no region."),
    Said(
        "L'administration du réseau inscrit votre région; l'horaire suit son heure.",
        "The network's administration enters your region; the roster follows its time.",
    ),
)
NOT_YOUR_DUTY: Final = Reason(
    "not_your_duty",
    409,
    Said("Cette garde est planifiée par une autre équipe.", "Another team plans this duty."),
    Said(
        "Demandez à la coordination de cette équipe, dans votre organisme.",
        "Ask the coordination of that team, in your organisation.",
    ),
)
CONSTRAINTS: Final = {
    "roster_slots_one_at_a_time": SOMEBODY_IS_ON_CALL,
    "roster_of_colleagues": NOT_OF_THIS_DUTY,
    "rosters_one_per_duty": ROSTER_EXISTS,
}
"""What PostgreSQL refuses by itself, as an answer."""
