"""Each reason for a no about a hotel."""

from service.refusals import Reason, Said

ALREADY_SIGNED = Reason(
    "vetting_already_signed",
    409,
    Said("Vous avez déjà signé pour cet hôtel.", "You have signed for this hotel already."),
    Said("Une deuxième personne signe à son tour.", "A second person signs in turn."),
)
NOT_VETTED = Reason(
    "hotel_not_vetted",
    409,
    Said("Cet hôtel n'est pas vérifié par deux personnes.", "This hotel is not vetted by two people."),
    Said(
        "Choisissez un hôtel du tableau, ou demandez à la coordination.",
        "Choose a hotel of the board, or ask the coordination.",
    ),
)
NOT_A_HOTEL = Reason(
    "not_a_hotel",
    409,
    Said("Cette maison n'est pas un hôtel.", "This house is not a hotel."),
    Said(
        "Demandez-y une place, sans ouvrir de ligne au fonds.", "Ask for a place there, without a fund line."
    ),
)
NOT_TOLD = Reason(
    "profile_not_told",
    422,
    Said(
        "Le dossier ne dit pas encore le genre ou la tranche d'âge.",
        "The case does not say the gender or the age band yet.",
    ),
    Said("Donnez ceux sous lesquels réserver.", "Give those to book under."),
)
REFUSALS = {"hotel_vettings_by_two": ALREADY_SIGNED, "referrals_hotel_is_vetted": NOT_VETTED}
"""What PostgreSQL answers for a hotel: one person signs once, and only what two have signed for is asked."""
