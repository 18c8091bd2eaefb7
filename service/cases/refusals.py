"""Each reason for a no about a case."""

from service.cases.said import SCOPES
from service.refusals import Reason, Said

BACKUP_IS_PIVOT = Reason(
    "backup_is_pivot",
    422,
    Said("Le pivot et sa relève sont la même personne.", "The pivot and the backup are the same person."),
    Said("Nommez une deuxième personne de votre organisme.", "Name a second person of your organisation."),
)
CONTACT_ASKED_ALREADY = Reason(
    "contact_asked_already",
    409,
    Said("La question est déjà posée.", "The question is asked already."),
    Said(
        "Attendez un mois avant de la poser de nouveau. Après un non, elle ne se pose plus.",
        "Wait a month before you ask it again. After a no, it is not asked any more.",
    ),
)
CANNOT_ACCOMPANY = Reason(
    "cannot_accompany",
    422,
    Said("Cette personne ne peut pas accompagner un dossier.", "This person cannot accompany a case."),
    Said(
        "Le pivot et sa relève sont deux intervenants pivots accrédités de votre organisme, jamais de la police.",
        "Pivot and backup are two accredited pivot workers of your organisation, never of the police.",
    ),
)
UNKNOWN_REGION = Reason(
    "unknown_region",
    422,
    Said("Cette région n'est pas connue.", "This region is not known."),
    Said("Donnez un code ISO 3166-2, par exemple CA-QC.", "Give an ISO 3166-2 code, such as CA-QC."),
)
CONSENT_MISSING = Reason(
    "consent_missing",
    409,
    Said("La personne n'a pas consenti à ceci : {scope}.", "The person has not agreed to this: {scope}."),
    Said("Demandez-lui, puis notez sa réponse dans le dossier.", "Ask, then note the answer in the case."),
    words={"scope": SCOPES},
)
CONSENT_GONE = Reason(
    "consent_gone",
    409,
    Said("La personne ne consent pas à ce partage.", "The person does not agree to this sharing."),
    Said(
        "Rien n'a été partagé. Demandez-lui, puis notez sa réponse dans le dossier.",
        "Nothing was shared. Ask, then note the answer in the case.",
    ),
)
KEPT_AWAY = Reason(
    "kept_away",
    409,
    Said(
        "Ce dossier garde cet organisme ou ce lieu à distance.",
        "This case keeps that organisation or place away.",
    ),
    Said(
        "Rien n'a été partagé. Choisissez un autre endroit, ou levez l'exclusion avec la personne.",
        "Nothing was shared. Choose somewhere else, or lift the exclusion with the person.",
    ),
)
LIMITS_CHANGED = Reason(
    "limits_changed",
    409,
    Said(
        "L'avis sur les limites de la confidentialité a changé.",
        "The notice on the limits of confidentiality has changed.",
    ),
    Said(
        "Montrez la version {version}, puis ouvrez le dossier.",
        "Show version {version}, then open the case.",
    ),
)
NOT_OF_THIS_CASE = Reason(
    "referral_not_of_this_case",
    409,
    Said("Cette demande n'est pas de ce dossier.", "This request is not of this case."),
    Said(
        "Partagez avec un refuge à qui vous avez demandé une place pour ce dossier.",
        "Share with a shelter that you asked for a place for this case.",
    ),
)
ALREADY_SHARED = Reason(
    "already_shared",
    409,
    Said("Ceci est déjà partagé avec ce refuge.", "This is already shared with that shelter."),
    Said("Terminez ce partage pour en faire un autre.", "End that share to make another one."),
)
UNKNOWN_EXCLUSION = Reason(
    "unknown_exclusion",
    422,
    Said("Ce qui est exclu n'est pas reconnu.", "What is excluded is not recognised."),
    Said(
        "Donnez l'identifiant de l'organisme ou du refuge, le code de la région, ou le code P-… de l'interprète.",
        "Give the identifier of the organisation or shelter, the code of the region, or the interpreter's code P-….",
    ),
)
ALREADY_GIVEN = Reason(
    "consent_already_given",
    409,
    Said("Ce consentement est déjà noté.", "This consent is already noted."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
ALREADY_WITHDRAWN = Reason(
    "consent_already_withdrawn",
    409,
    Said("Ce consentement est déjà retiré.", "This consent is already withdrawn."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
ALREADY_EXCLUDED = Reason(
    "already_excluded",
    409,
    Said("Ceci est déjà exclu pour ce dossier.", "This is already excluded for this case."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
NOT_LINKABLE = Reason(
    "claim_not_linkable",
    409,
    Said(
        "Cette place n'est pas retenue par votre organisme.", "This place is not held by your organisation."
    ),
    Said("Retenez une place, puis reliez-la au dossier.", "Hold a place, then link it to the case."),
)
ALREADY_LINKED = Reason(
    "claim_already_linked",
    409,
    Said("Cette place est déjà reliée à un dossier.", "This place is already linked to a case."),
    Said("Choisissez une autre place.", "Choose another place."),
)
ENDS_TOO_SOON = Reason(
    "access_ends_too_soon",
    422,
    Said("La fin de l'accès est déjà passée.", "The access ends in the past."),
    Said("Donnez une date à venir.", "Give a date to come."),
)
TRANSFER_OPEN = Reason(
    "transfer_already_asked",
    409,
    Said(
        "Un organisme est déjà sollicité pour ce dossier.",
        "An organisation is already asked about this case.",
    ),
    Said("Attendez sa réponse, ou retirez la demande.", "Wait for its answer, or take the request back."),
)
RESTS_ALREADY = Reason(
    "case_rests_already",
    409,
    Said("Ce dossier est déjà au repos.", "This case is already at rest."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
ADULT_WITH_MINOR = Reason(
    "adult_with_minor",
    422,
    Said(
        "Un adulte n'est pas ajouté au dossier d'une personne mineure.",
        "An adult is not added to the case of somebody under 18.",
    ),
    Said(
        "Parlez à chacun seul, puis ouvrez un dossier pour l'adulte s'il le demande.",
        "Speak with each alone, then open a case for the adult if they ask for it.",
    ),
)
STEP_NOT_CLEAR = Reason(
    "step_not_clear",
    422,
    Said(
        "Une étape faite a son jour, déjà venu, et son rôle; les autres n'ont ni l'un ni l'autre.",
        "A step that is done has its day, not in the future, and its role; any other has neither.",
    ),
    Said("Corrigez le jour et le rôle.", "Correct the day and the role."),
)
