"""Why a duty phone is refused."""

from typing import Final

from service.refusals import Reason, Said

ANSWERS_ELSEWHERE: Final = Reason(
    "number_answers_elsewhere",
    409,
    Said("Ce numéro répond déjà ailleurs.", "This number already answers elsewhere."),
    Said(
        "Donnez un numéro de garde qui n'est qu'à votre organisme.",
        "Give a duty number that is your organisation's alone.",
    ),
)
CONSTRAINTS: Final = {"duty_phones_of_one_house": ANSWERS_ELSEWHERE}
