"""Each reason for a no about beds."""

from service.beds.said import REFERRAL_STATES
from service.refusals import PERIOD_REVERSED as PERIOD_REVERSED
from service.refusals import Reason, Said

LOOKED_TOO_LONG_AGO = Reason(
    "count_too_old",
    409,
    Said("Ce compte a plus de douze heures.", "This count is more than twelve hours old."),
    Said("Comptez de nouveau.", "Count again."),
)
LOOKED_IN_THE_FUTURE = Reason(
    "count_in_the_future",
    422,
    Said("L'heure du compte est à venir.", "The time of the count is still to come."),
    Said("Vérifiez l'heure de l'appareil.", "Check the clock of the device."),
)
MORE_THAN_THE_BEDS = Reason(
    "count_above_beds",
    422,
    Said(
        "Il y a {beds} lits utilisables ici, sans lits d'appoint.",
        "There are {beds} usable beds here, without cots.",
    ),
    Said("Entrez un nombre de 0 à {most}.", "Enter a number from 0 to {most}."),
)
NEVER_COUNTED = Reason(
    "never_counted",
    409,
    Said("Cette maison n'a pas encore de compte.", "This shelter has no count yet."),
    Said("Entrez d'abord un nombre.", "Enter a number first."),
)
UNKNOWN_TIME_ZONE = Reason(
    "unknown_time_zone",
    422,
    Said("Ce fuseau horaire n'est pas connu.", "This time zone is not known."),
    Said("Donnez un nom IANA, par exemple America/Toronto.", "Give an IANA name, such as America/Toronto."),
)
PERIOD_WITHOUT_END = Reason(
    "period_needs_an_end",
    422,
    Said(
        "Une maison itinérante a toujours une date de fin.", "A rotating safe house always has an end date."
    ),
    Said("Donnez available_until, dans le futur.", "Give available_until, in the future."),
)
NIGHTS_REVERSED = Reason(
    "nights_reversed",
    422,
    Said("Le séjour le plus court dépasse le plus long.", "The shortest stay is longer than the longest."),
    Said("Corrigez min_nights ou max_nights.", "Correct min_nights or max_nights."),
)
BEDS_DESCRIBED_WRONGLY = Reason(
    "pool_contradiction",
    422,
    Said("Ces lits se contredisent.", "These beds contradict themselves."),
    Said(
        "Un lit partagé couche une personne; une unité familiale est une pièce; l'âge minimal précède le maximal.",
        "A shared bed sleeps one; a family unit is a whole room; the minimum age comes before the maximum.",
    ),
)
TOO_MANY_BEDS = Reason(
    "too_many_beds",
    422,
    Said("Une maison compte au plus {most} lits.", "A shelter has at most {most} beds."),
    Said("Créez une deuxième maison.", "Create a second shelter."),
)
BED_OCCUPIED = Reason(
    "bed_occupied",
    409,
    Said(
        "Quelqu'un occupe ce lit, ou il est déjà fermé.", "Somebody is in this bed, or it is already closed."
    ),
    Said("Notez d'abord le départ.", "Note the departure first."),
)
NOBODY = Reason(
    "party_nobody",
    422,
    Said("La demande ne compte personne.", "The question has nobody in it."),
    Said("Indiquez au moins une personne.", "Give at least one person."),
)
PARTY_TOO_LARGE = Reason(
    "party_too_large",
    422,
    Said("Une référence compte au plus {most} personnes.", "A referral is for at most {most} people."),
    Said("Faites plusieurs références, ou une opération.", "Make several referrals, or an operation."),
)
CHILDREN_ALONE = Reason(
    "children_without_adult",
    422,
    Said("Les enfants viennent avec une personne adulte.", "Children come with an adult."),
    Said(
        "Une personne mineure seule est comptée comme une personne, avec sa tranche d'âge.",
        "A minor alone is counted as a person, with their age band.",
    ),
)
COUPLE_OF_TWO = Reason(
    "couple_of_two",
    422,
    Said("Un couple compte deux personnes.", "A couple is two people."),
    Said("Corrigez le nombre, ou la case.", "Correct the number, or the box."),
)
ALONE_FIRST = Reason(
    "spoken_alone_first",
    409,
    Said("Parlez d'abord à chaque personne seule.", "Speak to each person alone first."),
    Said("Confirmez ensuite avec spoken_alone.", "Then confirm with spoken_alone."),
)
CHOICE_OF_THE_PERSON = Reason(
    "choice_of_the_person",
    409,
    Said(
        "Un programme structuré est un choix de la personne.",
        "A structured programme is the person's choice.",
    ),
    Said("Confirmez avec person_chose.", "Confirm with person_chose."),
)
LOW_SECURITY_NEEDS_A_REASON = Reason(
    "low_security_reason_missing",
    409,
    Said("La sécurité de cette maison est faible.", "The security of this shelter is low."),
    Said("Donnez low_security_reason.", "Give low_security_reason."),
)
MIXED_AGES_NEED_A_REASON = Reason(
    "mixed_ages_reason_missing",
    409,
    Said(
        "Une personne mineure partagerait une chambre avec des adultes.",
        "A minor would share a room with adults.",
    ),
    Said(
        "Choisissez une autre maison, ou donnez mixed_ages_reason.",
        "Choose another shelter, or give mixed_ages_reason.",
    ),
)
DOES_NOT_FIT = Reason(
    "does_not_fit",
    409,
    Said("Cette maison n'accueille pas ces personnes.", "This shelter does not take these people."),
    Said("Cherchez une autre maison.", "Look for another shelter."),
)
NO_LONGER_FREE = Reason(
    "no_longer_free",
    409,
    Said("Cette place vient d'être prise.", "This place was just taken."),
    Said("Cherchez de nouveau; vos réponses sont gardées.", "Search again; your answers are kept."),
)
WRONG_STATE = Reason(
    "referral_moved_on",
    409,
    Said("Cette demande en est à : {state}.", "This request is at: {state}."),
    Said("Relisez-la; ce geste n'est plus possible.", "Read it again; this is no longer possible."),
    words={"state": REFERRAL_STATES},
)
LONGEST_HOLD = Reason(
    "longest_hold",
    409,
    Said(
        "Ce lit est déjà retenu aussi longtemps que possible.",
        "This bed is already held as long as it can be.",
    ),
    Said("La maison peut confirmer.", "The shelter can confirm."),
)
EXPECTED_TOO_LATE = Reason(
    "expected_out_of_range",
    422,
    Said("L'arrivée est passée, ou à plus de 90 jours.", "The arrival is past, or more than 90 days away."),
    Said("Indiquez une arrivée dans les 90 jours.", "Give an arrival within 90 days."),
)
LAPSED_AND_TAKEN = Reason(
    "hold_lapsed",
    409,
    Said(
        "La retenue est terminée et la place est à quelqu'un d'autre.",
        "The hold has ended and the place is somebody else's.",
    ),
    Said("Merci de votre réponse. Rien d'autre à faire.", "Thank you for answering. Nothing more to do."),
)
EXCEPTION_OF_ANOTHER_ROLE = Reason(
    "exception_for_coordination",
    403,
    Said(
        "Une exception est demandée : la coordination de la maison y répond.",
        "An exception is asked for: the shelter's coordinator answers it.",
    ),
    Said("Montrez-lui la demande.", "Show them the request."),
)
BED_PROMISED = Reason(
    "bed_promised",
    409,
    Said(
        "Ce lit est promis à quelqu'un après cette date.", "This bed is promised to somebody after that date."
    ),
    Said("Cherchez la suite avec le pivot.", "Look for the next place with the pivot worker."),
)
NOBODY_TO_TELL = Reason(
    "nobody_to_tell",
    409,
    Said(
        "Ce lit ne vient d'aucune demande : personne ne peut être prévenu ici.",
        "This bed came from no request: nobody can be told here.",
    ),
    Said("Appelez la personne qui accompagne.", "Call whoever accompanies the person."),
)
MOVE_RAISED_ALREADY = Reason(
    "move_raised_already",
    409,
    Said("Le pivot est déjà prévenu.", "The pivot worker has been told already."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
TOO_LATE_TO_TAKE_BACK = Reason(
    "too_late_to_take_back",
    409,
    Said("Deux minutes ont passé : la réponse tient.", "Two minutes have passed: the answer holds."),
    Said("Vous pouvez encore décliner, avec une raison.", "You can still decline, with a reason."),
)
NO_SUCH_CODE = Reason(
    "no_such_code",
    404,
    Said("Cette maison n'attend personne sous ce code.", "This shelter expects nobody by this code."),
    Said("Vérifiez le code sur la feuille.", "Check the code on the sheet."),
)
STAY_OVER = Reason(
    "stay_over",
    409,
    Said("Ce séjour est terminé.", "This stay is over."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)

PARTY_FAULTS = {
    "nobody": NOBODY,
    "too_many": PARTY_TOO_LARGE,
    "children_without_adult": CHILDREN_ALONE,
    "couple_of_two": COUPLE_OF_TWO,
}
"""The reason for each fault of `party.rules.fault_of`."""
