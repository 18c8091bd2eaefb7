"""Why a notice of the provider is not believed."""

from typing import Final

from service.refusals import Reason, Said

BAD_NOTICE: Final = Reason(
    "bad_text_notice",
    400,
    Said("Cet avis n'est pas signé par le fournisseur.", "This notice is not signed by the provider."),
    Said(
        "Vérifiez le jeton du fournisseur et l'adresse que cet avis appelle.",
        "Check the provider's token and the address that this notice calls.",
    ),
)
