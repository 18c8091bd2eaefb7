"""Each reason for a no about signing in."""

from service.refusals import Reason, Said

SIGN_IN_REFUSED = Reason(
    "sign_in_refused",
    401,
    Said("La connexion n'a pas abouti.", "Signing in did not go through."),
    Said(
        "Vérifiez ce que vous avez donné, ou prenez votre clé d'accès. Après plusieurs essais, attendez 15 minutes.",
        "Check what you gave, or use your passkey. After several attempts, wait 15 minutes.",
    ),
)
TABLET_LOCKED = Reason(
    "tablet_locked",
    429,
    Said("Cette tablette attend, après plusieurs NIP.", "This tablet waits, after several PINs."),
    Said(
        "Elle s'ouvre de nouveau plus tard. La coordination peut l'inscrire de nouveau.",
        "It opens again later. The coordinator can enrol it again.",
    ),
)
TABLET_UNKNOWN = Reason(
    "tablet_unknown",
    401,
    Said("Cette tablette n'est pas inscrite.", "This tablet is not enrolled."),
    Said("La coordination de la ressource peut l'inscrire.", "The shelter's coordinator can enrol it."),
)
PROOF_REFUSED = Reason(
    "proof_refused",
    422,
    Said(
        "La confirmation n'a pas abouti. Rien n'est signé.",
        "The proof did not go through. Nothing is signed.",
    ),
    Said(
        "Reprenez avec votre clé d'accès, ou un nouveau code. Après plusieurs essais, attendez 15 minutes.",
        "Try again with your passkey, or a new code. After several attempts, wait 15 minutes.",
    ),
)
REGISTRATION_REFUSED = Reason(
    "registration_refused",
    422,
    Said("La clé d'accès n'a pas été ajoutée.", "The passkey was not added."),
    Said(
        "Reprenez depuis le début. L'appareil doit vérifier que c'est vous.",
        "Start again. The device must check that it is you.",
    ),
)
PASSKEY_KNOWN = Reason(
    "passkey_known",
    409,
    Said("Cette clé d'accès est déjà inscrite.", "This passkey is registered already."),
    Said("Rien d'autre à faire.", "Nothing more to do."),
)
LAST_PASSKEY = Reason(
    "last_passkey",
    409,
    Said("C'est votre dernière clé d'accès.", "This is your last passkey."),
    Said("Ajoutez-en une autre d'abord.", "Add another one first."),
)
NOT_FIRST_PASSKEY = Reason(
    "not_first_passkey",
    409,
    Said("Une clé d'accès existe déjà.", "There is a passkey already."),
    Said("Connectez-vous avec elle pour en ajouter une.", "Sign in with it to add another one."),
)
CODE_NOT_RIGHT = Reason(
    "code_not_right",
    422,
    Said("Ce code n'est pas le bon.", "This code is not the right one."),
    Said(
        "Attendez le code suivant. Vérifiez l'heure de l'appareil.",
        "Wait for the next code. Check the time of the device.",
    ),
)
NO_CODE = Reason(
    "no_code",
    409,
    Said("Aucune application de codes n'est en place.", "No authenticator app is set up."),
    Said("Mettez-la d'abord en place.", "Set one up first."),
)
NO_PIN_FOR_ROLE = Reason(
    "no_pin_for_role",
    422,
    Said("Un NIP est pour l'accueil d'une ressource.", "A PIN is for the front desk of a shelter."),
    Said("Choisissez une personne de l'accueil.", "Choose somebody of the front desk."),
)
