"""Why a code is not loaded, drawn, or shown again."""

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
NO_VOUCHER_LEFT = Reason(
    "no_voucher_left",
    409,
    Said(
        "Il ne reste pas de carte de ce genre pour cette somme.",
        "No card of this kind is left for this sum.",
    ),
    Said(
        "Choisissez un autre lieu, ou demandez au fonds de payer autrement.",
        "Choose another place, or ask the fund to pay another way.",
    ),
)
NOT_BY_VOUCHER = Reason(
    "not_by_voucher",
    409,
    Said("Aucune carte n'attend pour cette ligne.", "No card waits for this line."),
    Said("Ouvrez la demande pour voir où elle en est.", "Open the request to see where it stands."),
)
VOIDED_ALREADY = Reason(
    "voucher_voided_already",
    409,
    Said("Cette carte est déjà retirée.", "This card has been withdrawn already."),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
SHEET_NOT_READ = Reason(
    "voucher_sheet_not_read",
    422,
    Said("Aucune ligne de ce texte ne se lit.", "No line of this text can be read."),
    Said(
        "Donnez une ligne par carte : le code, puis, au besoin, la date de fin.",
        "Give one line per card: the code, then, if needed, its last day.",
    ),
)
