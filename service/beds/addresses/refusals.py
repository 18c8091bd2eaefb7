"""Why an address is not written, or not shown again."""

from service.refusals import Reason, Said

NO_ADDRESS_FOR_ROTATING = Reason(
    "rotating_house_has_no_address",
    409,
    Said("Une maison itinérante n'a pas d'adresse ici.", "A rotating safe house has no address here."),
    Said(
        "Le point de rencontre se donne par téléphone. Pour changer une maison en maison itinérante, retirez "
        "d'abord son adresse.",
        "The meeting point is given by phone. To turn a house into a rotating one, remove its address first.",
    ),
)
SHOWN_ALREADY = Reason(
    "address_shown_already",
    409,
    Said("Cette adresse a déjà été montrée.", "This address was already shown."),
    Said("Demandez-la de nouveau si vous en avez besoin.", "Ask for it again if you need it."),
)
