"""Each reason for a no about members and invitations."""

from service.refusals import Reason, Said

INVITATION_OVER = Reason(
    "invitation_over",
    404,
    Said(
        "Ce code n'ouvre rien, ou il a déjà servi.",
        "This code opens nothing, or it was used already.",
    ),
    Said(
        "Un code vaut 72 heures et une fois. Demandez à votre organisme d'en envoyer un autre.",
        "A code is good for 72 hours and once. Ask your organisation to send another.",
    ),
)
ADDRESS_HAS_AN_ACCESS = Reason(
    "address_has_an_access",
    409,
    Said("Cette adresse a déjà un accès en cours.", "This address has a current access already."),
    Said(
        "Terminez l'autre accès d'abord, puis tapez de nouveau ce code.",
        "End the other access first, then type this code again.",
    ),
)
