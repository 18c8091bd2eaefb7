"""Why a device is not registered."""

from typing import Final

from service.refusals import Reason, Said

NOT_A_PUSH_SERVICE: Final = Reason(
    "not_a_push_service",
    422,
    Said("Cette adresse n'est pas celle d'un navigateur.", "This address is not a browser's."),
    Said(
        "Activez les avis depuis l'application, sur votre téléphone.",
        "Turn notices on from the app, on your phone.",
    ),
)
SHARED_TABLET: Final = Reason(
    "shared_tablet",
    409,
    Said("Une tablette partagée ne reçoit pas d'avis.", "A shared tablet receives no notices."),
    Said("Activez les avis sur votre propre téléphone.", "Turn notices on on your own phone."),
)
