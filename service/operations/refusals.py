"""Why an agreement, an operation or an arrival is refused, and what to do next."""

from service.refusals import Reason, Said

NUMBERS = Reason(
    "operation_numbers",
    422,
    Said("Les nombres ne tiennent pas ensemble.", "The numbers do not fit together."),
    Said(
        "Au moins 1 et au plus 100 places; minimum, prévu et maximum dans cet ordre; le prévu est la somme des "
        "groupes; une lettre de A à Z pour séparer; 2 à 12 personnes pour garder ensemble.",
        "At least 1 and at most 100 places; minimum, expected and maximum in that order; expected is the sum of the "
        "groups; one letter from A to Z to keep apart; 2 to 12 people to keep together.",
    ),
)
WINDOW = Reason(
    "operation_window",
    422,
    Said("Cette plage d'arrivée ne peut pas être retenue.", "This arrival window cannot be held."),
    Said(
        "Elle finit dans le futur, dure au plus 48 heures et commence d'ici 60 jours.",
        "It ends in the future, lasts at most 48 hours and begins within 60 days.",
    ),
)
BUDGET_SPENT = Reason(
    "feasibility_budget_spent",
    429,
    Said(
        "Vos {budget} questions de la journée sont posées.", "Your {budget} questions of the day are asked."
    ),
    Said(
        "Retenez des places, ou appelez la coordination régionale.",
        "Hold places, or call the regional coordination.",
    ),
)
OVER = Reason(
    "operation_over",
    409,
    Said("Cette opération est terminée.", "This operation is over."),
    Said("Créez une nouvelle réservation.", "Make a new reservation."),
)
PROPOSAL_OVER = Reason(
    "proposal_over",
    409,
    Said(
        "Cette proposition a déjà été acceptée ou remplacée.",
        "This proposal is accepted or replaced already.",
    ),
    Said("Demandez-en une nouvelle.", "Ask for a new one."),
)
PIVOT_FIRST = Reason(
    "pivot_first",
    409,
    Said("Nommez d'abord l'organisme pivot.", "Name the pivot organisation first."),
    Said("Les arrivées comptent dès qu'il a accepté.", "Arrivals count once it has accepted."),
)
PIVOT_MUST_ACCEPT = Reason(
    "pivot_must_accept",
    409,
    Said("L'organisme pivot n'a pas encore accepté.", "The pivot organisation has not accepted yet."),
    Said("Appelez sa garde, ou nommez-en un autre.", "Call its duty number, or name another."),
)
NOT_A_PIVOT = Reason(
    "not_a_pivot_organisation",
    422,
    Said(
        "Cet organisme ne peut pas prendre le relais.",
        "This organisation cannot take over.",
    ),
    Said(
        "Choisissez un organisme communautaire de votre réseau.",
        "Choose a community organisation of your network.",
    ),
)
PLACE_RELEASED = Reason(
    "place_released",
    409,
    Said("Cette place n'est plus retenue.", "This place is no longer held."),
    Said("Cherchez une place comme pour toute personne.", "Look for a place as for anybody."),
)
PIVOT_HAS_TAKEN_OVER = Reason(
    "pivot_has_taken_over",
    409,
    Said(
        "L'organisme pivot a accepté : ces places sont à lui.",
        "The pivot organisation has accepted: these are its.",
    ),
    Said(
        "Annulez l'opération pour tout libérer; qui est arrivé garde sa place.",
        "Cancel the operation to release everything; whoever has arrived keeps their place.",
    ),
)
STILL_HELD = Reason(
    "operation_still_held",
    409,
    Said("La plage d'arrivée n'est pas finie.", "The arrival window is not over."),
    Said(
        "Appelez le service de police; à la fin de la plage, tout se libère.",
        "Call the police service; at the end of the window everything is released.",
    ),
)
PLACE_HELD = Reason(
    "place_held",
    409,
    Said("Une de ces places est déjà retenue ou prise.", "One of these places is already held or taken."),
    Said("Demandez expressément de la libérer.", "Say expressly that it is to be released."),
)
ANSWERED = Reason(
    "request_answered",
    409,
    Said("Cette demande a déjà une réponse.", "This request has an answer already."),
    Said("Rien à faire.", "Nothing to do."),
)
TOO_LATE = Reason(
    "request_lapsed",
    409,
    Said("Le délai de cette demande est passé.", "The time to answer this request has passed."),
    Said("Une autre maison est demandée. Rien à faire.", "Another shelter is being asked. Nothing to do."),
)
REASON_NEEDED = Reason(
    "decline_reason_needed",
    422,
    Said("Un refus porte exactement une raison.", "A no carries exactly one reason."),
    Said("Touchez la raison.", "Touch the reason."),
)
ANSWER_NOT_CLEAR = Reason(
    "answer_not_clear",
    422,
    Said(
        "Acceptez de 1 à {places} places, sans raison.", "Accept from 1 to {places} places, without a reason."
    ),
    Said("Ou déclinez, avec une raison.", "Or decline, with a reason."),
)
NOT_A_PARTNER = Reason(
    "not_a_partner",
    422,
    Said("Cet organisme n'est pas de vos partenaires.", "This organisation is not one of your partners."),
    Said(
        "Une entente se propose à un service de police d'un réseau commun.",
        "An agreement is proposed to a police service of a common network.",
    ),
)
AGREEMENT_EXISTS = Reason(
    "agreement_exists",
    409,
    Said(
        "Une entente existe déjà, ou attend une réponse.", "An agreement exists already, or awaits an answer."
    ),
    Said("Terminez-la avant d'en proposer une autre.", "End it before you propose another."),
)
REVIEW_DATE = Reason(
    "agreement_review_date",
    422,
    Said("La date de révision doit être d'ici deux ans.", "The review date must be within two years."),
    Said("Choisissez une date à venir.", "Choose a date to come."),
)
AGREEMENT_DAYS = Reason(
    "agreement_days",
    422,
    Said("Une entente finit après avoir commencé.", "An agreement ends after it has begun."),
    Said("Choisissez une dernière journée à venir.", "Choose a last day to come."),
)
AGREEMENT_IN_USE = Reason(
    "agreement_in_use",
    409,
    Said(
        "Plus de places que cela sont retenues en ce moment.",
        "More places than that are held at this moment.",
    ),
    Said("Acceptez quand elles seront libérées.", "Accept once they are released."),
)
REVIEW_NOT_CLEAR = Reason(
    "agreement_review_not_clear",
    422,
    Said("Une révision dit une seule chose.", "A review says one thing."),
    Said(
        "Toujours vrai, avec la prochaine date; changée, avec les nouveaux chiffres; ou terminée.",
        "Still true, with the next date; changed, with the new numbers; or ended.",
    ),
)
NOTHING_TO_OVERRIDE = Reason(
    "nothing_to_override",
    409,
    Said("Aucune place n'attend de dérogation.", "No place is waiting for an override."),
    Said(
        "Choisissez des places non retenues qui portent une lettre.",
        "Choose places not held that bear a letter.",
    ),
)
NO_COORDINATION = Reason(
    "no_coordination",
    409,
    Said("Aucune coordination ne couvre cette région.", "No coordination covers this region."),
    Said("Appelez l'administration du réseau.", "Call the network's administration."),
)
NO_PLACE_EVEN_SO = Reason(
    "no_place_even_so",
    409,
    Said("Même avec la dérogation, aucune place n'est libre.", "Even with the override, no place is free."),
    Said("Choisissez une autre maison, ou demandez un hôtel.", "Choose another shelter, or ask for a hotel."),
)
NO_ROOM_TOGETHER = Reason(
    "no_room_together",
    409,
    Said(
        "Aucune chambre libre pour {people} personnes ensemble.", "No free room for {people} people together."
    ),
    Said("Leurs places restent retenues.", "Their places remain held."),
)
FAMILY_OF_ONE = Reason(
    "family_of_one",
    422,
    Said("Garder ensemble demande au moins deux places.", "Keeping together takes at least two places."),
    Said("Choisissez des places qui ne sont pas arrivées.", "Choose places that have not arrived."),
)
GIVES_THE_ADDRESS = Reason(
    "arrival_point_gives_the_address",
    422,
    Said("Ces mots donnent l'adresse de la maison.", "These words give the shelter's address away."),
    Said("Nommez un autre lieu de rencontre.", "Name another meeting place."),
)
