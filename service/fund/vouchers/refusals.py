"""Why a code is not loaded, or not shown again."""

from service.refusals import Reason, Said

LOADED_ALREADY = Reason(
    "voucher_loaded_already",
    409,
    Said("Un de ces codes est déjà au stock.", "One of these codes is in the stock already."),
    Said("Rien n'a été ajouté. Vérifiez la liste.", "Nothing was added. Check the list."),
)
VOUCHER_SHOWN = Reason(
    "voucher_shown_already",
    409,
    Said("Ce code a déjà été montré.", "This code was already shown."),
    Said("Demandez-le de nouveau si vous en avez besoin.", "Ask for it again if you need it."),
)
