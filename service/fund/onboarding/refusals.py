"""Why nobody on-boards now."""

from service.partners.proposals.refusals import ACCOUNT_NOT_READY as ACCOUNT_NOT_READY
from service.refusals import Reason, Said

NO_INVITATION = Reason(
    "no_onboarding_invitation",
    409,
    Said("Aucun fonds ne vous a encore invités.", "No fund has invited you yet."),
    Said("Demandez à un fonds de vous inviter.", "Ask a fund to invite you."),
)
RAIL_SILENT = Reason(
    "rail_does_not_answer",
    503,
    Said("Le service de paiement ne répond pas.", "The payment service does not answer."),
    Said("Réessayez dans quelques minutes.", "Try again in a few minutes."),
)
LINK_SHOWN = Reason(
    "onboarding_link_shown",
    409,
    Said("Ce lien a déjà été montré.", "This link was already shown."),
    Said("Demandez-en un autre.", "Ask for another."),
)
