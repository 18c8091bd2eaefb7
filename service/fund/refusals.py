"""Each reason for a no about money."""

from service.fund.said import ATTESTATIONS, CAPS, CATEGORIES, FLAWS, FUNDED_BY, PAYOUT_STATES, POLICY
from service.refusals import PERIOD_REVERSED as PERIOD_REVERSED
from service.refusals import Reason, Said

NO_SUCH_FUND = Reason(
    "no_such_fund",
    422,
    Said("Ce fonds ne reçoit pas de demandes ici.", "This fund takes no requests here."),
    Said("Choisissez un fonds dans la liste de la région.", "Choose a fund from the list of the region."),
)
NO_SUCH_PAYEE = Reason(
    "no_such_payee",
    422,
    Said("Ce fonds ne paie pas encore ce fournisseur.", "This fund does not pay this supplier yet."),
    Said(
        "Choisissez-en un autre, ou demandez au fonds de l'ajouter.",
        "Choose another, or ask the fund to add it.",
    ),
)
NOT_ATTESTED = Reason(
    "not_attested",
    422,
    Said("Il manque une attestation : {missing}.", "An attestation is missing: {missing}."),
    Said(
        "Attestez les trois points, ou attendez de le pouvoir.",
        "Attest the three points, or wait until you can.",
    ),
    words={"missing": ATTESTATIONS},
)
NOT_COVERED = Reason(
    "category_not_covered",
    422,
    Said(
        "Ce fonds ne couvre pas cette catégorie : {category}.",
        "This fund does not cover this category: {category}.",
    ),
    Said("Demandez à un autre fonds de la région.", "Ask another fund of the region."),
    words={"category": CATEGORIES},
)
REASON_NEEDED = Reason(
    "reason_needed",
    422,
    Said(
        "{units} nuits : au-delà de {without_reason}, donnez un motif.",
        "{units} nights: beyond {without_reason}, give a reason.",
    ),
    Said("Ajoutez un motif court à la ligne.", "Add a short reason to the line."),
)
NEEDED_BY_PAST = Reason(
    "needed_by_is_past",
    422,
    Said("Le moment où c'est nécessaire est déjà passé.", "The moment when it is needed has passed."),
    Said("Donnez un moment à venir.", "Give a moment to come."),
)
OWN_REQUEST = Reason(
    "own_request",
    403,
    Said(
        "Vous avez fait cette demande : une autre personne décide.",
        "You asked for this: another person decides.",
    ),
    Said("Attendez la réponse de la garde.", "Wait for the answer of the person on call."),
)
ALREADY_DECIDED = Reason(
    "already_decided",
    409,
    Said("Déjà décidé. Rien de plus à faire.", "Already decided. Nothing more to do."),
    Said("Ouvrez la demande pour voir la réponse.", "Open the request to see the answer."),
)
ALREADY_SIGNED = Reason(
    "already_signed",
    409,
    Said(
        "Vous avez déjà signé. Une autre personne signe en second.",
        "You have signed already. Another person signs second.",
    ),
    Said("Rien d'autre à faire pour vous.", "Nothing more to do for you."),
)
LINE_NOT_OPEN = Reason(
    "line_not_open",
    422,
    Said("Cette ligne n'attend pas ce montant.", "This line does not wait for this amount."),
    Said("Approuvez au plus ce qui reste : {open}.", "Approve at most what is left: {open}."),
)
WAIVER_NEEDS_REASON = Reason(
    "waiver_needs_reason",
    422,
    Said("Un plafond est dépassé : {rules}.", "A cap is exceeded: {rules}."),
    Said("Approuvez avec un motif, ou approuvez une partie.", "Approve with a reason, or approve part."),
    words={"rules": CAPS},
)
ALREADY_FUNDED = Reason(
    "already_funded_elsewhere",
    409,
    Said(
        "{by} a approuvé cette catégorie ({category}) dans les {within_days} derniers jours, tranche {band} $.",
        "{by} approved this category ({category}) within the last {within_days} days, band {band} dollars.",
    ),
    Said(
        "Continuez avec un motif, ou annulez. Ceci n'est jamais un refus.",
        "Continue with a reason, or cancel. This is never a refusal.",
    ),
    words={"category": CATEGORIES, "by": FUNDED_BY},
)
NOT_ENOUGH = Reason(
    "envelope_short",
    409,
    Said(
        "Il manque de l'argent : {found} libres, il en faut {needed}.",
        "Money is short: {found} free, {needed} needed.",
    ),
    Said(
        "Approuvez une partie, ou choisissez une autre enveloppe.",
        "Approve part, or choose another envelope.",
    ),
)
STILL_LEAVING = Reason(
    "payment_on_its_way",
    409,
    Said("Le paiement est déjà parti.", "The payment has already left."),
    Said("L'argent non dépensé revient par un retour.", "Unspent money comes back as a return."),
)
DURING_OFFICE_HOURS = Reason(
    "during_office_hours",
    409,
    Said(
        "Pendant les heures de bureau, une autre personne approuve.",
        "During office hours another person approves.",
    ),
    Said("Envoyez la demande à la garde.", "Send the request to the person on call."),
)
OVER_EMERGENCY_CEILING = Reason(
    "over_emergency_ceiling",
    409,
    Said("{total} dépassent {ceiling} en 24 h.", "{total} is over {ceiling} in 24 h."),
    Said(
        "Vous pouvez émettre {possible}, ou envoyer la demande à la garde.",
        "You can issue {possible}, or send the request to the person on call.",
    ),
)
REVIEW_OWED = Reason(
    "second_signature_owed",
    409,
    Said("Une deuxième signature est en retard.", "A second signature is overdue."),
    Said(
        "Le droit d'émettre revient dès qu'elle est donnée.",
        "The right to issue comes back once it is given.",
    ),
)
NOT_A_POLICY = Reason(
    "policy_not_valid",
    422,
    Said("Cette politique ne tient pas : {faults}.", "This policy does not hold: {faults}."),
    Said("Corrigez ces points et renvoyez.", "Correct these points and send again."),
    words={"faults": POLICY},
)
VERSION_TAKEN = Reason(
    "policy_version_taken",
    409,
    Said("Cette version existe déjà.", "This version already exists."),
    Said("Donnez le numéro suivant.", "Give the next number."),
)
CODE_TAKEN = Reason(
    "envelope_code_taken",
    409,
    Said("Une enveloppe porte déjà ce code.", "An envelope already has this code."),
    Said("Choisissez un autre code.", "Choose another code."),
)
UNKNOWN_REGION = Reason(
    "fund_region_unknown",
    422,
    Said("Cette région n'est pas connue.", "This region is not known."),
    Said("Donnez un code ISO 3166-2, par exemple CA-QC.", "Give an ISO 3166-2 code, such as CA-QC."),
)
NEEDS_ANOTHER_PERSON = Reason(
    "needs_another_person",
    409,
    Said("Une autre personne fait ce pas.", "Another person takes this step."),
    Said("Demandez à une ou un collègue du fonds.", "Ask a colleague of the fund."),
)
ABOVE_YOUR_LIMIT = Reason(
    "above_your_limit",
    403,
    Said(
        "Cette somme dépasse ce que vous approuvez pour ce fonds.",
        "This sum is above what you approve for this fund.",
    ),
    Said("Demandez à une ou un collègue du fonds.", "Ask a colleague of the fund."),
)
RAIL_IS_OFF = Reason(
    "rail_is_off",
    409,
    Said("Cette voie de paiement est fermée pour ce fonds.", "This way of paying is off for this fund."),
    Said("Deux personnes du fonds peuvent la rouvrir.", "Two people of the fund can turn it on again."),
)
PAYOUT_ELSEWHERE = Reason(
    "payout_not_waiting",
    409,
    Said("Ce paiement n'attend pas ce geste : {state}.", "This payment does not wait for this: {state}."),
    Said("Ouvrez le paiement pour voir où il en est.", "Open the payment to see where it stands."),
    words={"state": PAYOUT_STATES},
)
NOTHING_PAID = Reason(
    "nothing_paid",
    409,
    Said("Rien n'a encore été payé pour cette ligne.", "Nothing has been paid for this line yet."),
    Said("Attendez le paiement.", "Wait for the payment."),
)
TOO_MUCH_BACK = Reason(
    "more_back_than_paid",
    422,
    Said(
        "Plus d'argent revient qu'il n'en est parti : {possible} au plus.",
        "More comes back than left: {possible} at most.",
    ),
    Said("Corrigez le montant.", "Correct the amount."),
)
NO_OVERRUN = Reason(
    "no_overrun",
    409,
    Said("Il n'y a pas de dépassement de ce montant.", "There is no overrun of this amount."),
    Said("Couvrez au plus {overrun}.", "Cover at most {overrun}."),
)
BAD_WEBHOOK = Reason(
    "webhook_not_believed",
    400,
    Said(
        "Cet avis n'est pas signé comme il faut : {flaw}.",
        "This notice is not signed as it should be: {flaw}.",
    ),
    Said("Rien n'a changé.", "Nothing has changed."),
    words={"flaw": FLAWS},
)
