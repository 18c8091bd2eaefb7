"""Each reason for a no about a receipt."""

from service.refusals import Reason, Said

TAKE_A_PICTURE = Said(
    "Photographiez le reçu, sans nom de personne, et envoyez la photo.",
    "Take a picture of the receipt, without any person's name, and send it.",
)
NOT_A_PICTURE = Reason(
    "receipt_not_a_picture",
    415,
    Said("Un reçu s'envoie en photo (JPEG ou PNG).", "A receipt is sent as a picture (JPEG or PNG)."),
    TAKE_A_PICTURE,
)
DOES_NOT_OPEN = Reason(
    "receipt_does_not_open",
    422,
    Said("Cette photo ne s'ouvre pas.", "This picture does not open."),
    TAKE_A_PICTURE,
)
TOO_MANY_PIXELS = Reason(
    "receipt_too_many_pixels",
    422,
    Said(
        "Cette photo est trop grande : plus de 30 millions de points.",
        "This picture is too large: over 30 million pixels.",
    ),
    Said("Envoyez-la en plus petit.", "Send it in a smaller size."),
)
TOO_LARGE = Reason(
    "receipt_too_large",
    413,
    Said("Cette photo dépasse 10 Mo.", "This picture is over 10 MB."),
    Said("Envoyez-la en plus petit.", "Send it in a smaller size."),
)
SIX_ARE_ENOUGH = Reason(
    "receipt_six_pictures",
    409,
    Said("Cette ligne a déjà six photos.", "This line has six pictures already."),
    Said("Retirez-en une d'abord.", "Remove one first."),
)
NOTHING_ABOVE = Reason(
    "nothing_above_what_was_paid",
    409,
    Said("Rien n'a été dépensé au-delà de ce qui a été payé.", "Nothing was spent above what was paid."),
    Said("Notez d'abord la dépense.", "Note what was spent first."),
)
FLAWS = {
    "not_a_picture": NOT_A_PICTURE,
    "does_not_open": DOES_NOT_OPEN,
    "too_many_pixels": TOO_MANY_PIXELS,
}
