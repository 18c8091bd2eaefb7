"""Each reason for a no that only pages give."""

from service.refusals import Reason, Said

NOT_ON_A_TABLET = Reason(
    "not_on_a_tablet",
    403,
    Said("Ceci ne se fait pas sur une tablette partagée.", "This is not done on a shared tablet."),
    Said("Entrez sur un appareil à vous.", "Sign in on a device of your own."),
)
